/** Reads which events of a room are not here. */
import type { Database } from "../database/sql.js";
import type { RoomStore } from "../store.js";
import { type HoleRow, toHole } from "./room-rows.js";

const HOLES = "SELECT * FROM holes WHERE room_id = $1 AND at > $2 AND at <= $3 ORDER BY at DESC";

/** Reads holes, and which events others follow. */
export function createHoleReads(database: Database): Pick<RoomStore, "holes" | "hole" | "isFollowed"> {
  return {
    holes: async (roomId, after, upTo) =>
      (await database.query<HoleRow>(HOLES, [roomId, after, upTo])).map(toHole),
    hole: async (eventId) => {
      const [row] = await database.query<HoleRow>("SELECT * FROM holes WHERE event_id = $1", [eventId]);
      return row && toHole(row);
    },
    isFollowed: async (eventId) =>
      (await database.query("SELECT 1 FROM followed WHERE event_id = $1", [eventId])).length > 0,
  };
}
