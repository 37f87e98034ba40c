/** Rows of the tables of rooms, and what they are outside of SQL. */
import { isRoomVersion } from "@knockgen/auth";
import { isLargeText, keptObject, keptObjects } from "../kept-object.js";
import type {
  EventStatus,
  Hole,
  MembershipRecord,
  RoomRecord,
  StateChange,
  StateGroup,
  StoredEvent,
} from "./room-records.js";

export interface EventRow {
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
  readonly replaces: string | null;
}

export function toEvent(row: EventRow): StoredEvent {
  const json = keptObject(row.json);
  return {
    eventId: row.event_id,
    roomId: row.room_id,
    position: row.position,
    type: row.type,
    stateKey: row.state_key ?? undefined,
    sender: row.sender,
    status: row.status,
    get json() {
      return json();
    },
    ...(isLargeText(row.json) && { largeBytes: row.json.length }),
    redactedBy: row.redacted_by ?? undefined,
    stateBefore: row.state_before ?? undefined,
    stateAfter: row.state_after ?? undefined,
    transactionId: row.transaction_id ?? undefined,
    device: row.device ?? undefined,
    replaces: row.replaces ?? undefined,
  };
}

export interface StateRow {
  readonly type: string;
  readonly state_key: string;
  readonly event_id: string;
  readonly membership: string | null;
}

export interface GroupRow {
  readonly id: number;
  readonly parent: number | null;
  readonly changes: string;
}

/** Changes as they are kept: `[type, state key, before, after]`, null where there is nothing. */
type KeptChange = readonly [string, string, string | null, string | null];

export function toGroup({ id, parent, changes }: GroupRow): StateGroup {
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

export interface MembershipRow {
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

export function toMembership(row: MembershipRow): MembershipRecord {
  const via: string[] = JSON.parse(row.via);
  const stripped = row.stripped === null ? undefined : keptObjects(row.stripped);
  return {
    roomId: row.room_id,
    userId: row.user_id,
    membership: row.membership,
    eventId: row.event_id,
    sender: row.sender,
    position: row.position,
    joinedAt: row.joined_at ?? undefined,
    forgotten: row.forgotten,
    get stripped() {
      return stripped?.();
    },
    ...(isLargeText(row.stripped ?? "") && { largeBytes: row.stripped?.length }),
    via,
    version: isRoomVersion(row.version) ? row.version : undefined,
  };
}

export interface RoomRow {
  readonly room_id: string;
  readonly version: string;
  readonly head: number;
  readonly state_group: number;
  readonly extremities: string;
  readonly depth: number;
  readonly reset_at: number;
  readonly published: boolean;
}

export function toRoom(row: RoomRow): RoomRecord {
  if (!isRoomVersion(row.version)) throw new Error(`the store holds a room of version ${row.version}`);
  const extremities: string[] = JSON.parse(row.extremities);
  return {
    roomId: row.room_id,
    version: row.version,
    head: row.head,
    stateGroup: row.state_group,
    extremities,
    depth: row.depth,
    resetAt: row.reset_at,
    published: row.published,
  };
}

export interface HoleRow {
  readonly event_id: string;
  readonly room_id: string;
  readonly at: number;
  readonly floor: number;
  readonly open: string;
}

export function toHole(row: HoleRow): Hole {
  const open: string[] = JSON.parse(row.open);
  return { eventId: row.event_id, roomId: row.room_id, at: row.at, floor: row.floor, open };
}
