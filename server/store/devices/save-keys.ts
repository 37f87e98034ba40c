/** Keys that a device uploads: all of them are kept, or none. */
import { canonicalEventJson } from "@knockgen/auth";
import type { Queries } from "../database/sql.js";
import type { Change } from "../rooms/change.js";
import { type Tell, takePositions, tellOfOne } from "../stream.js";
import type { DeviceName, KeyUpload } from "./device-key-store.js";
import { dropKeySignatures } from "./key-signatures.js";
import { changeDeviceList } from "./list-updates.js";

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

const REPLACE_KEYS = `
  INSERT INTO device_keys (user_id, device_id, json) VALUES ($1, $2, $3)
  ON CONFLICT (user_id, device_id) DO UPDATE SET json = excluded.json`;

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

/** The device is gone, or has too many keys; or another key has the name already. It undoes the transaction. */
export class KeysRefused extends Error {
  readonly reason: "gone" | "full" | "taken";
  constructor(reason: "gone" | "full" | "taken") {
    super(`the keys are refused: ${reason}`);
    this.reason = reason;
  }
}

/**
 * Keeps them, or throws `KeysRefused`. A key that is known already is not kept twice. Gives the change to announce, where the keys that
 * name the device are others now.
 */
export async function saveKeys(
  queries: Queries,
  tell: Tell,
  device: DeviceName,
  upload: KeyUpload,
): Promise<Change | undefined> {
  const { userId, deviceId } = device;
  const named = upload.deviceKeys && canonicalEventJson(upload.deviceKeys);
  const isNew = named !== undefined && named !== (await keysOf(queries, device));
  // The stream before the device, as all do.
  const position = isNew ? await takePositions(queries, 1) : undefined;
  // Locked, so that uploads of one device come one after another, and none after its end.
  const [here] = await queries.query(
    "SELECT 1 FROM devices WHERE user_id = $1 AND device_id = $2 FOR UPDATE",
    [userId, deviceId],
  );
  if (here === undefined) throw new KeysRefused("gone");
  const given = upload.oneTimeKeys.map((key) => ({ ...key, json: canonicalEventJson(key.key) }));
  const [algorithms, ids] = [given.map(({ algorithm }) => algorithm), given.map(({ keyId }) => keyId)];
  const known = await queries.query<KeyRow>(KNOWN, [userId, deviceId, algorithms, ids]);
  const byName = new Map(known.map(({ algorithm, key_id, json }) => [`${algorithm}:${key_id}`, json]));
  const isOther = ({ algorithm, keyId, json }: { algorithm: string; keyId: string; json: string }): boolean =>
    (byName.get(`${algorithm}:${keyId}`) ?? json) !== json;
  if (given.some(isOther)) throw new KeysRefused("taken");
  const [size] = await queries.query<{ keys: number; fallback: number }>(
    `SELECT (SELECT count(*) FROM one_time_keys WHERE user_id = $1 AND device_id = $2) AS keys,
      (SELECT count(*) FROM fallback_keys WHERE user_id = $1 AND device_id = $2 AND algorithm <> ALL($3::text[])) AS fallback`,
    [userId, deviceId, upload.fallbackKeys.map(({ algorithm }) => algorithm)],
  );
  const { keys = 0, fallback = 0 } = size ?? {};
  if (keys + given.length - known.length > MAX_KEYS) throw new KeysRefused("full");
  if (fallback + upload.fallbackKeys.length > MAX_FALLBACK_KEYS) throw new KeysRefused("full");
  if (isNew) {
    await queries.query(REPLACE_KEYS, [userId, deviceId, named]);
    await dropKeySignatures(queries, userId, deviceId);
  }
  if (given.length > 0)
    await queries.query(ADD, [userId, deviceId, algorithms, ids, given.map(({ json }) => json)]);
  for (const { algorithm, keyId, key } of upload.fallbackKeys)
    await queries.query(REPLACE_FALLBACK, [userId, deviceId, algorithm, keyId, canonicalEventJson(key)]);
  if (position === undefined) return undefined;
  return tellOfOne(queries, tell, position, await changeDeviceList(queries, position, device));
}

async function keysOf(queries: Queries, { userId, deviceId }: DeviceName): Promise<string | undefined> {
  const [row] = await queries.query<{ json: string }>(
    "SELECT json FROM device_keys WHERE user_id = $1 AND device_id = $2",
    [userId, deviceId],
  );
  return row?.json;
}
