/** Missing ancestors of an event: fetched from the server that sent it. */
import { bottomUp, listedBy, type Pdu, rejectedAmong, stateOf, type VerifiedEvent } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { byId, chainBelow } from "../membership/chain-below.js";
import { readEvents, verifyEvents, verifyRead } from "../membership/remote-events.js";
import type { Given, GivenEvent } from "../room/given.js";
import { faultOfListed } from "../room/judge.js";
import type { Room } from "../room/room.js";

const MISSING_LIMIT = 50;

/** The unknown events that an event lists: fetched, or the error. */
export type Gap =
  | { readonly ok: true; readonly events: readonly GivenEvent[] }
  | { readonly ok: false; readonly error: string };

const NOT_KNOWN: Gap = { ok: false, error: "What authorises the event is not known" };

/** Events of an answer that are read at all. The whole chain of an event in the oldest and largest rooms is shorter. */
const MAX_GIVEN = 10_000;
/**
 * IDs of events that are looked at below those that are missing. We hold the chain of all that we have accepted, so an
 * honest server adds what few members and power levels have changed while we were not told.
 */
const MAX_UNKNOWN = 1_000;

/**
 * Auth events that are not known, with what authorises them, to be brought with the event. What can be told without them
 * comes first, so that nothing is fetched for an event that is refused anyway, and nothing is verified in vain (O2, O4).
 */
export async function takeGap(
  context: ServerContext,
  room: Room,
  { event, signedBy }: VerifiedEvent,
  origin: string,
): Promise<Gap> {
  const { version, roomId } = room;
  const known = await context.writer.events.many(event.authEventIds, version);
  const missing = event.authEventIds.filter((id) => !known.has(id));
  if (missing.length === 0) return { ok: true, events: [] };
  const fault = await context.writer.look(roomId, (draft) => draft.faultWithin(event, [], signedBy));
  if (fault !== undefined) return { ok: false, error: fault };
  const answer = await context.federation.eventAuth(origin, roomId, event.eventId);
  if (!answer.ok) return NOT_KNOWN;
  const given = byId(await readEvents(answer.value.slice(0, MAX_GIVEN), roomId, version));
  const listed = event.authEventIds.flatMap((id) => known.get(id)?.pdu ?? given.get(id) ?? []);
  const faultGiven = faultOfListed(event, listed, version);
  if (faultGiven !== undefined) return { ok: false, error: faultGiven };
  const chain = await chainBelow(context, missing, given, version, MAX_UNKNOWN);
  // Where one is missing, those above it cannot be judged, up to the event itself.
  if (!chain.isWhole) return NOT_KNOWN;
  const events = await judged(context, room, chain.events);
  const ids = new Set(events.map(({ event: { eventId } }) => eventId));
  return missing.every((id) => ids.has(id)) ? { ok: true, events } : NOT_KNOWN;
}

/**
 * Those events of another server's answer that are well signed, judged by what they list. What rests on something
 * that cannot be had is left out: it may be fine, and a rejection is for ever.
 */
async function judged(
  context: ServerContext,
  { version }: Room,
  events: readonly Pdu[],
): Promise<readonly GivenEvent[]> {
  const all = new Map<string, VerifiedEvent>();
  for (const each of await verifyRead(context, events, version)) all.set(each.event.eventId, each);
  const listed = [...all.values()].flatMap(({ event }) => listedBy(event, version));
  const known = await context.writer.events.many(listed, version);
  const unjudged = new Set<string>();
  for (const { event } of bottomUp(all, version))
    if (listedBy(event, version).some((id) => unjudged.has(id) || !(all.has(id) || known.has(id))))
      unjudged.add(event.eventId);
  for (const id of unjudged) all.delete(id);
  const rejected = rejectedAmong(all, version, {
    get: (id) => {
      const held = known.get(id);
      return held && { event: held.pdu, isRejected: held.stored.status === "rejected" };
    },
  });
  return [...all.values()].map(({ event }) => ({ event, isRejected: rejected.has(event.eventId) }));
}

/** Whether everything that an event follows has its place here. */
export async function missingPrev(
  context: ServerContext,
  room: Room,
  event: Pdu,
): Promise<readonly string[]> {
  const known = await context.writer.events.many(event.prevEventIds, room.version);
  return event.prevEventIds.filter((id) => known.get(id)?.stored.stateAfter === undefined);
}

/** The events between what we have and an event, oldest first. */
export async function eventsBetween(
  context: ServerContext,
  room: Room,
  event: Pdu,
  origin: string,
): Promise<readonly VerifiedEvent[]> {
  const answer = await context.federation.getMissingEvents(origin, {
    roomId: room.roomId,
    earliest: room.extremities,
    latest: [event.eventId],
    limit: MISSING_LIMIT,
  });
  if (!answer.ok) return [];
  const events = answer.value.slice(0, MISSING_LIMIT);
  const verified = await verifyEvents(context, events, room.roomId, room.version);
  return [...verified].sort((a, b) => Number(a.event.depth) - Number(b.event.depth));
}

/** The state before an event, as its sender's server has it. */
export async function stateBefore(
  context: ServerContext,
  room: Room,
  event: Pdu,
  origin: string,
  signal?: AbortSignal,
): Promise<Given | undefined> {
  const answer = await context.federation.state(
    origin,
    room.roomId,
    event.eventId,
    signal === undefined ? {} : { signal },
  );
  if (!answer.ok) return undefined;
  const { pdus, authChain } = answer.value;
  const { roomId, version } = room;
  const inState = await readEvents(pdus, roomId, version);
  const ids = inState.map(({ eventId }) => eventId);
  const given = byId([...(await readEvents(authChain, roomId, version)), ...inState]);
  const { events } = await chainBelow(context, ids, given, version);
  const outliers = await judged(context, room, events);
  const good = new Map(
    outliers.flatMap(({ event, isRejected }) => (isRejected ? [] : [[event.eventId, event]])),
  );
  for (const [id, { pdu, stored }] of await context.writer.events.many(ids, version))
    if (stored.roomId === roomId && stored.status !== "rejected") good.set(id, pdu);
  const state = stateOf(
    ids.flatMap((id) => {
      const { type, stateKey } = good.get(id) ?? {};
      return type === undefined || stateKey === undefined ? [] : [[type, stateKey, id] as const];
    }),
  );
  // Without it, this cannot be the state of a room.
  if (state.get("m.room.create")?.has("") !== true) return undefined;
  return { stateBefore: state, outliers };
}
