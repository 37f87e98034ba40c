/** Aliases, published rooms, and retractions that wait, in SQL. */
import type { Database, Queries } from "../database/sql.js";
import type { DirectoryStore, PendingLeaveStore } from "../store.js";

/** Keeps aliases and which rooms are published. */
export function createDirectoryStore(database: Queries): DirectoryStore {
  return {
    addAlias: async (alias, roomId, creator) => {
      const made = await database.query(
        "INSERT INTO aliases (alias, room_id, creator) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING alias",
        [alias, roomId, creator],
      );
      return made.length > 0;
    },
    alias: async (alias) => {
      const [row] = await database.query<{ room_id: string; creator: string }>(
        "SELECT room_id, creator FROM aliases WHERE alias = $1",
        [alias],
      );
      return row && { roomId: row.room_id, creator: row.creator };
    },
    removeAlias: async (alias, roomId) => {
      const gone = await database.query(
        "DELETE FROM aliases WHERE alias = $1 AND room_id = $2 RETURNING alias",
        [alias, roomId],
      );
      return gone.length > 0;
    },
    aliasesOf: async (roomId, limit) => {
      const rows = await database.query<{ alias: string }>(
        "SELECT alias FROM aliases WHERE room_id = $1 ORDER BY alias LIMIT $2",
        [roomId, limit],
      );
      return rows.map((row) => row.alias);
    },
    moveListing: async (from, to) => {
      await database.query("UPDATE aliases SET room_id = $2 WHERE room_id = $1", [from, to]);
      const listed = await database.query(
        "UPDATE rooms SET published = false WHERE room_id = $1 AND published RETURNING room_id",
        [from],
      );
      if (listed.length > 0)
        await database.query("UPDATE rooms SET published = true WHERE room_id = $1", [to]);
    },
    setPublished: async (roomId, published) => {
      await database.query("UPDATE rooms SET published = $2 WHERE room_id = $1", [roomId, published]);
    },
    publishedRooms: async () => {
      const rows = await database.query<{ room_id: string }>(
        "SELECT room_id FROM rooms WHERE published ORDER BY room_id",
      );
      return rows.map((row) => row.room_id);
    },
  };
}

const SAVE_LEAVE = `
  INSERT INTO pending_leaves (room_id, user_id, via, failures, retry_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (room_id, user_id) DO UPDATE
  SET via = excluded.via, failures = excluded.failures, retry_at = excluded.retry_at`;

/** Keeps retractions that the resident server has not heard of. */
export function createPendingLeaveStore(database: Database): PendingLeaveStore {
  return {
    savePendingLeave: async ({ roomId, userId, via, failures, retryAt }) => {
      await database.query(SAVE_LEAVE, [roomId, userId, JSON.stringify(via), failures, retryAt]);
    },
    pendingLeaves: async () => {
      const rows = await database.query<{
        room_id: string;
        user_id: string;
        via: string;
        failures: number;
        retry_at: number;
      }>("SELECT * FROM pending_leaves ORDER BY retry_at");
      return rows.map((row) => {
        const via: string[] = JSON.parse(row.via);
        return {
          roomId: row.room_id,
          userId: row.user_id,
          via,
          failures: row.failures,
          retryAt: row.retry_at,
        };
      });
    },
    removePendingLeave: async (roomId, userId) => {
      await database.query("DELETE FROM pending_leaves WHERE room_id = $1 AND user_id = $2", [
        roomId,
        userId,
      ]);
    },
  };
}
