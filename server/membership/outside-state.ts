/** The state of a room that comes with an invite or an answer to a knock. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  ROOM_VERSIONS,
  type RoomVersion,
} from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { verifyEvents } from "../history/remote-events.js";
import { boundedState, isStripped, strip } from "../room/stripped.js";

/** The part that may be shown. */
export interface OutsideState {
  readonly events: readonly JsonObject[];
  /** Whether the create event is among those that are signed. */
  readonly hasCreate: boolean;
}

/** Whether servers may still send a room version's state without signatures: then nothing may rely on it (N18). */
export function mayBeStripped(version: RoomVersion): boolean {
  return ROOM_VERSIONS[version].roomId !== "create-event";
}

/**
 * Full events are verified, and dropped where they are bad. Entries that are only stripped are shown beside them, marked
 * as unverified, where the version allows it and nothing signed stands at the same key (O15, O16).
 */
export async function outsideState(
  context: Pick<ServerContext, "keys">,
  given: readonly JsonValue[],
  roomId: string,
  version: RoomVersion,
): Promise<OutsideState> {
  const entries = await boundedState(given.filter(isJsonObject));
  const verified = (await verifyEvents(context, entries, roomId, version))
    .map(({ event }) => event)
    .filter(({ stateKey }) => stateKey !== undefined);
  const shown = new Map(verified.map(({ json }) => [keyOf(json), strip(json)]));
  const unsigned = mayBeStripped(version) ? entries.filter((entry) => isOldStyle(entry, roomId)) : [];
  for (const entry of unsigned) {
    const key = keyOf(entry);
    if (!shown.has(key)) shown.set(key, { ...strip(entry), unsigned: { "knockgen.unverified": true } });
  }
  return { events: [...shown.values()], hasCreate: verified.some(({ type }) => type === "m.room.create") };
}

function keyOf(event: JsonObject): string {
  return JSON.stringify([own(event, "type"), own(event, "state_key")].map(String));
}

/** Stripped state as it was before events had to be whole. What has signatures is meant to be whole, and another room is none of it. */
function isOldStyle(entry: JsonObject, roomId: string): boolean {
  if (!isStripped(entry) || own(entry, "signatures") !== undefined) return false;
  return (own(entry, "room_id") ?? roomId) === roomId;
}
