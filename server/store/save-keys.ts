/** Keys that a device uploads: all of them are kept, or none. */
import { canonicalEventJson } from "@knockgen/auth";
import type { DeviceName, KeyUpload, UploadOutcome } from "./device-key-types.js";
import type { Queries } from "./sql.js";

/** One-time keys that are kept for a device. Clients keep no more than a hundred or so. */
const MAX_KEYS = 1_000;
/** Algorithms with a fallback key. */
const MAX_FALLBACK_KEYS = 20;

const KNOWN = `
  SELECT k.algorithm, k.key_id, k.json FROM one_time_keys k
  JOIN unnest($3::text[], $4::text[]) AS t(algorithm, key_id) USING (algorithm, key_id)
  WHERE k.user_id = $1 AND k.device_id = $2`;

const ADD = `
  INSERT INTO one_time_keys (user_id, device_id, algorithm, key_id, json)
  SELECT $1, $2, a, i, j FROM unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS t(a, i, j, o) ORDER BY o
  ON CONFLICT DO NOTHING`;

const REPLACE_FALLBACK = `
  INSERT INTO fallback_keys (user_id, device_id, algorithm, key_id, json, used) VALUES ($1, $2, $3, $4, $5, false)
  ON CONFLICT (user_id, device_id, algorithm) DO UPDATE
  SET key_id = excluded.key_id, json = excluded.json, used = false
  WHERE fallback_keys.json <> excluded.json OR fallback_keys.key_id <> excluded.key_id`;

interface KeyRow {
  readonly algorithm: string;
  readonly key_id: string;
  readonly json: string;
}

/** Keeps them. A key that is known already is not kept twice. */
export async function saveKeys(
  queries: Queries,
  device: DeviceName,
  upload: KeyUpload,
): Promise<UploadOutcome> {
  const { userId, deviceId } = device;
  // Locked, so that uploads of one device come one after another, and none after its end.
  const [here] = await queries.query(
    "SELECT 1 FROM devices WHERE user_id = $1 AND device_id = $2 FOR UPDATE",
    [userId, deviceId],
  );
  if (here === undefined) return { ok: false, reason: "gone" };
  const given = upload.oneTimeKeys.map((key) => ({ ...key, json: canonicalEventJson(key.key) }));
  const [algorithms, ids] = [given.map(({ algorithm }) => algorithm), given.map(({ keyId }) => keyId)];
  const known = await queries.query<KeyRow>(KNOWN, [userId, deviceId, algorithms, ids]);
  const byName = new Map(known.map(({ algorithm, key_id, json }) => [`${algorithm}:${key_id}`, json]));
  const isOther = ({ algorithm, keyId, json }: { algorithm: string; keyId: string; json: string }): boolean =>
    (byName.get(`${algorithm}:${keyId}`) ?? json) !== json;
  if (given.some(isOther)) return { ok: false, reason: "taken" };
  const [size] = await queries.query<{ keys: number; fallback: number }>(
    `SELECT (SELECT count(*) FROM one_time_keys WHERE user_id = $1 AND device_id = $2) AS keys,
      (SELECT count(*) FROM fallback_keys WHERE user_id = $1 AND device_id = $2 AND algorithm <> ALL($3::text[])) AS fallback`,
    [userId, deviceId, upload.fallbackKeys.map(({ algorithm }) => algorithm)],
  );
  const { keys = 0, fallback = 0 } = size ?? {};
  if (keys + given.length - known.length > MAX_KEYS) return { ok: false, reason: "full" };
  if (fallback + upload.fallbackKeys.length > MAX_FALLBACK_KEYS) return { ok: false, reason: "full" };
  if (upload.deviceKeys !== undefined)
    await queries.query(
      `INSERT INTO device_keys (user_id, device_id, json) VALUES ($1, $2, $3)
       ON CONFLICT (user_id, device_id) DO UPDATE SET json = excluded.json`,
      [userId, deviceId, canonicalEventJson(upload.deviceKeys)],
    );
  if (given.length > 0)
    await queries.query(ADD, [userId, deviceId, algorithms, ids, given.map(({ json }) => json)]);
  for (const { algorithm, keyId, key } of upload.fallbackKeys)
    await queries.query(REPLACE_FALLBACK, [userId, deviceId, algorithm, keyId, canonicalEventJson(key)]);
  return { ok: true };
}
