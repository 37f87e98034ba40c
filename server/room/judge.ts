/** Verdicts on an event: by the events that it lists, and by a state of the room. */
import {
  authorize,
  authorizeAgainstState,
  type CheckKey,
  checkPdu,
  listedBy,
  type Pdu,
  type Receipt,
  type RoomState,
  type RoomVersion,
  requiredSigners,
  type StateKey,
  type StateLookup,
  selectAuthEvents,
  type Verdict,
} from "@knockgen/auth";
import type { DraftEvents } from "./draft/draft-events.js";
import type { GivenEvent } from "./given.js";

/** The servers whose signatures an event has; undefined if not checked yet. */
export type Signers = ReadonlySet<string> | undefined;

/** The states that a received event is judged by. */
export interface JudgingStates {
  /** The state before it. */
  readonly before: RoomState;
  /** The room's present state; undefined for an event of the past. */
  readonly present?: RoomState;
}

/** A judgement that came to its end. */
export type Judged = Exclude<Receipt, { readonly outcome: "held" | "dropped" }>;

/**
 * Verdict on a received event whose signatures are verified: by the events that it lists, by the state before it,
 * and by the present. An event that lists something unknown is rejected.
 */
export async function judgeReceived(
  pdu: Pdu,
  { before, present }: JudgingStates,
  events: DraftEvents,
  signedBy: Signers,
): Promise<Judged> {
  const signers = signedBy ?? new Set(requiredSigners(pdu, events.room.version));
  let receipt = checkPdu(pdu, { roomVersion: events.room.version, signedBy: signers });
  if (receipt.outcome === "held") {
    const listed = new Map((await events.many(receipt.missing)).map((each) => [each.pdu.eventId, each]));
    receipt = receipt.resume({
      events: (eventId) => listed.get(eventId)?.pdu,
      isRejected: (eventId) => listed.get(eventId)?.stored.status === "rejected",
    });
  }
  if (receipt.outcome === "held" && receipt.needs.kind === "state-before") {
    const stateBefore = await lookupFor(pdu, before, events);
    const currentState = present && (await lookupFor(pdu, present, events));
    receipt = receipt.resume({ stateBefore: () => stateBefore, ...(currentState && { currentState }) });
  }
  if (receipt.outcome !== "held" && receipt.outcome !== "dropped") return receipt;
  const missing = receipt.outcome === "held" ? receipt.missing[0] : undefined;
  const check: CheckKey = missing === undefined ? "format" : "missing_auth_event";
  const reason = missing === undefined ? "it is malformed" : `it lists ${missing}, which is not known`;
  const verdict: Verdict = { allowed: false, rule: check, ruleKey: check, reason };
  return {
    outcome: "rejected",
    check: "auth-events",
    event: pdu,
    redacted: false,
    signedBy: signers,
    verdict,
  };
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
  const roomVersion = events.room.version;
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
  // Whatever the others are, each needs a key that is still free.
  const unknown = new Set(pdu.authEventIds).size - listed.length;
  return unknown > open.size ? "auth_events has more events than are needed" : undefined;
}

/** Judges by a state of the room. */
export async function judgeAgainst(
  pdu: Pdu,
  state: RoomState,
  events: DraftEvents,
  signedBy: Signers,
): Promise<Verdict> {
  const roomVersion = events.room.version;
  const lookup = await lookupFor(pdu, state, events);
  return authorizeAgainstState(pdu, {
    roomVersion,
    state: lookup,
    create: lookup("m.room.create", ""),
    ...(signedBy && { signedBy }),
  });
}

/** A state of the room, as far as an event is judged by it. */
async function lookupFor(pdu: Pdu, state: RoomState, events: DraftEvents): Promise<StateLookup> {
  const found = new Map<string, Pdu>();
  const keys: StateKey[] = [
    ...selectAuthEvents(pdu, events.room.version),
    ["m.room.create", ""],
    ["m.room.join_rules", ""],
  ];
  for (const [type, stateKey] of keys) {
    const event = await events.one(state.get(type)?.get(stateKey));
    if (event !== undefined) found.set(`${type}\n${stateKey}`, event);
  }
  return (type, stateKey) => found.get(`${type}\n${stateKey}`);
}
