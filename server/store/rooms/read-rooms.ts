/** Reads rooms, with their events and memberships. */
import type { Database } from "../database/sql.js";
import type { RoomStore } from "../store.js";
import { createEventReads } from "./read-events.js";
import { createHoleReads } from "./read-holes.js";
import { createStateReads } from "./read-state.js";
import type { Position } from "./room-records.js";
import { type MembershipRow, type RoomRow, toMembership, toRoom } from "./room-rows.js";

/** Reads rooms. */
export function createRoomReads(database: Database): Omit<RoomStore, "commit" | "forget"> {
  let floor: Position | undefined;
  return {
    ...createEventReads(database),
    ...createHoleReads(database),
    ...createStateReads(database),
    room: async (roomId) => {
      const [row] = await database.query<RoomRow>("SELECT * FROM rooms WHERE room_id = $1", [roomId]);
      return row && toRoom(row);
    },
    membershipsOf: async (userId) => {
      const rows = await database.query<MembershipRow>("SELECT * FROM memberships WHERE user_id = $1", [
        userId,
      ]);
      return rows.map(toMembership);
    },
    membership: async (roomId, userId) => {
      const [row] = await database.query<MembershipRow>(
        "SELECT * FROM memberships WHERE user_id = $2 AND room_id = $1",
        [roomId, userId],
      );
      return row && toMembership(row);
    },
    position: async () => {
      const [row] = await database.query<{ position: number }>("SELECT position FROM stream");
      return row?.position ?? 0;
    },
    // It never changes while a store is open.
    floor: async () => {
      floor ??= (await database.query<{ floor: number }>("SELECT floor FROM stream"))[0]?.floor;
      return floor ?? 0;
    },
  };
}
