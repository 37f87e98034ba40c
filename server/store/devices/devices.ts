/** Devices in SQL, and all that goes with one of them. */
import { type BetweenProcesses, tellOfUserAt } from "../between-processes.js";
import type { Database, Queries } from "../database/sql.js";
import type { DeviceRecord, DeviceStore, Position } from "../store.js";
import { type Touched, takePositions, tellOf, tellOfOne } from "../stream.js";
import { dropKeySignatures } from "./key-signatures.js";
import { changeDeviceList } from "./list-updates.js";

const SAVE_DEVICE = `
  INSERT INTO devices (user_id, device_id, token_hash, token_ends, refresh_hash, opened, display_name)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (user_id, device_id) DO UPDATE
  SET token_hash = excluded.token_hash, token_ends = excluded.token_ends, refresh_hash = excluded.refresh_hash,
    former_token_hash = NULL, former_ends = NULL, former_refresh_hash = NULL, opened = excluded.opened`;

const BY_TOKEN = `
  SELECT user_id, device_id, token_hash = $1 AS is_present, former_token_hash IS NOT NULL AS has_former,
    CASE WHEN token_hash = $1 THEN token_ends ELSE former_ends END AS ends
  FROM devices WHERE token_hash = $1 OR former_token_hash = $1`;

const DROP_FORMER = `
  UPDATE devices SET former_token_hash = NULL, former_ends = NULL, former_refresh_hash = NULL WHERE token_hash = $1`;

/** Who has not got the last answer has the former tokens still, and asks with them. */
const REFRESH = `
  UPDATE devices SET token_hash = $2, token_ends = $3, refresh_hash = $4,
    former_token_hash = CASE WHEN refresh_hash = $1 THEN token_hash ELSE former_token_hash END,
    former_ends = CASE WHEN refresh_hash = $1 THEN token_ends ELSE former_ends END,
    former_refresh_hash = $1
  WHERE refresh_hash = $1 OR former_refresh_hash = $1 RETURNING user_id, device_id`;

const RENAME = `
  UPDATE devices SET display_name = $3
  WHERE user_id = $1 AND device_id = $2 AND display_name IS DISTINCT FROM $3 RETURNING device_id`;

/** Each process notes calls once in a while; of all of them together, as seldom as of one. */
const NOTE_CALL = `
  UPDATE devices SET seen_ip = $3, seen_ts = $4
  WHERE user_id = $1 AND device_id = $2
  AND (seen_ts IS NULL OR seen_ts + $5 <= $4 OR (seen_ip IS DISTINCT FROM $3 AND seen_ts < $4))`;

/** Tables with rows of a device, which are gone with it (C62). */
const OF_DEVICE = [
  "devices",
  "device_keys",
  "one_time_keys",
  "fallback_keys",
  "key_claims",
  "to_device",
  "to_device_sent",
] as const;

interface TokenRow {
  readonly user_id: string;
  readonly device_id: string;
  readonly is_present: boolean;
  readonly has_former: boolean;
  readonly ends: number | null;
}

interface DeviceRow {
  readonly device_id: string;
  readonly display_name: string | null;
  readonly seen_ip: string | null;
  readonly seen_ts: number | null;
}

/** Keeps devices. */
export function createDeviceStore(
  database: Database,
  others: Pick<BetweenProcesses, "tell" | "tellOfUser">,
): DeviceStore {
  const { tell, tellOfUser } = others;
  return {
    saveDevice: async (device, { hash, ends, refreshHash, opened }, displayName) => {
      const { userId, deviceId } = device;
      const values = [userId, deviceId, hash, ends ?? null, refreshHash ?? null, opened, displayName ?? null];
      return database.transaction(async (queries) => {
        const position = await takePositions(queries, 1);
        const isNew = !(await isThere(queries, device));
        await queries.query(SAVE_DEVICE, values);
        if (isNew)
          return tellOfOne(queries, tell, position, await changeDeviceList(queries, position, device));
        return tellOfUserAt(queries, others, position, userId);
      });
    },
    devicesBeyond: async (userId, count) => {
      const rows = await database.query<{ device_id: string }>(
        "SELECT device_id FROM devices WHERE user_id = $1 ORDER BY opened DESC, device_id OFFSET $2",
        [userId, count],
      );
      return rows.map((row) => row.device_id);
    },
    deviceByToken: async (tokenHash) => {
      const [row] = await database.query<TokenRow>(BY_TOKEN, [tokenHash]);
      if (row === undefined) return undefined;
      if (row.is_present && row.has_former) await database.query(DROP_FORMER, [tokenHash]);
      return { userId: row.user_id, deviceId: row.device_id, ends: row.ends ?? undefined };
    },
    refreshDevice: async (used, { hash, ends, refreshHash }) => {
      const values = [used, hash, ends ?? null, refreshHash ?? null];
      const [row] = await database.query<Pick<TokenRow, "user_id" | "device_id">>(REFRESH, values);
      return row && { userId: row.user_id, deviceId: row.device_id };
    },
    deleteDevices: async (userId, deviceIds) => {
      const rows = await database.query<Pick<DeviceRow, "device_id">>(
        "SELECT device_id FROM devices WHERE user_id = $1 AND device_id = ANY($2::text[]) ORDER BY device_id",
        [userId, [...deviceIds]],
      );
      const ended = rows.map((row) => ({ userId, deviceId: row.device_id }));
      if (ended.length === 0) return undefined;
      return database.transaction(async (queries) => {
        const position = await takePositions(queries, ended.length);
        const base = position - ended.length;
        const touched: Touched[] = [];
        for (const [at, device] of ended.entries())
          touched.push(await deleteDevice(queries, base + at + 1, device));
        await tellOfUser(queries, userId);
        const all = <T>(of: (each: Touched) => readonly T[] | undefined): T[] => [
          ...new Set(touched.flatMap((each) => of(each) ?? [])),
        ];
        return tellOf(
          queries,
          tell,
          { base, position },
          {
            rooms: all(({ rooms }) => rooms),
            users: all(({ users }) => users),
            destinations: all(({ destinations }) => destinations),
            ended,
          },
        );
      });
    },
    devicesOf: async (userId) => {
      const rows = await database.query<DeviceRow>(
        "SELECT device_id, display_name, seen_ip, seen_ts FROM devices WHERE user_id = $1 ORDER BY device_id",
        [userId],
      );
      return rows.map((row) => ({
        userId,
        deviceId: row.device_id,
        displayName: row.display_name ?? undefined,
        lastCall: row.seen_ts === null ? undefined : { ip: row.seen_ip ?? undefined, ts: row.seen_ts },
      }));
    },
    noteCall: async ({ userId, deviceId }, { ip, ts }, everyMs) => {
      await database.query(NOTE_CALL, [userId, deviceId, ip ?? null, ts, everyMs]);
    },
    renameDevice: async (device, displayName) => {
      if (!(await isThere(database, device))) return undefined;
      return database.transaction(async (queries) => {
        const position = await takePositions(queries, 1);
        const renamed = await queries.query(RENAME, [device.userId, device.deviceId, displayName]);
        const touched = renamed.length === 0 ? {} : await changeDeviceList(queries, position, device);
        return tellOfOne(queries, tell, position, touched);
      });
    },
  };
}

/** Deletes a device and all that is its own, at a position of the stream. */
async function deleteDevice(queries: Queries, position: Position, device: DeviceRecord): Promise<Touched> {
  const { userId, deviceId } = device;
  for (const table of OF_DEVICE)
    await queries.query(`DELETE FROM ${table} WHERE user_id = $1 AND device_id = $2`, [userId, deviceId]);
  await dropKeySignatures(queries, userId, deviceId);
  return changeDeviceList(queries, position, device);
}

async function isThere(queries: Queries, { userId, deviceId }: DeviceRecord): Promise<boolean> {
  const found = await queries.query("SELECT 1 FROM devices WHERE user_id = $1 AND device_id = $2", [
    userId,
    deviceId,
  ]);
  return found.length > 0;
}
