/** Events of rooms that a user has not read and that count (C201 to C206), in one statement for all rooms of an answer. */
import type { Database } from "../database/sql.js";
import type { Position } from "../rooms/room-records.js";
import { MAIN } from "./notices.js";

/** The part of a user's rooms that is counted. */
export interface UnreadQuery {
  readonly userId: string;
  /** With the position of the user's join. */
  readonly rooms: readonly { readonly roomId: string; readonly joinedAt: Position }[];
  readonly upTo: Position;
  /** Senders whose events do not count. */
  readonly ignored: readonly string[];
}

/** Unread events of one thread. */
export interface UnreadCount {
  readonly roomId: string;
  /** The root of the thread; undefined for the main timeline. */
  readonly thread: string | undefined;
  readonly notifications: number;
  readonly highlights: number;
}

/** An event that may change counts. */
export interface UnreadNews {
  readonly roomId: string;
  readonly thread: string | undefined;
  readonly sender: string;
  /** For the user. */
  readonly level: number;
  /** It is a redaction. */
  readonly redacts: boolean;
}

export interface UnreadStore {
  /** The first `MAX_NEW` after a position, in each room. */
  unreadSince(
    userId: string,
    rooms: readonly { readonly roomId: string; readonly after: Position }[],
    upTo: Position,
  ): Promise<readonly UnreadNews[]>;
  /** Threads without any are left out. */
  unread(query: UnreadQuery): Promise<readonly UnreadCount[]>;
  /** Those of some rooms in which the user has read further since a position, up to another. */
  roomsRead(
    userId: string,
    roomIds: readonly string[],
    after: Position,
    upTo: Position,
  ): Promise<readonly string[]>;
}

/** Of the main timeline of a room. More is as good as these. */
export const MAX_COUNTED = 10_000;
/** Of all threads of a room; those that are read have to be looked at, too. */
export const MAX_IN_THREADS = 2_000;
/** To count all anew takes about as long as to look at so many. */
export const MAX_NEW = 100;

const READ = "SELECT max(r.event_position) FROM receipts r WHERE r.room_id = w.room_id AND r.user_id = $1";
const SENT = "SELECT max(s.position) FROM sent_up_to s WHERE s.room_id = w.room_id AND s.user_id = $1";
const COUNTED = `
  SELECT e.thread, e.position, e.sender, e.notifies FROM events e
  WHERE e.room_id = w.room_id AND e.notifies IS NOT NULL AND e.redacted_by IS NULL AND e.position <= $4`;

const UNREAD = `
  SELECT w.room_id, c.thread, count(*) AS notifications, count(*) FILTER (WHERE coalesce(n.level, c.notifies) = 2) AS highlights
  FROM unnest($2::text[], $3::bigint[]) AS w(room_id, joined_at)
  CROSS JOIN LATERAL (SELECT greatest(w.joined_at, (${READ} AND r.thread_id = '')) AS whole) a
  CROSS JOIN LATERAL (
    SELECT greatest(a.whole, (${READ} AND r.thread_id = '${MAIN}'), (${SENT} AND s.thread_id = '${MAIN}')) AS main
  ) m
  CROSS JOIN LATERAL (
    (${COUNTED} AND e.thread IS NULL AND e.position > m.main ORDER BY e.position DESC LIMIT ${MAX_COUNTED})
    UNION ALL
    SELECT t.* FROM (
      ${COUNTED} AND e.thread IS NOT NULL AND e.position > a.whole ORDER BY e.position DESC LIMIT ${MAX_IN_THREADS}
    ) t
    WHERE t.position > greatest(a.whole, (${READ} AND r.thread_id = t.thread), (${SENT} AND s.thread_id = t.thread))
  ) c
  LEFT JOIN notices n ON n.user_id = $1 AND n.room_id = w.room_id AND n.position = c.position
  WHERE c.sender <> $1 AND c.sender <> ALL($5::text[]) AND coalesce(n.level, c.notifies) > 0
  GROUP BY w.room_id, c.thread`;

const SINCE = `
  SELECT w.room_id, e.* FROM unnest($2::text[], $3::bigint[]) AS w(room_id, after)
  CROSS JOIN LATERAL (
    SELECT a.thread, a.sender, coalesce(n.level, a.notifies, 0) AS level, a.type = 'm.room.redaction' AS redacts
    FROM events a LEFT JOIN notices n ON n.user_id = $1 AND n.room_id = a.room_id AND n.position = a.position
    WHERE a.room_id = w.room_id AND a.status = 'accepted' AND a.position > w.after AND a.position <= $4
      AND (a.type = 'm.room.redaction' OR a.sender = $1 OR (a.notifies IS NOT NULL AND a.redacted_by IS NULL))
    ORDER BY a.position LIMIT ${MAX_NEW}
  ) e`;

const ROOMS_READ = `
  SELECT DISTINCT room_id FROM receipts
  WHERE room_id = ANY($2::text[]) AND user_id = $1 AND position > $3 AND position <= $4`;

/** Counts. */
export function createUnreadStore(database: Database): UnreadStore {
  return {
    unread: async ({ userId, rooms, upTo, ignored }) => {
      if (rooms.length === 0) return [];
      const rows = await database.query<{
        readonly room_id: string;
        readonly thread: string | null;
        readonly notifications: number;
        readonly highlights: number;
      }>(UNREAD, [
        userId,
        rooms.map(({ roomId }) => roomId),
        rooms.map(({ joinedAt }) => joinedAt),
        upTo,
        [...ignored],
      ]);
      return rows.map(({ room_id: roomId, thread, notifications, highlights }) => ({
        roomId,
        thread: thread ?? undefined,
        notifications,
        highlights,
      }));
    },
    unreadSince: async (userId, rooms, upTo) => {
      const rows = await database.query<{
        readonly room_id: string;
        readonly thread: string | null;
        readonly sender: string;
        readonly level: number;
        readonly redacts: boolean;
      }>(SINCE, [userId, rooms.map(({ roomId }) => roomId), rooms.map(({ after }) => after), upTo]);
      return rows.map(({ room_id: roomId, thread, ...rest }) => ({
        roomId,
        thread: thread ?? undefined,
        ...rest,
      }));
    },
    roomsRead: async (userId, roomIds, after, upTo) => {
      if (roomIds.length === 0) return [];
      const rows = await database.query<{ readonly room_id: string }>(ROOMS_READ, [
        userId,
        [...roomIds],
        after,
        upTo,
      ]);
      return rows.map(({ room_id }) => room_id);
    },
  };
}
