/** Rooms, events and memberships in SQL: what is read. */
import { groupBy } from "../../values/group.js";
import { inBatches } from "../batches.js";
import type { Database } from "../database/sql.js";
import type { CurrentEntry, RoomStore, RoomWithState, StoredEvent } from "../store.js";
import { PAGE_BYTES, type Position } from "./room-records.js";
import {
  type EventRow,
  type GroupRow,
  type HoleRow,
  type MembershipRow,
  type RoomRow,
  type StateRow,
  toEvent,
  toGroup,
  toHole,
  toMembership,
  toRoom,
  writeChanges,
} from "./room-rows.js";
import { type SizedRow, toPage, upToBytes } from "./up-to-bytes.js";

/** A group of which there is a snapshot needs none of those before it. */
const CHAIN = `
  WITH RECURSIVE chain AS (
    SELECT g.id, g.parent, g.changes, s.changes AS whole, 0 AS step
    FROM state_groups g LEFT JOIN state_snapshots s USING (id) WHERE g.id = $1
    UNION ALL
    SELECT g.id, g.parent, g.changes, s.changes, c.step + 1
    FROM chain c JOIN state_groups g ON g.id = c.parent LEFT JOIN state_snapshots s ON s.id = g.id
    WHERE c.whole IS NULL
  )
  SELECT id, CASE WHEN whole IS NULL THEN parent END AS parent, coalesce(whole, changes) AS changes
  FROM chain ORDER BY step`;

const EVENTS = "SELECT * FROM events WHERE event_id = ANY($1::text[])";

interface RedactionRow {
  readonly redacts: string;
  readonly event_id: string;
}

/** Keys of one statement that finds few of them, if any. */
const MAX_KEYS = 1_000;

/** IDs of one statement: more rows than that, and the embedded database holds the others up while it reads them (O1). */
const MAX_IDS = 150;

/** Entries of a small state, and how many of these are read at once. */
const SMALL_STATE = 40;
const SMALL_ROOMS = 16;
const SMALL_STATES = `
  SELECT s.room_id, s.type, s.state_key, s.event_id, s.membership
  FROM unnest($1::text[]) AS w(room_id)
  CROSS JOIN LATERAL (SELECT * FROM current_state c WHERE c.room_id = w.room_id LIMIT $2) s`;

const timeline = (order: "ASC" | "DESC"): string => `
  SELECT * FROM events
  WHERE room_id = $1 AND status = 'accepted' AND position > $2 AND position <= $3
  ORDER BY position ${order} LIMIT $4`;
const NEWEST = timeline("DESC");
const OLDEST = timeline("ASC");
const NEWEST_PAGE = upToBytes(NEWEST, "position DESC", "$5");
const OLDEST_PAGE = upToBytes(OLDEST, "position ASC", "$5");
const STATE_CHANGES = `
  SELECT DISTINCT ON (type, state_key) * FROM events
  WHERE room_id = $1 AND status = 'accepted' AND position > $2 AND position <= $3 AND state_key IS NOT NULL
  ORDER BY type, state_key, position DESC`;
const FIRST_MEMBERS = `
  SELECT s.state_key FROM current_state s JOIN events e ON e.event_id = s.event_id
  WHERE s.room_id = $1 AND s.type = 'm.room.member' AND s.membership = ANY($2::text[]) AND s.state_key <> $3
  ORDER BY e.position, s.state_key LIMIT $4`;
const HOLES = "SELECT * FROM holes WHERE room_id = $1 AND at > $2 AND at <= $3 ORDER BY at DESC";
const NEWEST_OF_EACH = `
  SELECT e.* FROM unnest($1::text[]) AS w(room_id) CROSS JOIN LATERAL (${upToBytes(
    `SELECT * FROM events a WHERE a.room_id = w.room_id AND a.status = 'accepted' AND a.position > $2 AND a.position <= $3
    ORDER BY a.position DESC LIMIT $4`,
    "position DESC",
    "$5",
  )}) e ORDER BY e.room_id, e.position DESC`;
const SENT = `
  SELECT event_id FROM events
  WHERE sender = $1 AND device = $2 AND transaction_id = $3 AND room_id = $4 AND type = $5
    AND ($6::text IS NULL OR redacts = $6 OR left(redacts, length($6) + 1) = $6 || ' ')`;
const REDACTIONS = `
  SELECT DISTINCT ON (redacts) redacts, event_id FROM events
  WHERE room_id = $1 AND redacts = ANY($2::text[]) AND status = 'accepted' ORDER BY redacts, position`;

/** Reads rooms. */
export function createRoomReads(database: Database): Omit<RoomStore, "commit" | "forget"> {
  let floor: Position | undefined;
  return {
    room: async (roomId) => {
      const [row] = await database.query<RoomRow>("SELECT * FROM rooms WHERE room_id = $1", [roomId]);
      return row && toRoom(row);
    },
    currentState: async (roomId) => {
      const rows = await database.query<StateRow>(
        "SELECT type, state_key, event_id, membership FROM current_state WHERE room_id = $1",
        [roomId],
      );
      return rows.map(toEntry);
    },
    smallRooms: async (roomIds) => {
      const found = new Map<string, RoomWithState>();
      for (const ids of inBatches(roomIds, SMALL_ROOMS)) {
        const records = await database.query<RoomRow>("SELECT * FROM rooms WHERE room_id = ANY($1::text[])", [
          ids,
        ]);
        const rows = await database.query<StateRow & Pick<RoomRow, "room_id">>(SMALL_STATES, [
          ids,
          SMALL_STATE + 1,
        ]);
        const states = groupBy(rows, (row) => [row.room_id, toEntry(row)]);
        for (const record of records.map(toRoom)) {
          const state = states.get(record.roomId) ?? [];
          if (state.length <= SMALL_STATE) found.set(record.roomId, { record, state });
        }
      }
      return found;
    },
    events: async (eventIds) => {
      const found: StoredEvent[] = [];
      for (const ids of inBatches(eventIds, MAX_IDS))
        for (const row of await database.query<EventRow>(EVENTS, [ids])) found.push(toEvent(row));
      return found;
    },
    timeline: async ({ roomId, after, upTo, limit, order }) => {
      const sql = order === "newest" ? NEWEST : OLDEST;
      const rows = await database.query<EventRow>(sql, [roomId, after, upTo, limit]);
      return rows.map(toEvent);
    },
    page: async ({ roomId, after, upTo, limit, order }) => {
      const sql = order === "newest" ? NEWEST_PAGE : OLDEST_PAGE;
      return toPage(await database.query<SizedRow>(sql, [roomId, after, upTo, limit + 1, PAGE_BYTES]), limit);
    },
    pages: async (roomIds, { after, upTo, limit }) => {
      const values = [[...roomIds], after, upTo, limit + 1, PAGE_BYTES];
      const rows = await database.query<SizedRow>(NEWEST_OF_EACH, values);
      const byRoom = groupBy(rows, (row) => [row.room_id, row]);
      return new Map([...byRoom].map(([roomId, ofRoom]) => [roomId, toPage(ofRoom, limit)]));
    },
    stateChanges: async (roomId, after, upTo) =>
      (await database.query<EventRow>(STATE_CHANGES, [roomId, after, upTo])).map(toEvent),
    firstMembers: async (roomId, { memberships, except, limit }) => {
      const rows = await database.query<{ state_key: string }>(FIRST_MEMBERS, [
        roomId,
        [...memberships],
        except,
        limit,
      ]);
      return rows.map((row) => row.state_key);
    },
    stateGroups: async (ids) => {
      if (ids.length === 0) return [];
      const rows = await database.query<GroupRow>("SELECT * FROM state_groups WHERE id = ANY($1::bigint[])", [
        [...ids],
      ]);
      return rows.map(toGroup);
    },
    stateGroupChain: async (id) => (await database.query<GroupRow>(CHAIN, [id])).map(toGroup),
    saveStateSnapshot: async (id, changes) => {
      await database.query(
        "INSERT INTO state_snapshots (id, changes) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        [id, writeChanges(changes)],
      );
    },
    reserveStateGroups: async () => {
      const [row] = await database.query<{ first: number }>("SELECT nextval('state_group_ids') AS first");
      if (row === undefined) throw new Error("no state group could be reserved");
      return row.first;
    },
    membershipsOf: async (userId) => {
      const rows = await database.query<MembershipRow>("SELECT * FROM memberships WHERE user_id = $1", [
        userId,
      ]);
      return rows.map(toMembership);
    },
    membership: async (roomId, userId) => {
      const [row] = await database.query<MembershipRow>(
        "SELECT * FROM memberships WHERE user_id = $2 AND room_id = $1",
        [roomId, userId],
      );
      return row && toMembership(row);
    },
    holes: async (roomId, after, upTo) =>
      (await database.query<HoleRow>(HOLES, [roomId, after, upTo])).map(toHole),
    hole: async (eventId) => {
      const [row] = await database.query<HoleRow>("SELECT * FROM holes WHERE event_id = $1", [eventId]);
      return row && toHole(row);
    },
    isFollowed: async (eventId) =>
      (await database.query("SELECT 1 FROM followed WHERE event_id = $1", [eventId])).length > 0,
    redactions: async (roomId, keys) => {
      const found = new Map<string, string>();
      for (const some of inBatches(keys, MAX_KEYS))
        for (const row of await database.query<RedactionRow>(REDACTIONS, [roomId, some]))
          found.set(row.redacts, row.event_id);
      return found;
    },
    sentEvent: async ({ roomId, type, sender, device, transactionId, redacts }) => {
      const [row] = await database.query<{ event_id: string }>(SENT, [
        sender,
        device,
        transactionId,
        roomId,
        type,
        redacts ?? null,
      ]);
      return row?.event_id;
    },
    position: async () => {
      const [row] = await database.query<{ position: number }>("SELECT position FROM stream");
      return row?.position ?? 0;
    },
    // It never changes while a store is open.
    floor: async () => {
      floor ??= (await database.query<{ floor: number }>("SELECT floor FROM stream"))[0]?.floor;
      return floor ?? 0;
    },
  };
}

function toEntry({ type, state_key, event_id, membership }: StateRow): CurrentEntry {
  return { type, stateKey: state_key, eventId: event_id, membership: membership ?? undefined };
}
