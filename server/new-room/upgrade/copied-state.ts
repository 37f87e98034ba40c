/** State that a room takes over from the one whose place it takes (C119). */
import { type JsonObject, own } from "@knockgen/auth";
import type { RoomDraft } from "../../room/draft/draft.js";
import type { InitialState } from "../presets.js";

/** Settings with an empty state key. */
const SETTINGS = [
  "m.room.server_acl",
  "m.room.encryption",
  "m.room.name",
  "m.room.avatar",
  "m.room.topic",
  "m.room.guest_access",
  "m.room.history_visibility",
  "m.room.join_rules",
  "m.room.canonical_alias",
];
/** Types of which each state key is copied. */
const LISTS = ["m.space.child", "m.space.parent"];
/** Entries of one list, and bans, that are copied. */
const MAX_ENTRIES = 500;

/** Reads it from the old room. */
export async function copiedState(draft: RoomDraft): Promise<readonly InitialState[]> {
  const copied: InitialState[] = [];
  const copy = async (type: string, stateKey: string): Promise<void> => {
    const content = await draft.shownContent(type, stateKey);
    if (content !== undefined) copied.push({ type, stateKey, content });
  };
  for (const type of SETTINGS) await copy(type, "");
  for (const type of LISTS)
    for (const key of [...draft.room.keysOf(type).keys()].slice(0, MAX_ENTRIES)) await copy(type, key);
  const banned = [...draft.room.memberships].filter(([, membership]) => membership === "ban");
  for (const [user] of banned.slice(0, MAX_ENTRIES)) {
    const content = (await draft.shownContent("m.room.member", user)) ?? {};
    const reason = own(content, "reason");
    const ban = { membership: "ban", ...(typeof reason === "string" && { reason }) };
    copied.push({ type: "m.room.member", stateKey: user, content: ban });
  }
  return copied;
}

/** Settings of the create event that stay. */
export async function copiedCreation(draft: RoomDraft): Promise<JsonObject> {
  const content = (await draft.shownContent("m.room.create")) ?? {};
  return Object.fromEntries(
    Object.entries(content).filter(([key]) => key === "type" || key === "m.federate"),
  );
}
