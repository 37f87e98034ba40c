/** Looks whether a store is whole, and changes nothing (O46). */
import { DatabaseLost } from "../database/database-lost.js";
import type { Queries } from "../database/sql.js";
import { openDatabase, type StoreOptions } from "../open.js";
import { holdsStore, migrate } from "../schema/migrate.js";
import { MIGRATIONS } from "../schema/migrations.js";
import { type FoundRows, ROW_CHECKS } from "./row-checks.js";
import { CHECKS, type StoreCheck } from "./table-checks.js";

/** The outcome of one check. */
export interface Examined {
  readonly name: string;
  /** Undefined where nothing is wrong. */
  readonly wrong: string | undefined;
  readonly count: number;
  /** Names of some of the rows. */
  readonly examples: readonly string[];
}

const EXAMPLES = 3;

/**
 * Examines a store, in one transaction, so that servers on the same PostgreSQL may go on. An embedded database must not be in
 * use. Rejects with `StoreUnusable` where it cannot be opened at all.
 */
export async function examineStore(options: StoreOptions): Promise<readonly Examined[]> {
  const database = await openDatabase(options);
  try {
    return await database.transaction(examine);
  } finally {
    await database.close();
  }
}

async function examine(queries: Queries): Promise<readonly Examined[]> {
  await queries.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const schema = await examineSchema(queries);
  // The checks are about the tables of this release.
  if (schema.wrong !== undefined) return [schema];
  const examined = [schema, await examineTables(queries)];
  for (const check of CHECKS) examined.push(await inSavepoint(queries, check, () => look(queries, check)));
  for (const check of ROW_CHECKS)
    examined.push(await inSavepoint(queries, check, async () => told(check, await check.look(queries))));
  return examined;
}

async function look(queries: Queries, check: StoreCheck): Promise<Examined> {
  const rows = await queries.query<{ what: string; count: number }>(
    `SELECT what, count(*) OVER () AS count FROM (${check.sql}) AS found ORDER BY what LIMIT ${EXAMPLES}`,
  );
  const found = { count: rows[0]?.count ?? 0, examples: rows.map(({ what }) => what) };
  return told(check, found);
}

function told({ name, wrong }: Pick<StoreCheck, "name" | "wrong">, found: FoundRows): Examined {
  return { name, wrong: found.count === 0 ? undefined : wrong, ...found };
}

/** A damage that makes a check fail is found, and does not hide those that the others find. */
async function inSavepoint(
  queries: Queries,
  { name, wrong }: Pick<StoreCheck, "name" | "wrong">,
  examine: () => Promise<Examined>,
): Promise<Examined> {
  await queries.query("SAVEPOINT examined");
  try {
    return await examine();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof DatabaseLost) throw error;
    await queries.query("ROLLBACK TO SAVEPOINT examined");
    const failed = `it cannot be said whether ${wrong} (${error.message})`;
    return { name, wrong: failed, count: 1, examples: [] };
  }
}

/** Compares the tables with those that the steps make in an empty database. */
async function examineTables(queries: Queries): Promise<Examined> {
  const model = await openDatabase({}, "with-tables");
  try {
    await migrate(model);
    const there = new Set((await queries.query<{ what: string }>(OBJECTS)).map(({ what }) => what));
    const lacking = (await model.query<{ what: string }>(OBJECTS)).filter(({ what }) => !there.has(what));
    const examples = lacking.slice(0, EXAMPLES).map(({ what }) => what);
    const wrong = lacking.length === 0 ? undefined : "parts of the schema are not there: put back a copy";
    return { name: "schema", wrong, count: lacking.length, examples };
  } finally {
    await model.close();
  }
}

const OBJECTS = `
  SELECT CASE relkind WHEN 'i' THEN 'index ' WHEN 'S' THEN 'sequence ' ELSE 'table ' END || relname AS what
  FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'i', 'S')
  UNION ALL SELECT 'column ' || relname || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
  ORDER BY what`;

async function examineSchema(queries: Queries): Promise<Examined> {
  const bad = (wrong: string): Examined => ({ name: "schema", wrong, count: 1, examples: [] });
  if (!(await holdsStore(queries))) return bad("there are no tables of knockgen in this database");
  const [last] = await queries.query<{ steps: number }>("SELECT count(*) AS steps FROM migrations");
  const steps = last?.steps ?? 0;
  if (steps < MIGRATIONS.length)
    return bad(
      `the tables are of an older release (${steps} of ${MIGRATIONS.length} steps): start a server once`,
    );
  if (steps > MIGRATIONS.length)
    return bad(
      `the tables are of a newer release (${steps} steps, and ${MIGRATIONS.length} are known): use that one`,
    );
  return { name: "schema", wrong: undefined, count: 0, examples: [] };
}
