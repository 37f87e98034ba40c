/** Events that other servers hand over: read, named and verified before anybody looks at them. */
import {
  contentHashMatches,
  type JsonObject,
  loadPdu,
  type Pdu,
  type RoomVersion,
  readPdu,
  redact,
  verifyEvent,
} from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { keysForEvents } from "../federation/event-keys.js";

/** An event whose signatures are good. */
export interface VerifiedEvent {
  readonly event: Pdu;
  readonly signedBy: ReadonlySet<string>;
}

/** Those events that are of the room, well-formed, and signed by whom they must be. The others are left out. */
export async function verifyEvents(
  context: ServerContext,
  events: readonly JsonObject[],
  roomId: string,
  version: RoomVersion,
): Promise<VerifiedEvent[]> {
  const read = events.flatMap((json) => {
    const pdu = readPdu(json, version, { anyCounts: true });
    return pdu.ok && pdu.value.roomId === roomId ? [pdu.value] : [];
  });
  const keysOf = await keysForEvents(
    context.keys,
    read.map((event) => ({ event, roomVersion: version })),
  );
  return read.flatMap((event) => {
    const check = verifyEvent(event, version, keysOf);
    if (!check.ok) return [];
    const { signedBy } = check;
    // What the hash does not cover is not seen by anybody.
    const kept = contentHashMatches(event.json)
      ? event
      : loadPdu(redact(event.json, version), version, event.eventId);
    return [{ event: kept, signedBy }];
  });
}
