/** The keys in backups, each of a session of a room. */
import { canonicalEventJson, type JsonObject } from "@knockgen/auth";
import { filterInTurns, mapInTurns } from "../../bounds/turns.js";
import { deleteInBatches, inBatches } from "../batches.js";
import type { Queries } from "../database/sql.js";
import { keptObject } from "../kept-object.js";
import { type Sized, upToBytes } from "../rooms/up-to-bytes.js";

/** A key in a backup. */
export interface BackupKey {
  readonly roomId: string;
  readonly sessionId: string;
  readonly data: JsonObject;
}

/** All keys, those of a room, or one. */
export interface BackupScope {
  readonly roomId?: string | undefined;
  readonly sessionId?: string | undefined;
}

/** A backup as a place where keys are changed. */
export interface BackupName {
  readonly userId: string;
  readonly version: number;
}

const KEYS = upToBytes(
  `
  SELECT room_id, session_id, json FROM backup_keys
  WHERE user_id = $1 AND version = $2 AND room_id = coalesce($3, room_id) AND session_id = coalesce($4, session_id)
    AND (room_id, session_id) > ($5, $6)
  ORDER BY room_id, session_id LIMIT $7`,
  "room_id, session_id",
  "$8",
);
/** With a limit each is looked up by itself; a join may read all keys of the backup, where the planner knows little of the table. */
const SOME_KEYS = `
  SELECT k.* FROM unnest($3::text[], $4::text[]) AS t(r, s) CROSS JOIN LATERAL (
    SELECT room_id, session_id, json FROM backup_keys
    WHERE user_id = $1 AND version = $2 AND room_id = t.r AND session_id = t.s LIMIT 1
  ) k`;
const PUT = `
  INSERT INTO backup_keys (user_id, version, room_id, session_id, json)
  SELECT $1, $2, r, s, j FROM unnest($3::text[], $4::text[], $5::text[]) AS t(r, s, j)
  ON CONFLICT (user_id, version, room_id, session_id) DO UPDATE SET json = excluded.json`;
const DELETE = `
  DELETE FROM backup_keys WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM backup_keys
    WHERE user_id = $1 AND version = $2 AND room_id = coalesce($3, room_id) AND session_id = coalesce($4, session_id)
    LIMIT $5
  ))
  RETURNING session_id`;

/** Keys that one statement reads or writes, and that one deletes (O1). */
const MAX_READ = 100;
const MAX_DELETED = 1_000;
/** Of keys that are read at a time. */
const PART_BYTES = 256 * 1024;

interface KeyRow {
  readonly room_id: string;
  readonly session_id: string;
  readonly json: string;
}

/** A change of the keys of one backup. */
export interface KeysChange {
  readonly isChanged: boolean;
  /** How many keys there are more than before. */
  readonly more: number;
}

export async function putKeys(
  queries: Queries,
  { userId, version }: BackupName,
  keys: readonly BackupKey[],
  isBetter: (next: JsonObject, kept: JsonObject) => boolean,
): Promise<KeysChange> {
  const columns = (some: readonly BackupKey[]): [string[], string[]] => [
    some.map(({ roomId }) => roomId),
    some.map(({ sessionId }) => sessionId),
  ];
  const place = ({ roomId, sessionId }: BackupKey): string => JSON.stringify([roomId, sessionId]);
  let isChanged = false;
  let more = 0;
  for (const part of inBatches(keys, MAX_READ)) {
    const rows = await queries.query<KeyRow>(SOME_KEYS, [userId, version, ...columns(part)]);
    const kept = new Map(rows.map(toKey).map((key) => [place(key), key.data]));
    const better = await filterInTurns(part, (key) => {
      const before = kept.get(place(key));
      return before === undefined || isBetter(key.data, before);
    });
    if (better.length === 0) continue;
    const json = await mapInTurns(better, ({ data }) => canonicalEventJson(data));
    await queries.query(PUT, [userId, version, ...columns(better), json]);
    isChanged = true;
    more += better.filter((key) => !kept.has(place(key))).length;
  }
  return { isChanged, more };
}

/** All of them, however many, by room and session: some at a time, each time those that follow the last ones (O8). */
export async function* readKeys(
  queries: Queries,
  { userId, version }: BackupName,
  { roomId, sessionId }: BackupScope,
): AsyncGenerator<BackupKey, undefined> {
  let after = ["", ""];
  for (let isWhole = false; !isWhole; ) {
    const values = [userId, version, roomId ?? null, sessionId ?? null, ...after, MAX_READ, PART_BYTES];
    const rows = await queries.query<KeyRow & Sized>(KEYS, values);
    // Each is parsed in its turn.
    for (const row of rows) yield toKey(row);
    const last = rows.at(-1);
    isWhole = last === undefined || (rows.length === last.found && last.found < MAX_READ);
    if (last !== undefined) after = [last.room_id, last.session_id];
  }
}

export async function deleteKeys(
  queries: Queries,
  { userId, version }: BackupName,
  { roomId, sessionId }: BackupScope,
): Promise<KeysChange> {
  const values = [userId, version, roomId ?? null, sessionId ?? null];
  const gone = await deleteInBatches(queries, DELETE, values, MAX_DELETED);
  return { isChanged: gone > 0, more: -gone };
}

function toKey({ room_id, session_id, json }: KeyRow): BackupKey {
  const data = keptObject(json);
  return {
    roomId: room_id,
    sessionId: session_id,
    get data() {
      return data();
    },
  };
}
