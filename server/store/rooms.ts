/** Rooms, events and memberships in SQL: what is read. */
import { isRoomVersion } from "../../auth/index.js";
import { readObject } from "./outbox.js";
import type { Database } from "./sql.js";
import type {
  EventStatus,
  MembershipRecord,
  RoomRecord,
  RoomStore,
  StateChange,
  StateGroup,
  StoredEvent,
} from "./types.js";

interface EventRow {
  readonly event_id: string;
  readonly room_id: string;
  readonly position: number;
  readonly type: string;
  readonly state_key: string | null;
  readonly sender: string;
  readonly status: EventStatus;
  readonly json: string;
  readonly redacted_by: string | null;
  readonly state_before: number | null;
  readonly state_after: number | null;
  readonly transaction_id: string | null;
  readonly device: string | null;
}

function toEvent(row: EventRow): StoredEvent {
  return {
    eventId: row.event_id,
    roomId: row.room_id,
    position: row.position,
    type: row.type,
    stateKey: row.state_key ?? undefined,
    sender: row.sender,
    status: row.status,
    json: readObject(row.json),
    redactedBy: row.redacted_by ?? undefined,
    stateBefore: row.state_before ?? undefined,
    stateAfter: row.state_after ?? undefined,
    transactionId: row.transaction_id ?? undefined,
    device: row.device ?? undefined,
  };
}

interface StateRow {
  readonly type: string;
  readonly state_key: string;
  readonly event_id: string;
  readonly membership: string | null;
}

interface GroupRow {
  readonly id: number;
  readonly parent: number | null;
  readonly changes: string;
}

/** Changes as they are kept: `[type, state key, before, after]`, null where there is nothing. */
type KeptChange = readonly [string, string, string | null, string | null];

function toGroup({ id, parent, changes }: GroupRow): StateGroup {
  const kept: readonly KeptChange[] = JSON.parse(changes);
  return {
    id,
    parent: parent ?? undefined,
    changes: kept.map(([type, stateKey, before, after]) => ({
      type,
      stateKey,
      before: before ?? undefined,
      after: after ?? undefined,
    })),
  };
}

/** Changes as text for the table. */
export function writeChanges(changes: readonly StateChange[]): string {
  return JSON.stringify(
    changes.map(
      ({ type, stateKey, before, after }): KeptChange => [type, stateKey, before ?? null, after ?? null],
    ),
  );
}

interface MembershipRow {
  readonly room_id: string;
  readonly user_id: string;
  readonly membership: string;
  readonly event_id: string;
  readonly sender: string;
  readonly position: number;
  readonly joined_at: number | null;
  readonly forgotten: boolean;
  readonly stripped: string | null;
  readonly via: string;
  readonly version: string | null;
}

function toMembership(row: MembershipRow): MembershipRecord {
  const via: string[] = JSON.parse(row.via);
  const stripped: MembershipRecord["stripped"] = row.stripped === null ? undefined : JSON.parse(row.stripped);
  return {
    roomId: row.room_id,
    userId: row.user_id,
    membership: row.membership,
    eventId: row.event_id,
    sender: row.sender,
    position: row.position,
    joinedAt: row.joined_at ?? undefined,
    forgotten: row.forgotten,
    stripped,
    via,
    version: isRoomVersion(row.version) ? row.version : undefined,
  };
}

interface RoomRow {
  readonly room_id: string;
  readonly version: string;
  readonly head: number;
  readonly state_group: number;
  readonly extremities: string;
  readonly depth: number;
  readonly published: boolean;
}

function toRoom(row: RoomRow): RoomRecord {
  if (!isRoomVersion(row.version)) throw new Error(`the store holds a room of version ${row.version}`);
  const extremities: string[] = JSON.parse(row.extremities);
  return {
    roomId: row.room_id,
    version: row.version,
    head: row.head,
    stateGroup: row.state_group,
    extremities,
    depth: row.depth,
    published: row.published,
  };
}

const CHAIN = `
  WITH RECURSIVE chain AS (
    SELECT id, parent, changes, 0 AS step FROM state_groups WHERE id = $1
    UNION ALL
    SELECT g.id, g.parent, g.changes, c.step + 1 FROM state_groups g JOIN chain c ON g.id = c.parent
  )
  SELECT id, parent, changes FROM chain ORDER BY step`;

const timeline = (order: "ASC" | "DESC"): string => `
  SELECT * FROM events
  WHERE room_id = $1 AND status = 'accepted' AND position > $2 AND position <= $3
  ORDER BY position ${order} LIMIT $4`;
const NEWEST = timeline("DESC");
const OLDEST = timeline("ASC");

/** Reads rooms. */
export function createRoomReads(database: Database): Omit<RoomStore, "commit"> {
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
      return rows.map(({ type, state_key, event_id, membership }) => ({
        type,
        stateKey: state_key,
        eventId: event_id,
        membership: membership ?? undefined,
      }));
    },
    events: async (eventIds) => {
      if (eventIds.length === 0) return [];
      const rows = await database.query<EventRow>("SELECT * FROM events WHERE event_id = ANY($1::text[])", [
        [...eventIds],
      ]);
      return rows.map(toEvent);
    },
    timeline: async ({ roomId, after, upTo, limit, order }) => {
      const sql = order === "newest" ? NEWEST : OLDEST;
      const rows = await database.query<EventRow>(sql, [roomId, after, upTo, limit]);
      return rows.map(toEvent);
    },
    stateGroup: async (id) => {
      const [row] = await database.query<GroupRow>("SELECT * FROM state_groups WHERE id = $1", [id]);
      return row && toGroup(row);
    },
    stateGroupChain: async (id) => (await database.query<GroupRow>(CHAIN, [id])).map(toGroup),
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
    forget: async (roomId, userId) => {
      await database.query("UPDATE memberships SET forgotten = true WHERE user_id = $2 AND room_id = $1", [
        roomId,
        userId,
      ]);
    },
    sentEvent: async (userId, device, transactionId) => {
      const [row] = await database.query<{ event_id: string }>(
        "SELECT event_id FROM events WHERE sender = $1 AND device = $2 AND transaction_id = $3",
        [userId, device, transactionId],
      );
      return row?.event_id;
    },
    position: async () => {
      const [row] = await database.query<{ position: number }>("SELECT position FROM stream");
      return row?.position ?? 0;
    },
  };
}
