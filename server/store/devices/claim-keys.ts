/** One-time keys are given once each, also to several processes at once; then the fallback key is, again and again. */
import { inBatches } from "../batches.js";
import type { Queries } from "../database/sql.js";
import { readValue } from "../read-json.js";
import type { Change } from "../rooms/change.js";
import { type Tell, takePositions, tellOfOne } from "../stream.js";
import type { ClaimedKey, KeyClaim } from "./device-key-store.js";

const WANTED =
  "WITH wanted AS (SELECT DISTINCT u, d, a FROM unnest($1::text[], $2::text[], $3::text[]) AS t(u, d, a))";
const TAKE_OLDEST = `${WANTED}, oldest AS (
    SELECT k.* FROM wanted CROSS JOIN LATERAL (
      SELECT user_id, device_id, algorithm, key_id FROM one_time_keys
      WHERE user_id = u AND device_id = d AND algorithm = a ORDER BY sequence LIMIT 1
    ) k
  )
  DELETE FROM one_time_keys k USING oldest o
  WHERE k.user_id = o.user_id AND k.device_id = o.device_id AND k.algorithm = o.algorithm AND k.key_id = o.key_id
  RETURNING k.user_id, k.device_id, k.algorithm, k.key_id, k.json`;
const USE_FALLBACK = `${WANTED}
  UPDATE fallback_keys f SET used = true FROM wanted
  WHERE f.user_id = u AND f.device_id = d AND f.algorithm = a
  RETURNING f.user_id, f.device_id, f.algorithm, f.key_id, f.json`;
const NOTE_CLAIMS = `
  INSERT INTO key_claims (user_id, device_id, position)
  SELECT DISTINCT u, d, $3::bigint FROM unnest($1::text[], $2::text[]) AS t(u, d)
  ON CONFLICT (user_id, device_id) DO UPDATE SET position = excluded.position`;

/** Claims of one statement (O1). */
const MAX_CLAIMS = 200;

interface KeyRow {
  readonly user_id: string;
  readonly device_id: string;
  readonly algorithm: string;
  readonly key_id: string;
  readonly json: string;
}

/** Gives what there is, and the change to announce. */
export async function claimKeys(
  queries: Queries,
  tell: Tell,
  claims: readonly KeyClaim[],
): Promise<{ readonly keys: readonly ClaimedKey[]; readonly change: Change }> {
  // Claims wait for each other at the stream, so that each finds only what those before it have left.
  const position = await takePositions(queries, 1);
  const keys: ClaimedKey[] = [];
  for (const some of inBatches(claims, MAX_CLAIMS)) {
    const oldest = (await queries.query<KeyRow>(TAKE_OLDEST, columns(some))).map(toKey);
    const found = new Set(oldest.map(nameOf));
    const rest = some.filter((claim) => !found.has(nameOf(claim)));
    const fallback = rest.length === 0 ? [] : await queries.query<KeyRow>(USE_FALLBACK, columns(rest));
    keys.push(...oldest, ...fallback.map(toKey));
  }
  const [users, devices] = columns(keys);
  await queries.query(NOTE_CLAIMS, [users, devices, position]);
  return { keys, change: await tellOfOne(queries, tell, position, { users: [...new Set(users)] }) };
}

function columns(claims: readonly KeyClaim[]): [string[], string[], string[]] {
  return [
    claims.map(({ userId }) => userId),
    claims.map(({ deviceId }) => deviceId),
    claims.map(({ algorithm }) => algorithm),
  ];
}

function nameOf({ userId, deviceId, algorithm }: KeyClaim): string {
  return JSON.stringify([userId, deviceId, algorithm]);
}

function toKey({ user_id, device_id, algorithm, key_id, json }: KeyRow): ClaimedKey {
  return { userId: user_id, deviceId: device_id, algorithm, keyId: key_id, key: readValue(json) };
}
