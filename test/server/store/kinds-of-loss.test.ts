/** O47: whichever way a database is lost, it is told as such, so that requests are answered with 503. */
import { expect, it } from "vitest";
import { Metrics } from "../../../server/metrics/metrics.js";
import { DatabaseLost, orLost } from "../../../server/store/database/database-lost.js";
import { openPostgres } from "../../../server/store/database/postgres.js";
import { type Fate, startFakePostgres } from "../support/fake-postgres.js";
import { hasPostgres, postgresSchema } from "../support/postgres.js";

it("O47 a server that takes no writes any more, that waits for a lock in vain, or has no socket, is lost", async ({
  skip,
}) => {
  const stopped = await openPostgres("postgres://postgres@localhost/test?host=/nonexistent");
  await expect(stopped.query("SELECT 1")).rejects.toBeInstanceOf(DatabaseLost);
  await stopped.close();
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const { url, drop } = await postgresSchema();
  const database = await openPostgres(url);
  await database.script("CREATE TABLE kept (x integer)");
  const standby = await openPostgres(`${url}%20-c%20default_transaction_read_only%3Don`);
  await expect(standby.query("INSERT INTO kept VALUES (1)")).rejects.toBeInstanceOf(DatabaseLost);
  await standby.close();
  const hurried = await openPostgres(`${url}%20-c%20lock_timeout%3D50`);
  await database.transaction(async (queries) => {
    await queries.query("LOCK TABLE kept");
    await expect(hurried.query("INSERT INTO kept VALUES (1)")).rejects.toBeInstanceOf(DatabaseLost);
  });
  await hurried.close();
  await database.close();
  await drop();
});

it("O47 a connection that ends as soon as it is open is lost, and nothing else", async () => {
  const server = await startFakePostgres(() => "done and ended");
  const database = await openPostgres(server.url);
  await expect(database.transaction(async () => {})).rejects.toBeInstanceOf(DatabaseLost);
  await database.close();
  await server.close();
});

it("O47 a connection for news that breaks while it is renewed is renewed once", async () => {
  const fates: readonly Fate[] = ["done and ended", "cut"];
  const server = await startFakePostgres((connection, statement) =>
    statement === undefined ? "done" : (fates[connection - 1] ?? "done"),
  );
  const database = await openPostgres(server.url);
  await new Promise<void>((heard) => void database.listen("news", () => heard()));
  expect(server.opened()).toBe(3);
  await database.close();
  await server.close();
});

it.each([
  ["28P01", true],
  ["3D000", true],
  ["25P03", true],
  ["58030", true],
  ["ENETDOWN", true],
  ["23505", false],
  ["42P01", false],
  ["22P02", false],
])("O47 whether %s says that the database is lost: %s", (code, isLost) => {
  expect(orLost(Object.assign(new Error("told"), { code })) instanceof DatabaseLost).toBe(isLost);
});

it("O48 while the database does not answer, all else is still measured", async () => {
  const metrics = new Metrics();
  metrics.watch({
    outbox: async () => {
      throw new Error("lost");
    },
    caches: () => ({ events: 5 }),
    database: () => undefined,
    changes: () => 7,
    polls: () => 0,
  });
  const { body } = await metrics.text();
  expect(body).toContain("knockgen_writer_queue_changes 7");
  expect(body).toMatch(/^knockgen_outbox_items nan$/im);
});
