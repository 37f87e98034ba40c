/** Events that were made before, here or elsewhere: checked on receipt, and put where their `prev_events` say. */
import { contentHashMatches, type Pdu, type RoomState, type Verdict } from "@knockgen/auth";
import type { EventStatus } from "../../store/store.js";
import { bring, type Given } from "../given.js";
import { openAmong } from "../holes.js";
import { judgeReceived } from "../judge.js";
import type { DraftParts } from "./draft-parts.js";
import { tipsBeside } from "./tips.js";

/** How an event that was made before, here or elsewhere, is put into the room. */
export interface InsertOptions extends Given {
  /** The servers whose signatures were verified. */
  readonly signedBy?: ReadonlySet<string>;
  /** Send it to the servers in the room, except these. By default it is not sent. */
  readonly relay?: { readonly except: readonly string[] } | undefined;
}

/** How an event of the past is put into the room. */
export interface PastOptions extends Given {
  readonly signedBy: ReadonlySet<string>;
  /** The hole of the history that it fills a part of. */
  readonly hole?: string | undefined;
}

/** Outcome of an inserted event. */
export interface Inserted {
  readonly status: EventStatus;
  readonly event: Pdu;
  /** Of one that was rejected or failed softly. */
  readonly verdict: Verdict | undefined;
}

/** Takes an event of the present. */
export async function takeEvent(parts: DraftParts, given: Pdu, options: InsertOptions): Promise<Inserted> {
  const { room, events, write, placement } = parts;
  const { signedBy, relay } = options;
  const pdu = await wholeOf(parts, given);
  const { before, drop } = await bring(parts, options, () => placement.before(pdu));
  const judged = await judgeReceived(pdu, { before: before.state, present: room.state }, events, signedBy);
  if (judged.outcome === "rejected") {
    write.keep(pdu, "rejected", drop());
    await passOver(parts, pdu);
    return { status: "rejected", event: pdu, verdict: judged.verdict };
  }
  const stateAfter = await placement.after(pdu, before);
  const replaces = replacedBy(pdu, before.state);
  const over = await holeBelow(parts, pdu);
  const states = { stateBefore: before.group, stateAfter, replaces, over };
  if (judged.outcome === "soft-failed") {
    write.keep(pdu, "soft-failed", states);
    await passOver(parts, pdu);
    return { status: "soft-failed", event: pdu, verdict: judged.verdict };
  }
  const serversBefore = room.servers;
  const { others, isFollowed } = await tipsBeside(parts, pdu, true);
  room.reach(pdu.depth);
  write.keep(pdu, "accepted", states);
  if (isFollowed) await leaveTips(parts, others);
  else {
    room.extremities = [...others, pdu.eventId];
    await placement.moveTo(pdu, stateAfter, others);
  }
  if (relay !== undefined) {
    const except = new Set(relay.except);
    write.relay(
      pdu,
      [...serversBefore, ...room.servers].filter((server) => !except.has(server)),
    );
  }
  return { status: "accepted", event: pdu, verdict: undefined };
}

/**
 * Those events that one follows and that have no place here (O20). What is older than this server's first stay in the room is
 * no hole: it stands before everything that is held.
 */
async function holeBelow({ room, events }: DraftParts, pdu: Pdu): Promise<readonly string[] | undefined> {
  if (room.head === undefined) return undefined;
  const open = await openAmong(events, pdu.prevEventIds);
  return open.length === 0 ? undefined : open;
}

/** The state at an event's key before it. */
export function replacedBy({ type, stateKey }: Pdu, before: RoomState): string | undefined {
  return stateKey === undefined ? undefined : before.get(type)?.get(stateKey);
}

/** An event may have come whole before, as a part of the state, and may come redacted now, as one of the past. */
async function wholeOf({ events }: DraftParts, given: Pdu): Promise<Pdu> {
  if (contentHashMatches(given.json)) return given;
  const known = await events.one(given.eventId);
  return known !== undefined && contentHashMatches(known.json) ? known : given;
}

/** An event that is not a tip: its predecessors are not tips either, if an accepted event follows it. */
async function passOver(parts: DraftParts, pdu: Pdu): Promise<void> {
  const { others } = await tipsBeside(parts, pdu, false);
  await leaveTips(parts, others);
}

/** Some of the tips are tips no more. */
async function leaveTips({ room, placement }: DraftParts, left: readonly string[]): Promise<void> {
  if (left.length === room.extremities.length) return;
  room.extremities = left;
  await placement.moveToTips(left);
}

/**
 * Takes an event of the past, which changes nothing of the present. Where nothing is known of what it follows, and no state
 * is given either, it is left out. Whether it was taken.
 */
export async function takePastEvent(
  parts: DraftParts,
  event: Pdu,
  { signedBy, hole, ...given }: PastOptions,
): Promise<boolean> {
  const { events, write, placement } = parts;
  const [known] = await events.many([event.eventId]);
  if (known?.stored.stateAfter !== undefined || known?.stored.status === "rejected") return false;
  const pdu = await wholeOf(parts, event);
  const { before, drop } = await bring(parts, given, () => placement.beforePast(pdu));
  if (before === undefined) {
    drop();
    return false;
  }
  const judged = await judgeReceived(pdu, { before: before.state }, events, signedBy);
  if (judged.outcome === "rejected") {
    write.keep(pdu, "rejected", { ...drop(), isPast: true, hole });
    return false;
  }
  const stateAfter = await placement.after(pdu, before);
  const replaces = replacedBy(pdu, before.state);
  write.keep(pdu, "accepted", { stateBefore: before.group, stateAfter, replaces, isPast: true, hole });
  return true;
}
