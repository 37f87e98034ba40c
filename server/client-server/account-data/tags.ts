/** Tags of a room are its account data `m.tag` (C37). */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import type { AccountDataKey } from "../../store/accounts/account-data.js";
import type { Auth } from "../auth.js";
import { accountDataKey } from "./account-data.js";

/** Where the tags of a room are. */
export function tagKey(
  auth: Auth,
  path: { readonly userId: string; readonly roomId: string },
): AccountDataKey {
  return accountDataKey(auth, { ...path, type: "m.tag" });
}

/** The tags in what is kept, whatever a client has put there. */
export function tagsIn(data: JsonObject | undefined): JsonObject {
  const tags = data === undefined ? undefined : own(data, "tags");
  return isJsonObject(tags) ? tags : {};
}

/** The same data with one tag changed, or without it. */
export function withTag(data: JsonObject | undefined, tag: string, value: JsonValue | undefined): JsonObject {
  const others = Object.entries(tagsIn(data)).filter(([name]) => name !== tag);
  const tags = Object.fromEntries(value === undefined ? others : [...others, [tag, value]]);
  return { ...data, tags };
}
