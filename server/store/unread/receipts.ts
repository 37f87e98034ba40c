/** How far users have read in rooms, and the positions at which that changed. */
import type { Database } from "../database/sql.js";
import type { Change } from "../rooms/change.js";
import type { Position } from "../rooms/room-records.js";
import { type Tell, takePositions, tellOfOne } from "../stream.js";

/** One place is kept for each room, user, type and thread. */
export interface Receipt {
  readonly roomId: string;
  readonly userId: string;
  readonly type: "m.read" | "m.read.private";
  /** `main`, the ID of a root, or undefined for all threads. */
  readonly threadId: string | undefined;
  readonly eventId: string;
  /** Where the event stands in this server's order. */
  readonly eventPosition: Position;
  /** Milliseconds since 1970. */
  readonly ts: number;
}

export interface ReceiptStore {
  /** Gives the change to announce: of no room and no user where what is kept already says as much. */
  saveReceipt(receipt: Receipt): Promise<Change>;
  /** Those of rooms that a user may see, changed after a position and up to another; unthreaded ones come last. */
  receiptsBetween(
    userId: string,
    roomIds: readonly string[],
    after: Position,
    upTo: Position,
  ): Promise<readonly Receipt[]>;
}

/** In the key of the table, where nothing may be missing. */
const ALL_THREADS = "";

/** A receipt for one thread adds nothing to the same user's for all threads at the same event. */
const SAVE = `
  INSERT INTO receipts (room_id, user_id, type, thread_id, event_id, event_position, ts, position)
  SELECT $1, $2, $3, $4, $5, $6::bigint, $7::bigint, $8::bigint
  WHERE NOT EXISTS (
    SELECT FROM receipts
    WHERE room_id = $1 AND user_id = $2 AND type = $3 AND thread_id = '' AND event_id = $5 AND $4 <> ''
  )
  ON CONFLICT (room_id, user_id, type, thread_id) DO UPDATE
  SET event_id = excluded.event_id, event_position = excluded.event_position, ts = excluded.ts, position = excluded.position
  WHERE receipts.event_position < excluded.event_position
  RETURNING event_id`;

const READ = `
  SELECT room_id, user_id, type, thread_id, event_id, event_position, ts FROM receipts
  WHERE room_id = ANY($2::text[]) AND position > $3 AND position <= $4 AND (type = 'm.read' OR user_id = $1)
  ORDER BY thread_id = '', position`;

interface Row {
  readonly room_id: string;
  readonly user_id: string;
  readonly type: Receipt["type"];
  readonly thread_id: string;
  readonly event_id: string;
  readonly event_position: number;
  readonly ts: number;
}

/** Keeps receipts. */
export function createReceiptStore(database: Database, tell: Tell): ReceiptStore {
  return {
    saveReceipt: ({ roomId, userId, type, threadId = ALL_THREADS, eventId, eventPosition, ts }) =>
      database.transaction(async (queries) => {
        const position = await takePositions(queries, 1);
        const saved = await queries.query(SAVE, [
          roomId,
          userId,
          type,
          threadId,
          eventId,
          eventPosition,
          ts,
          position,
        ]);
        if (saved.length === 0) return tellOfOne(queries, tell, position, {});
        // A private receipt wakes its user alone.
        const rooms = type === "m.read" ? [roomId] : [];
        return tellOfOne(queries, tell, position, { rooms, users: [userId] });
      }),
    receiptsBetween: async (userId, roomIds, after, upTo) => {
      if (roomIds.length === 0) return [];
      const rows = await database.query<Row>(READ, [userId, [...roomIds], after, upTo]);
      return rows.map((row) => ({
        roomId: row.room_id,
        userId: row.user_id,
        type: row.type,
        threadId: row.thread_id === ALL_THREADS ? undefined : row.thread_id,
        eventId: row.event_id,
        eventPosition: row.event_position,
        ts: row.ts,
      }));
    },
  };
}
