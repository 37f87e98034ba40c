/** Changes of users' lists of devices, and who shares rooms: by these clients know for which devices to encrypt. */
import type { Database, Queries } from "../database/sql.js";
import type { Change } from "../rooms/change.js";
import type { Position } from "../rooms/room-records.js";
import type { DeviceName } from "./device-key-store.js";

/** A part of the stream. */
export interface Span {
  /** Exclusive. */
  readonly after: Position;
  /** Inclusive. */
  readonly upTo: Position;
}

/** The first change of a member in a part of a room's history. */
export interface MemberChange {
  readonly roomId: string;
  readonly userId: string;
  /** The member event that stood there before. */
  readonly before: string | undefined;
}

export interface DeviceListStore {
  /** Users whose lists have changed and who are in one of some rooms, and the user themselves if theirs has. */
  deviceListsChanged(userId: string, roomIds: readonly string[], span: Span): Promise<readonly string[]>;
  /** When a user's list last changed for all who share rooms; 0 for never. */
  deviceListPosition(userId: string): Promise<Position>;
  /** One for each room and member. */
  memberChanges(roomIds: readonly string[], span: Span): Promise<readonly MemberChange[]>;
}

/** Changes that are kept of a user, for all and for each who alone hears of some. Only the last one of each matters for `/sync`. */
const KEPT = 100;
const KEPT_FOR_ONE = 1;

const CHANGED = `
  SELECT DISTINCT c.user_id FROM device_list_changes c
  WHERE c.position > $3 AND c.position <= $4 AND coalesce(c.only_for, $1) = $1 AND (
    c.user_id = $1 OR c.only_for IS NOT NULL OR EXISTS (
      SELECT 1 FROM current_state s WHERE s.state_key = c.user_id AND s.type = 'm.room.member' AND s.membership = 'join'
      AND s.room_id = ANY($2::text[])
    )
  ) ORDER BY c.user_id`;

const MEMBERS = `
  SELECT DISTINCT ON (room_id, state_key) room_id, state_key, replaces FROM events
  WHERE room_id = ANY($1::text[]) AND type = 'm.room.member' AND status = 'accepted'
    AND position > $2 AND position <= $3 AND state_key IS NOT NULL
  ORDER BY room_id, state_key, position`;

const NOTE = `
  INSERT INTO device_list_changes (position, user_id, device_id, only_for) VALUES ($1, $2, $3, $4)
  ON CONFLICT DO NOTHING`;

const PRUNE = `
  DELETE FROM device_list_changes WHERE user_id = $1 AND only_for IS NOT DISTINCT FROM $3 AND position <= (
    SELECT position FROM device_list_changes WHERE user_id = $1 AND only_for IS NOT DISTINCT FROM $3
    ORDER BY position DESC OFFSET $2 LIMIT 1
  )`;

/** Reads changes of lists. */
export function createDeviceListStore(database: Database): DeviceListStore {
  return {
    deviceListsChanged: async (userId, roomIds, { after, upTo }) => {
      const rows = await database.query<{ user_id: string }>(CHANGED, [userId, [...roomIds], after, upTo]);
      return rows.map(({ user_id }) => user_id);
    },
    deviceListPosition: async (userId) => (await lastListChange(database, userId)) ?? 0,
    memberChanges: async (roomIds, { after, upTo }) => {
      if (roomIds.length === 0) return [];
      const rows = await database.query<{ room_id: string; state_key: string; replaces: string | null }>(
        MEMBERS,
        [[...roomIds], after, upTo],
      );
      return rows.map(({ room_id, state_key, replaces }) => ({
        roomId: room_id,
        userId: state_key,
        before: replaces ?? undefined,
      }));
    },
  };
}

/**
 * Notes a change of a device, or of keys of no device, at a position that was taken for it, and gives the rooms and users that it
 * touches (C154): those who share rooms, or one user alone.
 */
export async function noteDeviceList(
  queries: Queries,
  position: Position,
  { userId, deviceId }: DeviceName,
  onlyFor?: string,
): Promise<Pick<Change, "rooms" | "users">> {
  await queries.query(NOTE, [position, userId, deviceId, onlyFor ?? null]);
  await queries.query(PRUNE, [userId, onlyFor === undefined ? KEPT : KEPT_FOR_ONE, onlyFor ?? null]);
  if (onlyFor !== undefined) return { rooms: [], users: [onlyFor] };
  return { rooms: await roomsWith(queries, userId), users: [userId] };
}

const LAST = `
  SELECT max(position) AS position FROM device_list_changes
  WHERE user_id = $1 AND only_for IS NULL AND position < $2`;

/** Where a user's list last changed for all who share rooms, before some position; undefined for never. */
export async function lastListChange(
  queries: Queries,
  userId: string,
  before: Position = Number.MAX_SAFE_INTEGER,
): Promise<Position | undefined> {
  const [row] = await queries.query<{ position: number | null }>(LAST, [userId, before]);
  return row?.position ?? undefined;
}

/** The rooms that a user is in. */
export async function roomsWith(queries: Queries, userId: string): Promise<string[]> {
  const rooms = await queries.query<{ room_id: string }>(
    "SELECT room_id FROM current_state WHERE state_key = $1 AND type = 'm.room.member' AND membership = 'join'",
    [userId],
  );
  return rooms.map(({ room_id }) => room_id);
}
