/** Verdicts on an event: by the events that it lists, and by a state of the room. */
import {
  authorize,
  authorizeAgainstState,
  listedBy,
  type Pdu,
  type RoomState,
  type RoomVersion,
  type StateKey,
  type StateLookup,
  selectAuthEvents,
  type Verdict,
} from "@knockgen/auth";
import type { DraftEvents } from "./draft-events.js";
import type { GivenEvent } from "./given.js";

/** The servers whose signatures an event has; undefined if not checked yet. */
export type Signers = ReadonlySet<string> | undefined;

/** Judges by the events that it lists, and if these let it pass by the state before it. */
export async function judgeReceived(
  pdu: Pdu,
  before: RoomState,
  events: DraftEvents,
  signedBy: Signers,
): Promise<Verdict> {
  const roomVersion = events.version;
  const listed = await events.many(listedBy(pdu, roomVersion));
  const rejected = new Set(
    listed.filter(({ stored }) => stored.status === "rejected").map(({ pdu: { eventId } }) => eventId),
  );
  const authEvents = listed.map((event) => event.pdu);
  const verdict = authorize(pdu, { roomVersion, authEvents, rejected, ...(signedBy && { signedBy }) });
  if (!verdict.allowed || pdu.type === "m.room.create") return verdict;
  return judgeAgainst(pdu, before, events, signedBy);
}

/**
 * Refusal of an event by the listed events that are held or given, without asking others for the rest.
 * Undefined where nothing does so far.
 */
export async function faultWithin(
  pdu: Pdu,
  given: readonly GivenEvent[],
  events: DraftEvents,
  signedBy: Signers,
): Promise<string | undefined> {
  const roomVersion = events.version;
  const held = await events.many(listedBy(pdu, roomVersion));
  const rejected = new Set<string>();
  for (const { stored, pdu: listed } of held) if (stored.status === "rejected") rejected.add(listed.eventId);
  for (const { event, isRejected } of given) if (isRejected) rejected.add(event.eventId);
  const known = new Map(held.map((event) => [event.pdu.eventId, event.pdu]));
  for (const { event } of given) if (!known.has(event.eventId)) known.set(event.eventId, event);
  const authEvents = [...known.values()];
  if (pdu.authEventIds.every((id) => known.has(id))) {
    const verdict = authorize(pdu, { roomVersion, authEvents, rejected, ...(signedBy && { signedBy }) });
    return verdict.allowed ? undefined : verdict.reason;
  }
  const listed = pdu.authEventIds.flatMap((id) => known.get(id) ?? []);
  const refused = listed.find(({ eventId }) => rejected.has(eventId));
  return refused === undefined ? faultOfListed(pdu, listed, roomVersion) : `it lists ${refused.eventId}`;
}

/** Errors in the list of an event's auth events that their kinds alone show. */
export function faultOfListed(
  pdu: Pdu,
  listed: readonly Pdu[],
  roomVersion: RoomVersion,
): string | undefined {
  const open = new Set(selectAuthEvents(pdu, roomVersion).map((key) => JSON.stringify(key)));
  for (const { type, stateKey, roomId, eventId } of listed) {
    if (roomId !== pdu.roomId) return `${eventId} in auth_events is of another room`;
    // Each key once.
    if (!open.delete(JSON.stringify([type, stateKey]))) return `${eventId} in auth_events is not needed`;
  }
  return undefined;
}

/** Judges by a state of the room. */
export async function judgeAgainst(
  pdu: Pdu,
  state: RoomState,
  events: DraftEvents,
  signedBy: Signers,
): Promise<Verdict> {
  const roomVersion = events.version;
  const found = new Map<string, Pdu>();
  const keys: StateKey[] = [
    ...selectAuthEvents(pdu, roomVersion),
    ["m.room.create", ""],
    ["m.room.join_rules", ""],
  ];
  for (const [type, stateKey] of keys) {
    const event = await events.one(state.get(type)?.get(stateKey));
    if (event !== undefined) found.set(`${type}\n${stateKey}`, event);
  }
  const lookup: StateLookup = (type, stateKey) => found.get(`${type}\n${stateKey}`);
  return authorizeAgainstState(pdu, {
    roomVersion,
    state: lookup,
    create: lookup("m.room.create", ""),
    ...(signedBy && { signedBy }),
  });
}
