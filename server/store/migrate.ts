/** Brings a database to the present schema. */
import { MIGRATIONS } from "./schema.js";
import type { Database, Queries } from "./sql.js";
import { tooNew } from "./unusable.js";

/** Any number that other programs on the same database do not use. */
const LOCK = 0x6b6e6f63;

/** Takes the steps that were not taken yet. Of several processes that start at once, one does, the others wait. */
export async function migrate(database: Database): Promise<void> {
  await database.script("CREATE TABLE IF NOT EXISTS migrations (step integer PRIMARY KEY)").catch(() => {
    // Two processes may create it at once, and one of them fails; the next statement shows whether it is there.
  });
  await database.transaction(async (queries) => {
    await queries.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    const [last] = await queries.query<{ step: number | null }>("SELECT max(step) AS step FROM migrations");
    // Older code on newer tables would write rows that the newer release does not expect.
    if (last?.step != null && last.step >= MIGRATIONS.length) throw tooNew(last.step + 1, MIGRATIONS.length);
    await takeSteps(queries, (last?.step ?? -1) + 1, MIGRATIONS.length);
  });
}

/** Whether a database holds a store, of whichever release. */
export async function holdsStore(queries: Queries): Promise<boolean> {
  const [found] = await queries.query<{ there: boolean }>(
    "SELECT to_regclass('migrations') IS NOT NULL AS there",
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
