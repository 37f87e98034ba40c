/** Brings a database to the present schema. */
import { DatabaseLost } from "../database/database-lost.js";
import type { Database, Queries } from "../database/sql.js";
import { StoreUnusable, tooNew } from "../database/unusable.js";
import { MIGRATIONS } from "./migrations.js";

/** Any number that other programs on the same database do not use. */
const LOCK = 0x6b6e6f63;
const CREATE_RECORD = "CREATE TABLE IF NOT EXISTS migrations (step integer PRIMARY KEY)";

/**
 * Takes the steps that were not taken yet. Of several processes that start at once, one does, the others wait. Rejects with
 * `StoreUnusable` where the database is not fit for it, or holds something else (O45).
 */
export async function migrate(database: Database): Promise<void> {
  const failed = await database.script(CREATE_RECORD).then(
    () => undefined,
    (error: unknown) => error,
  );
  // Two processes may create it at once, and one of them fails, but then it is there.
  if (failed !== undefined && !(await holdsStore(database))) throw unfit(failed);
  await database.transaction(async (queries) => {
    await queries.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    await refuseUnfit(queries);
    const taken = await stepsTaken(queries);
    // Older code on newer tables would write rows that the newer release does not expect.
    if (taken > MIGRATIONS.length) throw tooNew(taken, MIGRATIONS.length);
    if (taken === 0) await refuseOthers(queries);
    await takeSteps(queries, taken, MIGRATIONS.length);
    await queries.query(NAME_STORE);
  });
}

/** All steps in an empty database, which becomes a store when it is migrated; until then copies of it are alike. */
export async function takeStepsUnnamed(queries: Queries): Promise<void> {
  await queries.query(CREATE_RECORD);
  await takeSteps(queries, 0, MIGRATIONS.length);
  await queries.query("UPDATE stream SET instance = ''");
}

/** As the steps do it: a name of its own, and a position that no client was told by another store (O28). */
const NAME_STORE = `
  UPDATE stream SET instance = md5(random()::text || clock_timestamp()::text), position = start.at, floor = start.at
  FROM (SELECT floor(random() * 10000000000000)::bigint AS at) AS start WHERE instance = ''`;

/** Without it, the start fails later, at the first name with a letter that the database does not have. */
async function refuseUnfit(queries: Queries): Promise<void> {
  const [found] = await queries.query<{ encoding: string; readonly: string }>(
    "SELECT current_setting('server_encoding') AS encoding, current_setting('transaction_read_only') AS readonly",
  );
  if (found?.encoding !== "UTF8")
    throw new StoreUnusable(
      `The database is of encoding ${found?.encoding}, which lacks letters: make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`,
    );
  if (found.readonly === "on")
    throw new StoreUnusable(
      "The database takes no writes: give the primary server's URL, and not a standby's",
    );
}

/** How many steps were taken. Rejects with `StoreUnusable` where the record of them is another program's, or damaged. */
async function stepsTaken(queries: Queries): Promise<number> {
  const [ours] = await queries.query(
    "SELECT 1 AS one FROM pg_attribute WHERE attrelid = to_regclass('migrations') AND attname = 'step' AND NOT attisdropped",
  );
  if (ours === undefined) throw others("migrations");
  const steps = await queries.query<{ step: number }>("SELECT step FROM migrations ORDER BY step");
  const taken = (steps.at(-1)?.step ?? -1) + 1;
  if (taken <= MIGRATIONS.length && steps.some(({ step }, at) => step !== at))
    throw new StoreUnusable(
      "The database's record of its schema is damaged (the table migrations): put back a copy of the database",
    );
  return taken;
}

/** Tables of our names that no step of ours has made. */
async function refuseOthers(queries: Queries): Promise<void> {
  const [found] = await queries.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE oid IN (to_regclass('events'), to_regclass('rooms'), to_regclass('stream'), to_regclass('accounts'))",
  );
  if (found !== undefined) throw others(found.name);
}

function others(table: string): StoreUnusable {
  return new StoreUnusable(
    `The database has a table ${table} that is not knockgen's: give it a database of its own, or a schema by ?options=-c%20search_path%3DNAME`,
  );
}

/** A database that does not answer is not to blame. */
function unfit(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseLost) return error;
  return new StoreUnusable(
    `No tables can be made in the database (${error.message}): give the user the right to, or a schema that exists`,
  );
}

/** Whether a database holds a store, of whichever release. */
export async function holdsStore(queries: Queries): Promise<boolean> {
  const [found] = await queries.query<{ there: boolean }>(
    "SELECT to_regclass('migrations') IS NOT NULL AS there",
  );
  return found?.there === true;
}

/** Whether the tables of a database are only those that a build has made. */
export async function isUnnamed(queries: Queries): Promise<boolean> {
  const [found] = await queries.query<{ there: boolean }>(
    "SELECT EXISTS (SELECT FROM stream WHERE instance = '') AS there",
  );
  return found?.there === true;
}

/** Takes the steps from one up to, and without, another. */
export async function takeSteps(queries: Queries, from: number, to: number): Promise<void> {
  for (const [step, sql] of MIGRATIONS.entries()) {
    if (step < from || step >= to) continue;
    for (const statement of sql.split(";").filter((part) => part.trim() !== ""))
      await queries.query(statement);
    await queries.query("INSERT INTO migrations (step) VALUES ($1)", [step]);
  }
}
