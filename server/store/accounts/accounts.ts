/** Accounts and filters in SQL. */
import { canonicalEventJson, type JsonObject, takesMoreThan } from "@knockgen/auth";
import { type BetweenProcesses, tellOfUserAt } from "../between-processes.js";
import type { Database, Queries } from "../database/sql.js";
import { readObject } from "../read-json.js";
import { ErasedUsers } from "../rooms/erased-users.js";
import type { AccountStore } from "../store.js";
import { takePositions } from "../stream.js";
import { addTask } from "./account-tasks.js";

interface AccountRow {
  readonly user_id: string;
  readonly password_hash: string | null;
  readonly display_name: string | null;
  readonly avatar_url: string | null;
  readonly profile: string;
  readonly deactivated: boolean;
}

const SERVER = "substr(user_id, strpos(user_id, ':') + 1)";
const OTHER_SERVER = `
  SELECT ${SERVER} AS name FROM accounts WHERE NOT EXISTS (SELECT FROM accounts WHERE ${SERVER} = $1) ORDER BY user_id LIMIT 1`;

/** Keeps local accounts. */
export function createAccountStore(
  database: Database,
  others: Pick<BetweenProcesses, "tell" | "tellOfUser" | "onUser">,
): AccountStore {
  const erased = new ErasedUsers(database);
  others.onUser(() => erased.forget());
  return {
    createAccount: async ({ userId, passwordHash, displayName, avatarUrl }) => {
      const made = await database.query(
        "INSERT INTO accounts (user_id, password_hash, display_name, avatar_url) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING user_id",
        [userId, passwordHash ?? null, displayName ?? null, avatarUrl ?? null],
      );
      return made.length > 0;
    },
    account: async (userId) => {
      const [row] = await database.query<AccountRow>("SELECT * FROM accounts WHERE user_id = $1", [userId]);
      if (row === undefined) return undefined;
      return {
        userId: row.user_id,
        passwordHash: row.password_hash ?? undefined,
        displayName: row.display_name ?? undefined,
        avatarUrl: row.avatar_url ?? undefined,
        fields: readObject(row.profile),
        deactivated: row.deactivated,
      };
    },
    otherServer: async (serverName) => {
      const [row] = await database.query<{ name: string }>(OTHER_SERVER, [serverName]);
      return row?.name;
    },
    setPassword: async (userId, passwordHash, known) => {
      const changed = await database.query(
        `UPDATE accounts SET password_hash = $2
         WHERE user_id = $1 AND password_hash IS NOT DISTINCT FROM $3 AND NOT deactivated RETURNING user_id`,
        [userId, passwordHash, known ?? null],
      );
      return changed.length > 0;
    },
    deactivate: async (userId, erases) => {
      const change = await database.transaction(async (queries) => {
        // A join that is committed meanwhile comes before it, or finds the account deactivated.
        const position = await takePositions(queries, 1);
        await deactivate(queries, userId, erases);
        return tellOfUserAt(queries, others, position, userId);
      });
      erased.forget();
      return change;
    },
    erasedUsers: () => erased.find(),
    changeProfile: (userId, change) =>
      database.transaction(async (queries) => {
        const position = await takePositions(queries, 1);
        await changeProfile(queries, userId, change);
        return tellOfUserAt(queries, others, position, userId);
      }),
    saveFilter: (userId, filter) => saveFilter(database, userId, filter),
    filter: async (userId, filterId) => {
      const [row] = await database.query<{ json: string }>(
        "SELECT json FROM filters WHERE user_id = $1 AND filter_id = $2",
        [userId, filterId],
      );
      return row === undefined ? undefined : readObject(row.json);
    },
  };
}

/** Name and picture have columns of their own, since every member event needs them. */
async function changeProfile(
  queries: Queries,
  userId: string,
  change: (profile: JsonObject) => JsonObject,
): Promise<void> {
  const [row] = await queries.query<AccountRow>("SELECT * FROM accounts WHERE user_id = $1 FOR UPDATE", [
    userId,
  ]);
  if (row === undefined) return;
  const { displayname, avatar_url, ...fields } = change({
    ...readObject(row.profile),
    ...(row.display_name !== null && { displayname: row.display_name }),
    ...(row.avatar_url !== null && { avatar_url: row.avatar_url }),
  });
  await queries.query(
    "UPDATE accounts SET display_name = $2, avatar_url = $3, profile = $4 WHERE user_id = $1",
    [
      userId,
      typeof displayname === "string" ? displayname : null,
      typeof avatar_url === "string" ? avatar_url : null,
      canonicalEventJson(fields),
    ],
  );
  if (displayname !== (row.display_name ?? undefined) || avatar_url !== (row.avatar_url ?? undefined))
    await addTask(queries, userId, "show profile");
}

/** Tables with rows of a user that are theirs alone. */
const OF_USER = [
  "account_data",
  "filters",
  "key_backups",
  "backup_keys",
  "cross_signing_keys",
  "openid_tokens",
] as const;

async function deactivate(queries: Queries, userId: string, erases: boolean): Promise<void> {
  await queries.query(
    `UPDATE accounts SET password_hash = NULL, display_name = NULL, avatar_url = NULL, profile = '{}', deactivated = true
     WHERE user_id = $1`,
    [userId],
  );
  if (erases)
    await queries.query("UPDATE accounts SET erased_at = (SELECT position FROM stream) WHERE user_id = $1", [
      userId,
    ]);
  for (const table of OF_USER) await queries.query(`DELETE FROM ${table} WHERE user_id = $1`, [userId]);
  await addTask(queries, userId, "leave rooms");
}

/** Filters of one user, and their bytes; of more, the oldest go. A filter that lists thousands of rooms has a megabyte. */
const MAX_FILTERS = 500;
const MAX_ORDERED_BYTES = 64 * 1024;
const MAX_FILTER_BYTES = 8 * 2 ** 20;

const PRUNE_FILTERS = `
  DELETE FROM filters WHERE user_id = $1 AND filter_id IN (
    SELECT filter_id FROM (
      SELECT filter_id, count(*) OVER newest AS place, sum(octet_length(json)) OVER newest AS bytes
      FROM filters WHERE user_id = $1 WINDOW newest AS (ORDER BY filter_id::bigint DESC)
    ) AS kept WHERE place > $2 OR bytes > $3
  )`;

/** The same filter gets the same ID, so that clients that save theirs at each start do not fill the table. */
async function saveFilter(database: Database, userId: string, filter: JsonObject): Promise<string> {
  // A large one is not worth the time that it takes to be put in order.
  const json = takesMoreThan(filter, MAX_ORDERED_BYTES) ? JSON.stringify(filter) : canonicalEventJson(filter);
  return database.transaction(async (queries) => {
    // Of two at once, the second has to see what the first has saved.
    await queries.query("SELECT user_id FROM accounts WHERE user_id = $1 FOR UPDATE", [userId]);
    const [known] = await queries.query<{ filter_id: string }>(
      "SELECT filter_id FROM filters WHERE user_id = $1 AND json = $2",
      [userId, json],
    );
    if (known !== undefined) return known.filter_id;
    const [last] = await queries.query<{ id: number | null }>(
      "SELECT max(filter_id::bigint) AS id FROM filters WHERE user_id = $1",
      [userId],
    );
    const id = (last?.id ?? -1) + 1;
    await queries.query("INSERT INTO filters (user_id, filter_id, json) VALUES ($1, $2, $3)", [
      userId,
      String(id),
      json,
    ]);
    await queries.query(PRUNE_FILTERS, [userId, MAX_FILTERS, MAX_FILTER_BYTES]);
    return String(id);
  });
}
