/** Unknown predecessors of an event: requested in rounds (O21). */
import type { Pdu, VerifiedEvent } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { isPlaced } from "../room/holes.js";
import type { Room } from "../room/room.js";
import { oldestFirst } from "./oldest-first.js";
import { verifyEvents } from "./remote-events.js";

/** Events of one answer that are asked for. Servers give fewer, so that one answer seldom has all. */
const MISSING_LIMIT = 50;
/** Answers for one gap: beyond them it is a hole, which `/messages` fills. */
const MAX_ROUNDS = 10;
const MAX_MISSING = 300;
/** Ends of a gap that are asked about at once. */
const MAX_ENDS = 20;

/** Predecessors of an event that have no place here. */
export async function missingPrev(
  context: Pick<ServerContext, "writer">,
  room: Room,
  event: Pdu,
): Promise<readonly string[]> {
  return withoutPlace(context, room, event.prevEventIds);
}

/** The events between what we have and an event, each after what it follows. */
export async function eventsBetween(
  context: Pick<ServerContext, "federation" | "keys" | "writer">,
  room: Room,
  event: Pdu,
  origin: string,
): Promise<readonly VerifiedEvent[]> {
  const found = new Map<string, VerifiedEvent>();
  let latest: readonly string[] = [event.eventId];
  for (let round = 0; round < MAX_ROUNDS && latest.length > 0 && found.size < MAX_MISSING; round++) {
    const answer = await context.federation.getMissingEvents(origin, {
      roomId: room.roomId,
      earliest: room.extremities,
      latest,
      limit: MISSING_LIMIT,
    });
    if (!answer.ok) break;
    const before = found.size;
    // Some servers give more than they are asked for.
    const given = answer.value.slice(0, MAX_MISSING - found.size);
    for (const each of await verifyEvents(context, given, room.roomId, room.version)) {
      // Another server may have it whole: as a part of a hole it is asked for there.
      if (!each.isDamaged) found.set(each.event.eventId, each);
    }
    // Who gives nothing new has no more.
    if (found.size === before) break;
    latest = await endsOf(context, room, event, found);
  }
  return oldestFirst(event.prevEventIds, found);
}

/** The lower ends of what was found so far: events that follow something which is not here. */
async function endsOf(
  context: Pick<ServerContext, "writer">,
  room: Room,
  event: Pdu,
  found: ReadonlyMap<string, VerifiedEvent>,
): Promise<string[]> {
  const events = [event, ...[...found.values()].map((verified) => verified.event)];
  const followed = new Set(events.flatMap(({ prevEventIds }) => prevEventIds));
  for (const id of found.keys()) followed.delete(id);
  const open = new Set(await withoutPlace(context, room, [...followed]));
  const ends = events.filter(({ prevEventIds }) => prevEventIds.some((id) => open.has(id)));
  return ends.slice(-MAX_ENDS).map(({ eventId }) => eventId);
}

async function withoutPlace(
  context: Pick<ServerContext, "writer">,
  room: Room,
  eventIds: readonly string[],
): Promise<readonly string[]> {
  const known = await context.writer.events.many(eventIds, room);
  return eventIds.filter((id) => !isPlaced(known.get(id)?.stored));
}
