/** Looks whether a store is whole, and changes nothing (O46). */
import { CHECKS } from "./doctor-checks.js";
import { holdsStore } from "./migrate.js";
import { openDatabase, type StoreOptions } from "./open.js";
import { MIGRATIONS } from "./schema.js";
import type { Queries } from "./sql.js";

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
  const examined = [schema];
  for (const { name, wrong, sql } of CHECKS) {
    const rows = await queries.query<{ what: string; count: number }>(
      `SELECT what, count(*) OVER () AS count FROM (${sql}) AS found ORDER BY what LIMIT ${EXAMPLES}`,
    );
    const count = rows[0]?.count ?? 0;
    examined.push({
      name,
      wrong: count === 0 ? undefined : wrong,
      count,
      examples: rows.map(({ what }) => what),
    });
  }
  return examined;
}

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
