/** Rooms that users have left and want to see no more. */
import type { Database } from "../database/sql.js";
import { type Tell, takePositions, tellOfOne } from "../stream.js";
import type { RoomStore } from "./room-store.js";

const FORGET = "UPDATE memberships SET forgotten = true WHERE user_id = $2 AND room_id = $1";

export function createForgottenStore(database: Database, tell: Tell): Pick<RoomStore, "forget"> {
  return {
    forget: (roomId, userId) =>
      database.transaction(async (queries) => {
        const position = await takePositions(queries, 1);
        await queries.query(FORGET, [roomId, userId]);
        return tellOfOne(queries, tell, position, { users: [userId] });
      }),
  };
}
