/** What an event builds on and this server does not have: fetched from who sent it. */
import { type JsonObject, type Pdu, type RoomVersion, readPdu, stateOf } from "../../auth/index.js";
import type { ServerContext } from "../context.js";
import { bottomUp, rejectedAmong } from "../membership/judge-chain.js";
import { type VerifiedEvent, verifyEvents } from "../membership/remote-events.js";
import type { Given, GivenEvent } from "../room/given.js";
import { listedBy } from "../room/listed-by.js";
import type { Room } from "../room/room.js";

const MISSING_LIMIT = 50;

/** Auth events that are not known, with what authorises them, to be kept before the event is judged. Undefined where some cannot be had. */
export async function takeGap(
  context: ServerContext,
  room: Room,
  event: Pdu,
  origin: string,
): Promise<readonly GivenEvent[] | undefined> {
  const known = await context.writer.events.many(event.authEventIds, room.version);
  const missing = event.authEventIds.filter((id) => !known.has(id));
  if (missing.length === 0) return [];
  const answer = await context.federation.eventAuth(origin, room.roomId, event.eventId);
  if (!answer.ok) return undefined;
  const given = await unknownOf(context, room, answer.value);
  const ids = new Set(given.map(({ event: { eventId } }) => eventId));
  return missing.every((id) => ids.has(id)) ? given : undefined;
}

/**
 * Those events of another server's answer that are well signed and new, judged by what they list. What rests on something
 * that nobody has is left out: it may be fine, and what is once rejected stays so.
 */
async function unknownOf(
  context: ServerContext,
  room: Room,
  events: readonly JsonObject[],
): Promise<readonly GivenEvent[]> {
  const { version, roomId } = room;
  const all = new Map<string, VerifiedEvent>();
  for (const each of await verifyEvents(context, events, roomId, version)) all.set(each.event.eventId, each);
  const listed = [...all.values()].flatMap(({ event }) => listedBy(event, version));
  const known = await context.writer.events.many([...all.keys(), ...listed], version);
  for (const id of known.keys()) all.delete(id);
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
  const given = await unknownOf(context, room, [...authChain, ...pdus]);
  const good = new Map(
    given.flatMap(({ event, isRejected }) => (isRejected ? [] : [[event.eventId, event]])),
  );
  const ids = namesOf(pdus, room.version);
  for (const [id, { pdu, stored }] of await context.writer.events.many(ids, room.version))
    if (stored.roomId === room.roomId && stored.status !== "rejected") good.set(id, pdu);
  const state = stateOf(
    ids.flatMap((id) => {
      const { type, stateKey } = good.get(id) ?? {};
      return type === undefined || stateKey === undefined ? [] : [[type, stateKey, id] as const];
    }),
  );
  // Without it there is no room of which this could be the state.
  if (state.get("m.room.create")?.has("") !== true) return undefined;
  return { stateBefore: state, outliers: given };
}

function namesOf(events: readonly JsonObject[], version: RoomVersion): readonly string[] {
  return events.flatMap((json) => {
    const read = readPdu(json, version, { anyCounts: true });
    return read.ok ? [read.value.eventId] : [];
  });
}
