/** A process of an older release, which goes on while a newer one changes the tables. */
import { expect, it, onTestFinished } from "vitest";
import { openPostgres } from "../../../server/store/database/postgres.js";
import { migrate, takeSteps } from "../../../server/store/schema/migrate.js";
import { MIGRATIONS } from "../../../server/store/schema/migrations.js";
import { hasPostgres, postgresSchema } from "../support/postgres.js";

const CONNECTIONS = 3;
const isThere = await hasPostgres();

/** Two processes on tables as they were before rooms had `reset_at`. */
async function twoProcesses() {
  const schema = await postgresSchema();
  const older = await openPostgres(schema.url, CONNECTIONS);
  const newer = await openPostgres(schema.url, CONNECTIONS);
  onTestFinished(async () => {
    await older.close();
    await newer.close();
    await schema.drop();
  });
  await older.script("CREATE TABLE migrations (step integer PRIMARY KEY)");
  const before = MIGRATIONS.findIndex((step) => step.includes("ALTER TABLE rooms ADD COLUMN reset_at"));
  await older.transaction((queries) => takeSteps(queries, 0, before));
  return { older, newer };
}

it.skipIf(!isThere)("reads on where its plans are of the tables from before", async () => {
  const { older, newer } = await twoProcesses();
  // On all connections at once.
  const read = () =>
    Promise.all(
      Array.from({ length: CONNECTIONS }, () =>
        older.query("SELECT *, pg_sleep(0.1)::text FROM rooms RIGHT JOIN stream ON true"),
      ),
    );
  await read();
  await migrate(newer);
  expect((await read()).map((rows) => rows.length)).toEqual([1, 1, 1]);
});

it.skipIf(!isThere)("commits to rooms, which the newer one waits for", async () => {
  const { older, newer } = await twoProcesses();
  let migrated: Promise<void> | undefined;
  await older.transaction(async (queries) => {
    await queries.query("SELECT room_id, head FROM rooms");
    migrated = migrate(newer);
    const waits = () =>
      older.query("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = to_regclass('rooms')");
    while ((await waits()).length === 0);
    await queries.query("DELETE FROM current_state");
  });
  await migrated;
});
