/** How events count for users, and how far senders have read by sending (C201). */
import type { NewEvent, NoticeLevel } from "./commit-types.js";
import type { Position } from "./room-types.js";
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
