/** Keys of local devices: those that name a device, one-time keys, and fallback keys for when these are used up. */
import { mapInTurns } from "../../bounds/turns.js";
import { rowsInBatches } from "../batches.js";
import type { Database } from "../database/sql.js";
import { isLargeText, keptObject } from "../kept-object.js";
import type { Tell } from "../stream.js";
import { claimKeys } from "./claim-keys.js";
import type { DeviceKeyStore, KnownDevice } from "./device-key-store.js";
import { saveKeys } from "./save-keys.js";

const STOCK = `
  SELECT 'key' AS kind, algorithm, count(*) AS value FROM one_time_keys
  WHERE user_id = $1 AND device_id = $2 GROUP BY algorithm
  UNION ALL SELECT 'fallback', algorithm, 0 FROM fallback_keys WHERE user_id = $1 AND device_id = $2 AND NOT used
  UNION ALL SELECT 'claim', '', position FROM key_claims WHERE user_id = $1 AND device_id = $2
  ORDER BY 1, 2`;

/** Of each user as many as there is room for, the small ones first: a large one must hide no honest one (O8). */
const DEVICES = `
  SELECT user_id, device_id, json, display_name FROM (
    SELECT k.user_id, k.device_id, k.json, d.display_name, sum(octet_length(k.json)) OVER (
      PARTITION BY k.user_id ORDER BY octet_length(k.json), k.device_id ROWS UNBOUNDED PRECEDING
    ) AS bytes
    FROM device_keys k JOIN devices d USING (user_id, device_id) WHERE k.user_id = ANY($1::text[])
  ) AS sized WHERE bytes <= $2 ORDER BY user_id, device_id`;

const KNOWN = "SELECT user_id FROM accounts WHERE user_id = ANY($1::text[])";

/** Users of one statement that reads their keys, and of one that finds who is known (O1). */
const MAX_READ = 50;
const MAX_ASKED = 1_000;
/** Keys of one user's devices that are given: of as many devices as a user may have, each of them honest. */
const MAX_BYTES = 1024 * 1024;

interface DeviceRow {
  readonly user_id: string;
  readonly device_id: string;
  readonly json: string;
  readonly display_name: string | null;
}

/** Keeps keys of devices. */
export function createDeviceKeyStore(database: Database, tell: Tell): DeviceKeyStore {
  return {
    saveKeys: (device, upload) => database.transaction((queries) => saveKeys(queries, tell, device, upload)),
    keyStock: async ({ userId, deviceId }) => {
      const rows = await database.query<{ kind: string; algorithm: string; value: number }>(STOCK, [
        userId,
        deviceId,
      ]);
      const ofKind = (kind: string) => rows.filter((row) => row.kind === kind);
      return {
        counts: new Map(ofKind("key").map(({ algorithm, value }) => [algorithm, value])),
        unusedFallback: ofKind("fallback").map(({ algorithm }) => algorithm),
        claimedAt: ofKind("claim")[0]?.value,
      };
    },
    deviceKeys: async (userIds) => {
      const rows = await rowsInBatches<DeviceRow>(database, DEVICES, userIds, MAX_READ, [MAX_BYTES]);
      return mapInTurns(rows, toDevice);
    },
    knownUsers: async (userIds) => {
      const rows = await rowsInBatches<{ user_id: string }>(database, KNOWN, userIds, MAX_ASKED);
      return new Set(rows.map(({ user_id }) => user_id));
    },
    claimKeys: (claims) => database.transaction((queries) => claimKeys(queries, tell, claims)),
  };
}

function toDevice({ user_id, device_id, json, display_name }: DeviceRow): KnownDevice {
  const keys = keptObject(json);
  return {
    userId: user_id,
    deviceId: device_id,
    displayName: display_name ?? undefined,
    get keys() {
      return keys();
    },
    isLarge: isLargeText(json),
  };
}
