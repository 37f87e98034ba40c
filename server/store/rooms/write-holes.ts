/** Writes which events of a room are not here: holes, and events that others follow. */
import type { Queries } from "../database/sql.js";
import type { Position, RoomWrite } from "../store.js";
import { HOLE_ROOM } from "./room-records.js";

/** An event that has had its place before is over no new hole. */
const INSERT_HOLE = `
  INSERT INTO holes (event_id, room_id, at, floor, open)
  SELECT event_id, $2, $3, $4, $5 FROM events WHERE event_id = $1 AND position = $3
  ON CONFLICT DO NOTHING`;

/** Notes new holes, and how far known ones are filled. */
export async function writeHoles(
  queries: Queries,
  rooms: readonly RoomWrite[],
  positions: ReadonlyMap<string, Position>,
): Promise<void> {
  for (const { roomId, events, filled = [] } of rooms) {
    for (const { eventId, over } of events) {
      const at = over === undefined ? undefined : positions.get(eventId);
      if (at === undefined) continue;
      await queries.query(INSERT_HOLE, [eventId, roomId, at, at - HOLE_ROOM, JSON.stringify(over)]);
    }
    for (const { hole, open } of filled) {
      const inside = events.flatMap((event) =>
        event.hole === hole ? (positions.get(event.eventId) ?? []) : [],
      );
      if (open.length === 0) await queries.query("DELETE FROM holes WHERE event_id = $1", [hole]);
      else
        await queries.query("UPDATE holes SET open = $2, at = least(at, $3) WHERE event_id = $1", [
          hole,
          JSON.stringify(open),
          inside.length === 0 ? Number.MAX_SAFE_INTEGER : Math.min(...inside),
        ]);
    }
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
