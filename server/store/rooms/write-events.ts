/** Writes the events of a commit, each at its position. */
import { Turns } from "../../bounds/turns.js";
import type { Queries } from "../database/sql.js";
import type { NewEvent, Position, RoomWrite } from "../store.js";
import { insertEvents, type PlacedEvent } from "./event-columns.js";
import { HOLE_ROOM } from "./room-records.js";

const LOWEST = `
  SELECT room_id, min(position) AS lowest FROM events
  WHERE room_id = ANY($1::text[]) AND status = 'accepted' GROUP BY room_id`;

/** Gives the position of each. */
export async function writeEvents(
  queries: Queries,
  events: readonly NewEvent[],
  base: Position,
  now: number,
): Promise<Map<string, Position>> {
  const positions = new Map<string, Position>();
  const turns = new Turns();
  const byId = new Map<string, NewEvent>();
  for (const event of events) {
    if (turns.areDue) await turns.next();
    byId.set(event.eventId, event);
  }
  const unique = [...byId.values()];
  let last = base;
  for (const { eventId, over } of unique) {
    if (turns.areDue) await turns.next();
    last += over === undefined ? 1 : 1 + HOLE_ROOM;
    positions.set(eventId, last);
  }
  await placePast(queries, unique, positions);
  await insertEvents(queries, placed(unique, positions, now));
  return positions;
}

/** One by one, as their rows are made. */
function* placed(
  events: readonly NewEvent[],
  positions: ReadonlyMap<string, Position>,
  arrived: number,
): Generator<PlacedEvent> {
  for (const event of events) yield { event, position: positions.get(event.eventId) ?? 0, arrived };
}

/** Gives events of the past their positions, below those of all others of their rooms. */
async function placePast(
  queries: Queries,
  events: readonly NewEvent[],
  positions: Map<string, Position>,
): Promise<void> {
  const past = events.filter(({ isPast }) => isPast === true);
  if (past.length === 0) return;
  const holes = await lowestInHoles(queries, past);
  const rows = await queries.query<{ room_id: string; lowest: number }>(LOWEST, [
    past.map(({ roomId }) => roomId),
  ]);
  const lowest = new Map(rows.map((row) => [row.room_id, row.lowest]));
  for (const { eventId, roomId, hole } of past.reverse()) {
    const at = hole === undefined ? undefined : holes.get(hole);
    const position = (at ?? Math.min(0, lowest.get(roomId) ?? 0)) - 1;
    if (hole !== undefined && at !== undefined) holes.set(hole, position);
    else lowest.set(roomId, position);
    positions.set(eventId, position);
  }
}

async function lowestInHoles(queries: Queries, past: readonly NewEvent[]): Promise<Map<string, Position>> {
  const wanted = [...new Set(past.flatMap(({ hole }) => hole ?? []))];
  if (wanted.length === 0) return new Map();
  const rows = await queries.query<{ event_id: string; at: number }>(
    "SELECT event_id, at FROM holes WHERE event_id = ANY($1::text[])",
    [wanted],
  );
  return new Map(rows.map((row) => [row.event_id, row.at]));
}

export async function writeRedactions(queries: Queries, rooms: readonly RoomWrite[]): Promise<void> {
  for (const { redactions } of rooms)
    for (const { eventId, by } of redactions)
      await queries.query("UPDATE events SET redacted_by = $2 WHERE event_id = $1 AND redacted_by IS NULL", [
        eventId,
        by,
      ]);
}
