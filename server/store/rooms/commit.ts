/** The one way in which rooms change: a batch of writes, in one commit, in the order of positions. */
import { leaveAgain } from "../accounts/account-tasks.js";
import type { Database, Queries } from "../database/sql.js";
import type { CommitBatch, CommitResult, RoomWrite } from "../store.js";
import { type Tell, takePositions } from "../stream.js";
import { dropNoticesOfLeft, writeNotices } from "../unread/notices.js";
import { HOLE_ROOM } from "./room-records.js";
import { writeEvents, writeRedactions } from "./write-events.js";
import { writeFollowed, writeHoles } from "./write-holes.js";
import { writeOutbox } from "./write-outbox.js";
import { writeListings, writeMemberships, writeRooms } from "./write-rooms.js";
import { writeGroups, writeState } from "./write-state.js";

/** Context of a commit. */
export interface CommitTools {
  readonly tell: Tell;
  /** For what waits in the outbox, and for events that arrive. */
  readonly now: number;
}

/** Commits a batch. */
export async function commitBatch(
  database: Database,
  batch: CommitBatch,
  { tell, now }: CommitTools,
): Promise<CommitResult> {
  const newEvents = [
    ...batch.rooms.flatMap((room) => room.events),
    ...batch.outside.map(({ event }) => event),
  ];
  const reserved = newEvents.filter(({ over }) => over !== undefined).length * HOLE_ROOM;
  const count = newEvents.length + reserved + batch.rooms.length;
  return database
    .transaction(async (queries): Promise<CommitResult> => {
      const position = await takePositions(queries, count);
      const base = position - count;
      const stale = await staleRooms(queries, batch.rooms);
      if (stale.length > 0) throw new StaleRooms(stale);
      const positions = await writeEvents(queries, newEvents, position - newEvents.length - reserved, now);
      await writeNotices(queries, newEvents, positions);
      await writeGroups(queries, batch.rooms);
      await writeRooms(queries, batch.rooms, position);
      await writeListings(queries, batch.rooms);
      await writeState(queries, batch.rooms, position);
      const memberships = [
        ...batch.rooms.flatMap((room) => room.memberships),
        ...batch.outside.flatMap(({ membership }) => membership ?? []),
      ];
      await writeMemberships(queries, memberships, positions, position);
      await dropNoticesOfLeft(queries, memberships);
      const deactivated = await leaveAgain(queries, memberships);
      await writeHoles(queries, batch.rooms, positions);
      await writeFollowed(queries, batch.rooms);
      await writeRedactions(queries, batch.rooms);
      const destinations = await writeOutbox(queries, newEvents, now);
      const rooms = batch.rooms.map(({ roomId }) => roomId);
      const users = [...new Set(memberships.map(({ userId }) => userId))];
      const redacted = batch.rooms.flatMap((room) => room.redactions.map(({ eventId }) => eventId));
      await tell(queries, { base, position, rooms, users, destinations, redacted, onlyEvents: true });
      return { ok: true, positions, base, position, deactivated };
    })
    .catch((error: unknown): CommitResult => {
      if (error instanceof StaleRooms) return { ok: false, stale: error.roomIds };
      throw error;
    });
}

/** Undoes the transaction; no failure of the database. */
class StaleRooms extends Error {
  readonly roomIds: readonly string[];
  constructor(roomIds: readonly string[]) {
    super("rooms have moved on");
    this.roomIds = roomIds;
  }
}

async function staleRooms(queries: Queries, rooms: readonly RoomWrite[]): Promise<string[]> {
  if (rooms.length === 0) return [];
  const rows = await queries.query<{ room_id: string; head: number }>(
    "SELECT room_id, head FROM rooms WHERE room_id = ANY($1::text[])",
    [rooms.map(({ roomId }) => roomId)],
  );
  const heads = new Map(rows.map((row) => [row.room_id, row.head]));
  return rooms
    .filter(({ roomId, expectedHead }) => heads.get(roomId) !== expectedHead)
    .map(({ roomId }) => roomId);
}
