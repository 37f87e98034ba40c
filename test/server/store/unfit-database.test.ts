/** O45: a database that holds something else, or cannot hold a store, is said to be so. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createServer } from "../../../server/start/create-server.js";
import { openPostgres } from "../../../server/store/database/postgres.js";
import { damaged } from "../../../server/store/database/unusable.js";
import { openStore } from "../../../server/store/open.js";
import { startFakePostgres } from "../support/fake-postgres.js";
import { hasPostgres, postgresSchema } from "../support/postgres.js";

it("O45 a database that holds something else, or takes no writes, ends the start with a sentence", async ({
  skip,
}) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const { url, drop } = await postgresSchema();
  const database = await openPostgres(url);
  const refused = async (script: string, message: string | RegExp): Promise<void> => {
    await database.script(script);
    await expect(openStore({ databaseUrl: url }), script).rejects.toMatchObject({
      code: "EDATABASE",
      message: expect.stringMatching(message),
    });
  };
  await refused("CREATE TABLE migrations (id text)", "table migrations that is not knockgen's");
  await refused("DROP TABLE migrations; CREATE TABLE rooms (x text)", "table rooms that is not knockgen's");
  await database.script("DROP TABLE rooms");
  const nowhere = url.replace(/(search_path%3Dknock_\w+?)%20/, "$1nowhere%20");
  await expect(openStore({ databaseUrl: nowhere })).rejects.toThrow(
    /No tables can be made in the database .*a schema that exists$/,
  );
  const standby = `${url}%20-c%20default_transaction_read_only%3Don`;
  await expect(openStore({ databaseUrl: standby })).rejects.toThrow("The database takes no writes");
  await (await openStore({ databaseUrl: url })).close();
  await expect(openStore({ databaseUrl: standby })).rejects.toThrow("The database takes no writes");
  await refused("DELETE FROM migrations WHERE step = 3", "record of its schema is damaged");
  await refused("DELETE FROM migrations", "table (?:accounts|events|rooms|stream) that is not knockgen's");
  await database.close();
  await drop();
});

it("O45 the store of a server of another name ends the start with both names", async () => {
  const folder = await mkdtemp(join(tmpdir(), "knock-"));
  const start = (serverName: string) =>
    createServer({ client: { port: 0 }, store: { folder }, config: { serverName, registration: "open" } });
  const first = await start("one.example");
  await first.close();
  // A server without users may be given another name.
  const second = await start("two.example:8450");
  const user = await fetch(`http://127.0.0.1:${second.clientPort}/_matrix/client/v3/register`, {
    method: "POST",
    body: JSON.stringify({ username: "alice", auth: { type: "m.login.dummy" } }),
  });
  expect(user.status).toBe(200);
  await second.close();
  await expect(start("one.example")).rejects.toMatchObject({
    code: "EDATABASE",
    message: expect.stringMatching(/that of two\.example:8450, and cannot serve one\.example/),
  });
  await (await start("two.example:8450")).close();
  await rm(folder, { recursive: true });
});

it("O45 what the database throws is not always an error, and no object is shown to people", () => {
  expect(damaged("data", { errno: 2 }).message).toMatch(/\(the database does not say why\)$/);
  expect(damaged("data", { message: "out of space\nat wasm" }).message).toMatch(/\(out of space\)$/);
});

it("O45, O47 a database that cannot be reached, or breaks off, ends the start with what to do", async () => {
  const remedy =
    /^The database cannot be used at the moment \(.+\): see that there is room for it; that PostgreSQL, if it is one, runs where the URL says/;
  for (const fate of ["cut", "done and ended"] as const) {
    const server = await startFakePostgres(() => fate);
    await expect(openStore({ databaseUrl: server.url }), fate).rejects.toThrow(remedy);
    await server.close();
    await expect(openStore({ databaseUrl: server.url }), "closed").rejects.toThrow(remedy);
  }
});
