/** Notices that are shown no more: too old to be listed (C141), and not among those that are counted (C201). */
import { deleteInBatches } from "../batches.js";
import type { Database } from "../database/sql.js";
import { MAIN, NOTICES_KEPT_MS } from "./notices.js";
import { MAX_COUNTED, MAX_IN_THREADS } from "./unread.js";

export interface IdleNoticeStore {
  /** Drops them, of all rooms. */
  dropIdleNotices(now: number): Promise<void>;
}

/** Rows that one statement deletes (O1). */
const MAX_DROPPED = 2_000;

/** The oldest event that is counted, of so many; 0 where there are fewer. */
const oldestOf = (count: number, which: string): string => `
  coalesce((
    SELECT position FROM events
    WHERE room_id = $1 AND notifies IS NOT NULL AND redacted_by IS NULL AND thread IS ${which}
    ORDER BY position DESC OFFSET ${count - 1} LIMIT 1
  ), 0)`;

/** Users who have left have none. By our clock, or that of events from before it was kept. */
const DROP = `
  DELETE FROM notices WHERE ctid = ANY(ARRAY(
    SELECT n.ctid FROM
      (SELECT ${oldestOf(MAX_COUNTED, "NULL")} AS main, ${oldestOf(MAX_IN_THREADS, "NOT NULL")} AS threads OFFSET 0) f
      CROSS JOIN current_state s
      JOIN notices n ON n.user_id = s.state_key AND n.room_id = s.room_id
      JOIN events e ON e.room_id = n.room_id AND e.position = n.position AND e.status = 'accepted'
    WHERE s.room_id = $1 AND s.type = 'm.room.member' AND s.membership = 'join' AND coalesce(e.arrived, e.ts) < $2 AND (
      e.redacted_by IS NOT NULL
      OR e.position < CASE WHEN e.thread IS NULL THEN f.main ELSE f.threads END
      OR e.position <= (
        SELECT max(r.event_position) FROM receipts r
        WHERE r.room_id = $1 AND r.user_id = n.user_id AND r.thread_id IN ('', coalesce(e.thread, '${MAIN}'))
      )
      OR e.position <= (
        SELECT t.position FROM sent_up_to t
        WHERE t.room_id = $1 AND t.user_id = n.user_id AND t.thread_id = coalesce(e.thread, '${MAIN}')
      )
    ) LIMIT $3
  )) RETURNING 1`;

export function createIdleNoticeStore(database: Database): IdleNoticeStore {
  return {
    dropIdleNotices: async (now) => {
      const rooms = await database.query<{ room_id: string }>("SELECT DISTINCT room_id FROM notices");
      for (const { room_id } of rooms)
        await deleteInBatches(database, DROP, [room_id, now - NOTICES_KEPT_MS], MAX_DROPPED);
    },
  };
}
