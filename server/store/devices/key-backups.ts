/** Backups of keys of rooms, which clients encrypt and keep here. */
import { canonicalEventJson, type JsonObject } from "@knockgen/auth";
import { filterInTurns, mapInTurns } from "../../bounds/turns.js";
import { entityTooLarge } from "../../errors.js";
import { deleteInBatches, inBatches } from "../batches.js";
import type { Database, Queries } from "../database/sql.js";
import { keptObject } from "../kept-object.js";
import { readObject } from "../read-json.js";

/** A backup of a user. */
export interface KeyBackup {
  readonly version: number;
  readonly algorithm: string;
  readonly authData: JsonObject;
  /** Rises whenever keys in it change. */
  readonly etag: number;
  readonly count: number;
}

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

/** Number of keys after a change, or why nothing was changed; of an old version, the newest is named. */
export type BackupChange =
  | { readonly kind: "changed"; readonly etag: number; readonly count: number }
  | { readonly kind: "old"; readonly newest: number }
  | { readonly kind: "unknown" }
  | { readonly kind: "full" };

export interface KeyBackupStore {
  /** Gives its version, greater than all before. */
  createBackup(userId: string, algorithm: string, authData: JsonObject): Promise<number>;
  /** One that is not deleted; without a version the newest. */
  keyBackup(userId: string, version: number | undefined): Promise<KeyBackup | undefined>;
  setBackupData(name: BackupName, authData: JsonObject): Promise<void>;
  /** With its keys. False if there never was such a one. */
  deleteBackup(name: BackupName): Promise<boolean>;
  backupKeys(name: BackupName, scope: BackupScope): Promise<readonly BackupKey[]>;
  /** Keeps keys in the newest backup, each where `isBetter` than the one that is there. */
  putBackupKeys(
    name: BackupName,
    keys: readonly BackupKey[],
    isBetter: (next: JsonObject, kept: JsonObject) => boolean,
  ): Promise<BackupChange>;
  deleteBackupKeys(name: BackupName, scope: BackupScope): Promise<BackupChange>;
}

/** Keys of one backup. */
const MAX_KEYS = 500_000;
/** Backups of one user. Clients delete the former one when they make another. */
export const MAX_BACKUPS = 100;

const CREATE = `
  INSERT INTO key_backups (user_id, version, algorithm, auth_data)
  SELECT $1, coalesce(max(version), 0) + 1, $2, $3 FROM key_backups WHERE user_id = $1 RETURNING version`;
/** Of those that are deleted only the newest is kept, for the sake of its version. */
const MARK =
  "UPDATE key_backups SET deleted = true, keys = 0, auth_data = '{}' WHERE user_id = $1 AND version = $2";
const CLEAR = `
  DELETE FROM key_backups WHERE user_id = $1 AND deleted AND version < (SELECT max(version) FROM key_backups WHERE user_id = $1)`;
const READ = `
  SELECT version, algorithm, auth_data, etag, keys AS count FROM key_backups
  WHERE user_id = $1 AND NOT deleted AND version = coalesce($2, version)
  ORDER BY version DESC LIMIT 1`;
const NOTE_CHANGE = `
  UPDATE key_backups SET etag = etag + 1, keys = keys + $3 WHERE user_id = $1 AND version = $2
  RETURNING etag, keys AS count`;
const KEYS = `
  SELECT room_id, session_id, json FROM backup_keys
  WHERE user_id = $1 AND version = $2 AND room_id = coalesce($3, room_id) AND session_id = coalesce($4, session_id)
    AND (room_id, session_id) > ($5, $6)
  ORDER BY room_id, session_id LIMIT $7`;
const SOME_KEYS = `
  SELECT k.room_id, k.session_id, k.json FROM backup_keys k
  JOIN unnest($3::text[], $4::text[]) AS t(room_id, session_id) USING (room_id, session_id)
  WHERE k.user_id = $1 AND k.version = $2`;
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

interface BackupRow {
  readonly version: number;
  readonly algorithm: string;
  readonly auth_data: string;
  readonly etag: number;
  readonly count: number;
}

interface KeyRow {
  readonly room_id: string;
  readonly session_id: string;
  readonly json: string;
}

/** Keeps backups. */
export function createKeyBackupStore(database: Database): KeyBackupStore {
  return {
    createBackup: (userId, algorithm, authData) =>
      database.transaction(async (queries) => {
        // Two at once would take the same version.
        await queries.query("SELECT 1 FROM accounts WHERE user_id = $1 FOR UPDATE", [userId]);
        const [held] = await queries.query<{ count: number }>(
          "SELECT count(*) AS count FROM key_backups WHERE user_id = $1 AND NOT deleted",
          [userId],
        );
        if ((held?.count ?? 0) >= MAX_BACKUPS)
          throw entityTooLarge("There are too many backups of this user");
        const values = [userId, algorithm, canonicalEventJson(authData)];
        const [made] = await queries.query<{ version: number }>(CREATE, values);
        return made?.version ?? 0;
      }),
    keyBackup: (userId, version) => readBackup(database, userId, version),
    setBackupData: async ({ userId, version }, authData) => {
      await database.query("UPDATE key_backups SET auth_data = $3 WHERE user_id = $1 AND version = $2", [
        userId,
        version,
        canonicalEventJson(authData),
      ]);
    },
    deleteBackup: ({ userId, version }) =>
      database.transaction(async (queries) => {
        // One that is made meanwhile takes a version that is greater than this one's.
        await queries.query("SELECT 1 FROM accounts WHERE user_id = $1 FOR UPDATE", [userId]);
        const known = await queries.query("SELECT 1 FROM key_backups WHERE user_id = $1 AND version >= $2", [
          userId,
          version,
        ]);
        await queries.query(MARK, [userId, version]);
        await queries.query(CLEAR, [userId]);
        await deleteKeys(queries, { userId, version }, {});
        return version > 0 && known.length > 0;
      }),
    backupKeys: (name, scope) => readKeys(database, name, scope),
    putBackupKeys: (name, keys, isBetter) =>
      changed(database, name, TO_PUT, (queries) => putKeys(queries, name, keys, isBetter)),
    deleteBackupKeys: (name, scope) =>
      changed(database, name, TO_DELETE, (queries) => deleteKeys(queries, name, scope)),
  };
}

async function readBackup(
  queries: Queries,
  userId: string,
  version: number | undefined,
): Promise<KeyBackup | undefined> {
  const [row] = await queries.query<BackupRow>(READ, [userId, version ?? null]);
  if (row === undefined) return undefined;
  const { auth_data, ...rest } = row;
  return { ...rest, authData: readObject(auth_data) };
}

interface Changeable {
  /** How many keys the backup has at most before the change. */
  readonly below: number;
  readonly newestOnly: boolean;
}

const TO_PUT: Changeable = { below: MAX_KEYS, newestOnly: true };
/** Older backups may be emptied as they may be deleted. */
const TO_DELETE: Changeable = { below: Number.POSITIVE_INFINITY, newestOnly: false };

interface KeysChange {
  readonly isChanged: boolean;
  /** How many keys there are more than before. */
  readonly more: number;
}

/** Changes the keys of a backup, one change after another. */
function changed(
  database: Database,
  { userId, version }: BackupName,
  { below, newestOnly }: Changeable,
  change: (queries: Queries) => Promise<KeysChange>,
): Promise<BackupChange> {
  return database.transaction(async (queries): Promise<BackupChange> => {
    await queries.query("SELECT 1 FROM key_backups WHERE user_id = $1 AND version = $2 FOR UPDATE", [
      userId,
      version,
    ]);
    const newest = await readBackup(queries, userId, undefined);
    const wanted = newest?.version === version ? newest : await readBackup(queries, userId, version);
    if (newest === undefined || wanted === undefined) return { kind: "unknown" };
    if (newestOnly && newest.version !== version) return { kind: "old", newest: newest.version };
    if (wanted.count >= below) return { kind: "full" };
    const { isChanged, more } = await change(queries);
    const [now = wanted] = isChanged
      ? await queries.query<Pick<BackupRow, "etag" | "count">>(NOTE_CHANGE, [userId, version, more])
      : [];
    return { kind: "changed", etag: now.etag, count: now.count };
  });
}

async function putKeys(
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

/** All of them, however many: some at a time, each time those that follow the last ones. */
async function readKeys(
  queries: Queries,
  { userId, version }: BackupName,
  { roomId, sessionId }: BackupScope,
): Promise<BackupKey[]> {
  const keys: BackupKey[] = [];
  for (let isWhole = false; !isWhole; ) {
    const last = keys.at(-1);
    const after = [last?.roomId ?? "", last?.sessionId ?? ""];
    const values = [userId, version, roomId ?? null, sessionId ?? null, ...after, MAX_READ];
    const rows = await queries.query<KeyRow>(KEYS, values);
    for (const row of rows) keys.push(toKey(row));
    isWhole = rows.length < MAX_READ;
  }
  return keys;
}

async function deleteKeys(
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
