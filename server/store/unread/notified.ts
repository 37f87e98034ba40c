/** Events that notified a user, of all rooms that they are in (C141), in one statement. */
import type { Database } from "../database/sql.js";
import type { NoticeLevel } from "../rooms/change.js";
import { PAGE_BYTES, type Position, type StoredEvent } from "../rooms/room-records.js";
import { toEvent } from "../rooms/room-rows.js";
import { type SizedRow, upToBytes, upToLimit } from "../rooms/up-to-bytes.js";
import { MAIN } from "./notices.js";

/** A page of what has notified a user. */
export interface NotifiedQuery {
  readonly userId: string;
  /** The least that is wanted. */
  readonly level: Exclude<NoticeLevel, 0>;
  readonly upTo: Position;
  /** Events that arrived before this time are left out. In milliseconds since 1970. */
  readonly since: number;
  /** Senders whose events do not notify. */
  readonly ignored: readonly string[];
  readonly limit: number;
}

export interface NotifiedEvent {
  readonly event: StoredEvent;
  readonly level: NoticeLevel;
  /** In milliseconds since 1970, by the event itself. */
  readonly ts: number;
  readonly isRead: boolean;
}

export interface NotifiedStore {
  /** Since the user's present stay in each room, the newest first, fewer where they are large; redacted ones are among them. */
  notified(query: NotifiedQuery): Promise<{
    readonly notified: readonly NotifiedEvent[];
    /** Whether there are more than are given. */
    readonly more: boolean;
  }>;
}

/** Of a room, in a row, where none is given: each is of the user, of one they ignore, muted, or too old. What is below stays unfound. */
const MAX_LOOKED_AT = 2_000;

const COUNTS = "coalesce(e.arrived, e.ts) >= $4 AND e.sender <> $1 AND e.sender <> ALL($5::text[])";
const LEVELS = "generate_series($2::bigint, 2) AS l(level)";

/** By the level of most. Where a user is named, that one decides. */
const BY_ROOM = `
  SELECT c.event_id, c.position, c.level FROM stays w CROSS JOIN ${LEVELS}
  CROSS JOIN LATERAL (
    SELECT e.event_id, e.position, e.notifies AS level FROM (
      SELECT a.event_id, a.position, a.notifies, a.ts, a.arrived, a.sender FROM events a
      WHERE a.room_id = w.room_id AND a.notifies = l.level AND a.notifies > 0 AND a.position > w.joined_at AND a.position <= $3
      ORDER BY a.position DESC LIMIT ${MAX_LOOKED_AT}
    ) e
    WHERE ${COUNTS} AND NOT EXISTS (
      SELECT 1 FROM notices n WHERE n.user_id = $1 AND n.room_id = w.room_id AND n.position = e.position
    )
    ORDER BY e.position DESC LIMIT $6
  ) c`;

const BY_NAME = `
  SELECT c.event_id, c.position, c.level FROM stays w CROSS JOIN ${LEVELS}
  CROSS JOIN LATERAL (
    SELECT e.event_id, e.position, n.level FROM (
      SELECT a.position, a.level FROM notices a
      WHERE a.user_id = $1 AND a.room_id = w.room_id AND a.level = l.level AND a.level > 0
        AND a.position > w.joined_at AND a.position <= $3
      ORDER BY a.position DESC LIMIT ${MAX_LOOKED_AT}
    ) n JOIN events e ON e.room_id = w.room_id AND e.position = n.position AND e.status = 'accepted'
    WHERE ${COUNTS}
    ORDER BY n.position DESC LIMIT $6
  ) c`;

const NOTIFIED = `
  WITH stays AS (
    SELECT room_id, joined_at FROM memberships WHERE user_id = $1 AND membership = 'join' AND joined_at IS NOT NULL
      AND (SELECT coalesce(t.arrived, t.ts) FROM events t WHERE t.room_id = memberships.room_id AND t.status = 'accepted'
        ORDER BY t.position DESC LIMIT 1) >= $4
  ), found AS (
    SELECT * FROM (${BY_ROOM} UNION ALL ${BY_NAME}) f ORDER BY f.position DESC LIMIT $6
  )
  ${upToBytes(
    `SELECT e.*, f.level, e.position <= coalesce(greatest(
    (SELECT max(r.event_position) FROM receipts r
      WHERE r.room_id = e.room_id AND r.user_id = $1 AND r.thread_id IN ('', coalesce(e.thread, '${MAIN}'))),
    (SELECT s.position FROM sent_up_to s
      WHERE s.room_id = e.room_id AND s.user_id = $1 AND s.thread_id = coalesce(e.thread, '${MAIN}'))
  ), 0) AS is_read
  FROM found f JOIN events e ON e.event_id = f.event_id`,
    "position DESC",
    "$7",
  )}`;

type NotifiedRow = SizedRow & {
  readonly level: NoticeLevel;
  readonly ts: number;
  readonly is_read: boolean;
};

/** Reads what notified. */
export function createNotifiedStore(database: Database): NotifiedStore {
  return {
    notified: async ({ userId, level, upTo, since, ignored, limit }) => {
      const parameters = [userId, level, upTo, since, [...ignored], limit + 1, PAGE_BYTES];
      const rows = await database.query<NotifiedRow>(NOTIFIED, parameters);
      const { items: notified, more } = upToLimit(rows, limit, (row) => ({
        event: toEvent(row),
        level: row.level,
        ts: row.ts,
        isRead: row.is_read,
      }));
      return { notified, more };
    },
  };
}
