/** Backups of keys of rooms, which clients encrypt and keep here. */
import { canonicalEventJson, type JsonObject } from "@knockgen/auth";
import { entityTooLarge } from "../../errors.js";
import type { Database, Queries } from "../database/sql.js";
import { readObject } from "../read-json.js";
import {
  type BackupKey,
  type BackupName,
  type BackupScope,
  deleteKeys,
  type KeysChange,
  putKeys,
  readKeys,
} from "./backup-keys.js";

/** A backup of a user. */
export interface KeyBackup {
  readonly version: number;
  readonly algorithm: string;
  readonly authData: JsonObject;
  /** Rises whenever keys in it change. */
  readonly etag: number;
  readonly count: number;
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
  /** By room and session, read as they are taken. */
  backupKeys(name: BackupName, scope: BackupScope): AsyncGenerator<BackupKey, undefined>;
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
interface BackupRow {
  readonly version: number;
  readonly algorithm: string;
  readonly auth_data: string;
  readonly etag: number;
  readonly count: number;
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
