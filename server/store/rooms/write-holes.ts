/** Writes which events of a room are not here: holes, and events that others follow. */
import type { Queries } from "../database/sql.js";
import type { Position, RoomWrite } from "../store.js";
import { HOLE_ROOM } from "./room-records.js";

/** An event that has had its place before is over no new hole. */
const INSERT_HOLE = `
  INSERT INTO holes (event_id, room_id, at, floor, open)
  SELECT event_id, $2, $3, $4, $5 FROM events WHERE event_id = $1 AND position = $3
  ON CONFLICT DO NOTHING`;

const FILL_HOLE = "UPDATE holes SET open = $2, at = least(at, $3) WHERE event_id = $1";

/** Notes new holes, and how far known ones are filled. */
export async function writeHoles(
  queries: Queries,
  rooms: readonly RoomWrite[],
  positions: ReadonlyMap<string, Position>,
): Promise<void> {
  for (const room of rooms) {
    await writeNewHoles(queries, room, positions);
    await writeFilledHoles(queries, room, positions);
  }
}

async function writeNewHoles(
  queries: Queries,
  { roomId, events }: RoomWrite,
  positions: ReadonlyMap<string, Position>,
): Promise<void> {
  for (const { eventId, over } of events) {
    const at = over === undefined ? undefined : positions.get(eventId);
    if (at !== undefined)
      await queries.query(INSERT_HOLE, [eventId, roomId, at, at - HOLE_ROOM, JSON.stringify(over)]);
  }
}

async function writeFilledHoles(
  queries: Queries,
  { events, filled = [] }: RoomWrite,
  positions: ReadonlyMap<string, Position>,
): Promise<void> {
  for (const { hole, open } of filled) {
    const inside = events.flatMap((event) =>
      event.hole === hole ? (positions.get(event.eventId) ?? []) : [],
    );
    const at = inside.length === 0 ? Number.MAX_SAFE_INTEGER : Math.min(...inside);
    if (open.length === 0) await queries.query("DELETE FROM holes WHERE event_id = $1", [hole]);
    else await queries.query(FILL_HOLE, [hole, JSON.stringify(open), at]);
  }
}

export async function writeFollowed(queries: Queries, rooms: readonly RoomWrite[]): Promise<void> {
  const rows = rooms.flatMap(({ roomId, followed }) => followed.map((id): [string, string] => [id, roomId]));
  if (rows.length > 0)
    await queries.query(
      "INSERT INTO followed (event_id, room_id) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING",
      [rows.map((row) => row[0]), rows.map((row) => row[1])],
    );
}
