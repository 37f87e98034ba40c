/** Events that other servers hand over: read, named and verified before anybody looks at them. */
import {
  checkPdu,
  type JsonObject,
  type Pdu,
  type RoomVersion,
  readPdu,
  type VerifiedEvent,
} from "@knockgen/auth";
import { spend, Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import { keysForEvents } from "../federation/keys/event-keys.js";

/** The events that belong to the room, are well formed, and carry the required signatures. Others are dropped. */
export async function verifyEvents(
  context: Pick<ServerContext, "keys">,
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
    const pdu = readPdu(json, version, { anyCounts: true, idsAsServersCount: true });
    if (pdu.ok && pdu.value.roomId === roomId) read.push(pdu.value);
  }
  return read;
}

/** An event that another server has given. */
export interface ReceivedEvent extends VerifiedEvent {
  /** Whether it came with content that its hash does not cover. Honest servers give an event whole, or redacted. */
  readonly isDamaged: boolean;
}

/** The events that carry the required signatures. */
export async function verifyRead(
  context: Pick<ServerContext, "keys">,
  read: readonly Pdu[],
  version: RoomVersion,
): Promise<ReceivedEvent[]> {
  const keysOf = await keysForEvents(
    context.keys,
    read.map((event) => ({ event, roomVersion: version })),
  );
  const verified: ReceivedEvent[] = [];
  const turns = new Turns();
  for (const event of read) {
    await turns.next();
    // With nothing but keys at hand the check stops where the events that it lists are needed, or refuses it before.
    const check = checkPdu(event, { roomVersion: version, keysOf });
    if (check.outcome === "dropped") continue;
    const signedBy = check.signedBy ?? new Set();
    verified.push({ event: check.event, signedBy, isDamaged: hasLost(check.event, event) });
  }
  return verified;
}

function hasLost(kept: Pdu, given: Pdu): boolean {
  return kept !== given && Object.keys(kept.content).length < Object.keys(given.content).length;
}
