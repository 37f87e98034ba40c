/** Retractions that wait for the resident server, in SQL. */
import type { Database } from "../database/sql.js";

/** A retraction that the resident server has not heard of yet (X6). */
export interface PendingLeave {
  readonly roomId: string;
  readonly userId: string;
  readonly via: readonly string[];
  readonly failures: number;
  readonly retryAt: number;
}

export interface PendingLeaveStore {
  savePendingLeave(leave: PendingLeave): Promise<void>;
  pendingLeaves(): Promise<readonly PendingLeave[]>;
  removePendingLeave(roomId: string, userId: string): Promise<void>;
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
