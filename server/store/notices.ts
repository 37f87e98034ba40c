/** How events count for users, and how far senders have read by sending (C201). */
import type { NewEvent, NewMembership, NoticeLevel } from "./change.js";
import type { Position } from "./room-records.js";
import type { Queries } from "./sql.js";

/** In the place of a thread's root. */
export const MAIN = "main";

const INSERT = `
  INSERT INTO notices (user_id, room_id, position, level)
  SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) ON CONFLICT DO NOTHING`;

const SENT = `
  INSERT INTO sent_up_to (room_id, user_id, thread_id, position)
  SELECT r, u, t, max(p) FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS s(r, u, t, p) GROUP BY r, u, t
  ON CONFLICT (room_id, user_id, thread_id) DO UPDATE SET position = excluded.position
  WHERE sent_up_to.position < excluded.position`;

const DROP_LEFT = `
  DELETE FROM notices n USING unnest($1::text[], $2::text[]) AS g(user_id, room_id)
  WHERE n.user_id = g.user_id AND n.room_id = g.room_id`;

/** Read events count no more, and are listed for a while only: by our clock, or that of events from before it was kept. */
const DROP_READ = `
  DELETE FROM notices n WHERE n.user_id = $1 AND n.room_id = $2 AND n.position <= $3 AND EXISTS (
    SELECT 1 FROM events e WHERE e.room_id = n.room_id AND e.position = n.position AND coalesce(e.arrived, e.ts) < $4
  )`;

/** How long what notified a user is listed (C141). */
export const NOTICES_KEPT_MS: number = 30 * 24 * 60 * 60 * 1_000;

/** Drops the notices of users who have left rooms: a later stay begins anew (C206). */
export async function dropNoticesOfLeft(
  queries: Queries,
  memberships: readonly Pick<NewMembership, "membership" | "roomId" | "userId">[],
): Promise<void> {
  const left = memberships.filter(({ membership }) => membership === "leave" || membership === "ban");
  if (left.length > 0)
    await queries.query(DROP_LEFT, [left.map(({ userId }) => userId), left.map(({ roomId }) => roomId)]);
}

/** Drops notices of a room that a user has read whole up to a position, and that are listed no longer. */
export async function dropNoticesOfRead(
  queries: Queries,
  { userId, roomId }: { readonly userId: string; readonly roomId: string },
  upTo: Position,
  now: number,
): Promise<void> {
  await queries.query(DROP_READ, [userId, roomId, upTo, now - NOTICES_KEPT_MS]);
}

/** Writes the notices of new events at their positions. */
export async function writeNotices(
  queries: Queries,
  events: readonly NewEvent[],
  positions: ReadonlyMap<string, Position>,
): Promise<void> {
  const named: [string, string, Position, NoticeLevel][] = [];
  const sent: [string, string, string, Position][] = [];
  for (const { eventId, roomId, notice } of events) {
    const position = positions.get(eventId);
    if (notice === undefined || position === undefined) continue;
    const { readBy, thread = MAIN, others } = notice;
    for (const [userId, level] of others) named.push([userId, roomId, position, level]);
    if (readBy !== undefined) sent.push([roomId, readBy, thread, position]);
  }
  if (named.length > 0)
    await queries.query(INSERT, [
      named.map(([userId]) => userId),
      named.map(([, roomId]) => roomId),
      named.map(([, , position]) => position),
      named.map(([, , , level]) => level),
    ]);
  if (sent.length > 0)
    await queries.query(SENT, [
      sent.map(([roomId]) => roomId),
      sent.map(([, userId]) => userId),
      sent.map(([, , thread]) => thread),
      sent.map(([, , , position]) => position),
    ]);
}
