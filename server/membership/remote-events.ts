/** Events that other servers hand over: read, named and verified before anybody looks at them. */
import {
  contentHashMatches,
  type JsonObject,
  loadPdu,
  type Pdu,
  type RoomVersion,
  readPdu,
  redact,
  type VerifiedEvent,
  verifyEvent,
} from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { keysForEvents } from "../federation/event-keys.js";
import { spend, Turns } from "../turns.js";

/** The events that belong to the room, are well formed, and carry the required signatures. Others are dropped. */
export async function verifyEvents(
  context: ServerContext,
  events: readonly JsonObject[],
  roomId: string,
  version: RoomVersion,
): Promise<VerifiedEvent[]> {
  return verifyRead(context, await readEvents(events, roomId, version), version);
}

/** Those events that are of the room and well-formed. Who has signed them is not looked at. */
export async function readEvents(
  events: readonly JsonObject[],
  roomId: string,
  version: RoomVersion,
): Promise<Pdu[]> {
  const read: Pdu[] = [];
  spend({ events: events.length });
  const turns = new Turns();
  for (const json of events) {
    await turns.next();
    const pdu = readPdu(json, version, { anyCounts: true });
    if (pdu.ok && pdu.value.roomId === roomId) read.push(pdu.value);
  }
  return read;
}

/** The events that carry the required signatures. */
export async function verifyRead(
  context: ServerContext,
  read: readonly Pdu[],
  version: RoomVersion,
): Promise<VerifiedEvent[]> {
  const keysOf = await keysForEvents(
    context.keys,
    read.map((event) => ({ event, roomVersion: version })),
  );
  const verified: VerifiedEvent[] = [];
  const turns = new Turns();
  for (const event of read) {
    await turns.next();
    const check = verifyEvent(event, version, keysOf);
    if (!check.ok) continue;
    const { signedBy } = check;
    // Content that the hash does not cover is dropped.
    const kept = contentHashMatches(event.json)
      ? event
      : loadPdu(redact(event.json, version), version, event.eventId);
    verified.push({ event: kept, signedBy });
  }
  return verified;
}
