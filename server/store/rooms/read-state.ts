/** Reads the present state of rooms, and the groups of which states at events are made. */
import { groupBy } from "../../values/group.js";
import { inBatches } from "../batches.js";
import type { Database } from "../database/sql.js";
import type { CurrentEntry, RoomStore, RoomWithState } from "../store.js";
import { type GroupRow, type RoomRow, type StateRow, toGroup, toRoom, writeChanges } from "./room-rows.js";

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

/** Entries of a small state, and how many of these are read at once. */
const SMALL_STATE = 40;
const SMALL_ROOMS = 16;
const SMALL_STATES = `
  SELECT s.room_id, s.type, s.state_key, s.event_id, s.membership
  FROM unnest($1::text[]) AS w(room_id)
  CROSS JOIN LATERAL (SELECT * FROM current_state c WHERE c.room_id = w.room_id LIMIT $2) s`;

const FIRST_MEMBERS = `
  SELECT s.state_key FROM current_state s JOIN events e ON e.event_id = s.event_id
  WHERE s.room_id = $1 AND s.type = 'm.room.member' AND s.membership = ANY($2::text[]) AND s.state_key <> $3
  ORDER BY e.position, s.state_key LIMIT $4`;

/** Reads states, and keeps what makes the next reading short. */
export function createStateReads(
  database: Database,
): Pick<
  RoomStore,
  | "currentState"
  | "smallRooms"
  | "firstMembers"
  | "stateGroups"
  | "stateGroupChain"
  | "saveStateSnapshot"
  | "reserveStateGroups"
> {
  return {
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
  };
}

function toEntry({ type, state_key, event_id, membership }: StateRow): CurrentEntry {
  return { type, stateKey: state_key, eventId: event_id, membership: membership ?? undefined };
}
