/** Devices in SQL, and all that goes with one of them. */
import type { Database } from "./sql.js";
import type { DeviceStore } from "./types.js";

const SAVE_DEVICE = `
  INSERT INTO devices (user_id, device_id, token_hash, opened, display_name) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (user_id, device_id) DO UPDATE
  SET token_hash = excluded.token_hash, opened = excluded.opened`;

/** Tables with rows of a device, which are gone with it (C62). */
const OF_DEVICE = ["devices", "device_keys", "one_time_keys", "fallback_keys", "key_claims"] as const;

/** Keeps devices. */
export function createDeviceStore(database: Database): DeviceStore {
  return {
    saveDevice: async ({ userId, deviceId }, { hash, opened }, displayName) => {
      await database.query(SAVE_DEVICE, [userId, deviceId, hash, opened, displayName ?? null]);
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
    deleteDevice: async ({ userId, deviceId }) => {
      await database.transaction(async (queries) => {
        for (const table of OF_DEVICE)
          await queries.query(`DELETE FROM ${table} WHERE user_id = $1 AND device_id = $2`, [
            userId,
            deviceId,
          ]);
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
    renameDevice: async ({ userId, deviceId }, displayName) => {
      const renamed = await database.query(
        "UPDATE devices SET display_name = $3 WHERE user_id = $1 AND device_id = $2 RETURNING device_id",
        [userId, deviceId, displayName],
      );
      return renamed.length > 0;
    },
  };
}
