/** How events count for users, and how far senders have read by sending (C201). */
import { Turns } from "../../bounds/turns.js";
import type { Queries } from "../database/sql.js";
import type { NewEvent, NewMembership, NoticeLevel } from "../rooms/change.js";
import type { Position } from "../rooms/room-records.js";

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

const DROP_LEFT = ["notices", "sent_up_to"].map(
  (table) => `
  DELETE FROM ${table} n USING unnest($1::text[], $2::text[]) AS g(user_id, room_id)
  WHERE n.user_id = g.user_id AND n.room_id = g.room_id`,
);

/** How long what notified a user is listed (C141). */
export const NOTICES_KEPT_MS: number = 30 * 24 * 60 * 60 * 1_000;

/** Drops what is kept of users who have left rooms: a later stay begins anew (C206). */
export async function dropNoticesOfLeft(
  queries: Queries,
  memberships: readonly Pick<NewMembership, "membership" | "roomId" | "userId">[],
): Promise<void> {
  const left = memberships.filter(({ membership }) => membership === "leave" || membership === "ban");
  if (left.length === 0) return;
  const values = [left.map(({ userId }) => userId), left.map(({ roomId }) => roomId)];
  for (const drop of DROP_LEFT) await queries.query(drop, values);
}

/** Writes the notices of new events at their positions. */
export async function writeNotices(
  queries: Queries,
  events: readonly NewEvent[],
  positions: ReadonlyMap<string, Position>,
): Promise<void> {
  const named: [string, string, Position, NoticeLevel][] = [];
  const sent: [string, string, string, Position][] = [];
  const turns = new Turns();
  for (const { eventId, roomId, notice } of events) {
    if (turns.areDue) await turns.next();
    const position = notice && positions.get(eventId);
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
