/** What an event builds on and this server does not have: fetched from who sent it. */
import { type JsonObject, type Pdu, type RoomState, stateOf } from "../../auth/index.js";
import type { ServerContext } from "../context.js";
import { type VerifiedEvent, verifyEvents } from "../membership/remote-events.js";
import type { Room } from "../room/room.js";

const MISSING_LIMIT = 50;

/** Auth events that are not known, with what authorises them. To be kept before the event is judged. */
export async function takeGap(
  context: ServerContext,
  room: Room,
  event: Pdu,
  origin: string,
): Promise<readonly Pdu[]> {
  const known = await context.writer.events.many(event.authEventIds, room.version);
  if (event.authEventIds.every((id) => known.has(id))) return [];
  const answer = await context.federation.eventAuth(origin, room.roomId, event.eventId);
  if (!answer.ok) return [];
  return unknownOf(context, room, answer.value);
}

/** Those events of another server's answer that are good and new. */
async function unknownOf(
  context: ServerContext,
  room: Room,
  events: readonly JsonObject[],
): Promise<readonly Pdu[]> {
  const verified = await verifyEvents(context, events, room.roomId, room.version);
  const known = await context.writer.events.many(
    verified.map(({ event }) => event.eventId),
    room.version,
  );
  return verified.map(({ event }) => event).filter(({ eventId }) => !known.has(eventId));
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
): Promise<{ readonly state: RoomState; readonly outliers: readonly Pdu[] } | undefined> {
  const answer = await context.federation.state(
    origin,
    room.roomId,
    event.eventId,
    signal === undefined ? {} : { signal },
  );
  if (!answer.ok) return undefined;
  const verified = await verifyEvents(context, answer.value.pdus, room.roomId, room.version);
  const chain = await unknownOf(context, room, answer.value.authChain);
  const fresh = await unknownOf(context, room, answer.value.pdus);
  const state = stateOf(
    verified.flatMap(({ event: { type, stateKey, eventId } }) =>
      stateKey === undefined ? [] : [[type, stateKey, eventId] as const],
    ),
  );
  return { state, outliers: [...chain, ...fresh] };
}
