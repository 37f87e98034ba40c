/** Events that other servers hand over: read, named and verified before anything else looks at them. */
import {
  checkPdu,
  type JsonObject,
  type Pdu,
  type RoomVersion,
  readWrittenPdu,
  type VerifiedEvent,
  verifyEventsAside,
} from "@knockgen/auth";
import { spend, Turns } from "../bounds/turns.js";
import { keysForEvents } from "../federation/keys/event-keys.js";
import type { KeyRing } from "../federation/keys/key-ring.js";
import { inBatches } from "../store/batches.js";

/** Events whose signatures are verified at a time. */
const AT_ONCE = 64;
/** Time of a thread for one of them. */
const MS_ASIDE = 0.06;
/**
 * Signatures of one answer that are looked at once more where the platform has refused them, which takes fifteen times as long. No
 * honest answer has as many; events beyond are left out as if they had not come, and judged when they come again (O1).
 */
const MAX_DOUBTS = 200;

/** Knows where to find keys. */
interface WithKeys {
  readonly keys: Pick<KeyRing, "lookup">;
}

/** The events that belong to the room, are well formed, and carry the required signatures. Others are dropped. */
export async function verifyEvents(
  context: WithKeys,
  events: readonly JsonObject[],
  roomId: string,
  version: RoomVersion,
): Promise<ReceivedEvent[]> {
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
    if (turns.areDue) await turns.next();
    const result = readWrittenPdu(json, version, { anyCounts: true, idsAsServersCount: true });
    if (result.ok && result.value.roomId === roomId) read.push(result.value);
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
  context: WithKeys,
  read: readonly Pdu[],
  version: RoomVersion,
): Promise<ReceivedEvent[]> {
  const keysOf = await keysForEvents(
    context.keys,
    read.map((event) => ({ event, roomVersion: version })),
  );
  const verified: ReceivedEvent[] = [];
  const turns = new Turns();
  let doubts = 0;
  for (const some of inBatches(read, AT_ONCE)) {
    if (turns.areDue) await turns.next();
    const checked = await verifyEventsAside(some, version, keysOf);
    for (const [at, event] of some.entries()) {
      if (turns.areDue) await turns.next();
      const signatures = checked[at];
      if (signatures === undefined && ++doubts > MAX_DOUBTS) continue;
      // Without events at hand the check stops where those that it lists are needed, or refuses it before.
      const check = checkPdu(event, { roomVersion: version, keysOf, signatures });
      if (check.outcome === "dropped") continue;
      const signedBy = check.signedBy ?? new Set();
      verified.push({ event: check.event, signedBy, isDamaged: hasLost(check.event, event) });
    }
    // The threads that verify are not this one, whose time is charged.
    spend({ ms: some.length * MS_ASIDE });
  }
  return verified;
}

function hasLost(kept: Pdu, given: Pdu): boolean {
  return kept !== given && Object.keys(kept.content).length < Object.keys(given.content).length;
}
