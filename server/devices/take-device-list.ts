/** `m.device_list_update` and `m.signing_key_update` of other servers (C180). */
import { type JsonObject, own } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { serverOf } from "../ids.js";

/** Clients are told that the list has changed, and ask for it. What is kept of it for the time that its server is down serves no more. */
export async function takeDeviceList(
  { announce, store }: Pick<ServerContext, "announce" | "store">,
  origin: string,
  content: JsonObject,
): Promise<void> {
  const userId = own(content, "user_id");
  if (typeof userId !== "string" || serverOf(userId) !== origin) return;
  const change = await store.noteRemoteDeviceList(userId);
  if (change !== undefined) announce(change);
}
