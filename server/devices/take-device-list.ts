/** `m.device_list_update` and `m.signing_key_update` of other servers (C180). */
import { type JsonObject, own } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { KeptKeys } from "../store/devices/remote-keys.js";
import { serverOf } from "../values/ids.js";
import { objectIn } from "../values/json-members.js";
import { deviceIn, signingKeysIn } from "./remote-lists.js";

type Parts = Pick<ServerContext, "announce" | "remoteLists" | "store">;

/** Keys of a user after a change; undefined where the change alone does not tell. */
type Follow = (kept: KeptKeys, userId: string, content: JsonObject) => KeptKeys | undefined;

/** Takes a change of a device. */
export function takeDeviceList(parts: Parts, origin: string, content: JsonObject): Promise<void> {
  return take(parts, origin, content, withDevice);
}

/** Takes new cross-signing keys. */
export function takeSigningKeys(parts: Parts, origin: string, content: JsonObject): Promise<void> {
  return take(parts, origin, content, ({ keys, streamId }, userId, told) => ({
    keys: { ...keys, ...signingKeysIn(userId, told) },
    streamId,
  }));
}

/** Clients are told that the list has changed, and ask for it. Unless the change follows what is kept, the list is fetched anew. */
async function take(
  { announce, remoteLists, store }: Parts,
  origin: string,
  content: JsonObject,
  follow: Follow,
): Promise<void> {
  const userId = own(content, "user_id");
  if (typeof userId !== "string" || serverOf(userId) !== origin) return;
  const changed = await store.changeRemoteKeys(userId, (kept) => kept && follow(kept, userId, content));
  if (changed === undefined) return;
  announce(changed.announced);
  if (!changed.isKept) remoteLists.fetch(userId);
}

function withDevice({ keys, streamId: known }: KeptKeys, userId: string, told: JsonObject) {
  const [deviceId, streamId, before] = ["device_id", "stream_id", "prev_id"].map((key) => own(told, key));
  if (typeof deviceId !== "string" || typeof streamId !== "number" || !Number.isSafeInteger(streamId))
    return undefined;
  const follows = known !== undefined && Array.isArray(before) && before.includes(known);
  if (!follows && known !== streamId) return undefined;
  const { [deviceId]: _, ...others } = objectIn(objectIn(keys, "device_keys"), userId);
  const device = own(told, "deleted") === true ? undefined : deviceIn(told);
  const devices = device === undefined ? others : { ...others, [deviceId]: device };
  return { keys: { ...keys, device_keys: { [userId]: devices } }, streamId };
}
