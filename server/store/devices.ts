/** Devices in SQL, and all that goes with one of them. */
import { dropKeySignatures } from "./key-signatures.js";
import { changeDeviceList } from "./list-updates.js";
import type { Database, Queries } from "./sql.js";
import { type Tell, takePositions, tellOfOne } from "./stream.js";
import type { DeviceRecord, DeviceStore } from "./types.js";

const SAVE_DEVICE = `
  INSERT INTO devices (user_id, device_id, token_hash, opened, display_name) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (user_id, device_id) DO UPDATE
  SET token_hash = excluded.token_hash, opened = excluded.opened`;

const RENAME = `
  UPDATE devices SET display_name = $3
  WHERE user_id = $1 AND device_id = $2 AND display_name IS DISTINCT FROM $3 RETURNING device_id`;

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

/** Keeps devices. */
export function createDeviceStore(database: Database, tell: Tell): DeviceStore {
  return {
    saveDevice: async (device, { hash, opened }, displayName) => {
      const { userId, deviceId } = device;
      const values = [userId, deviceId, hash, opened, displayName ?? null];
      if (await isThere(database, device)) {
        await database.query(SAVE_DEVICE, values);
        return undefined;
      }
      return database.transaction(async (queries) => {
        const position = await takePositions(queries, 1);
        await queries.query(SAVE_DEVICE, values);
        return tellOfOne(queries, tell, position, await changeDeviceList(queries, position, device));
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
      const [row] = await database.query<{ user_id: string; device_id: string }>(
        "SELECT user_id, device_id FROM devices WHERE token_hash = $1",
        [tokenHash],
      );
      return row && { userId: row.user_id, deviceId: row.device_id };
    },
    deleteDevice: async (device) => {
      if (!(await isThere(database, device))) return undefined;
      return database.transaction(async (queries) => {
        const position = await takePositions(queries, 1);
        for (const table of OF_DEVICE)
          await queries.query(`DELETE FROM ${table} WHERE user_id = $1 AND device_id = $2`, [
            device.userId,
            device.deviceId,
          ]);
        await dropKeySignatures(queries, device.userId, device.deviceId);
        const touched = await changeDeviceList(queries, position, device);
        return tellOfOne(queries, tell, position, { ...touched, ended: [device] });
      });
    },
    devicesOf: async (userId) => {
      const rows = await database.query<{ device_id: string; display_name: string | null }>(
        "SELECT device_id, display_name FROM devices WHERE user_id = $1 ORDER BY device_id",
        [userId],
      );
      return rows.map((row) => ({
        userId,
        deviceId: row.device_id,
        displayName: row.display_name ?? undefined,
      }));
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

async function isThere(queries: Queries, { userId, deviceId }: DeviceRecord): Promise<boolean> {
  const found = await queries.query("SELECT 1 FROM devices WHERE user_id = $1 AND device_id = $2", [
    userId,
    deviceId,
  ]);
  return found.length > 0;
}
