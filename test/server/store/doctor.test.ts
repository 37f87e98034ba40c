/** O46: `knockgen doctor` finds what is wrong with a store. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openPostgres } from "../../../server/store/database/postgres.js";
import { command } from "../../support/command.js";
import { hasPostgres, postgresSchema } from "../support/postgres.js";
import { startServer } from "../support/servers.js";

async function doctor(databaseUrl: string | undefined, ...more: string[]) {
  const env = { DATABASE_URL: databaseUrl };
  const { status, stdout, stderr } = await command(["doctor", ...more], { env });
  return { code: status, stdout, stderr };
}

it("O46 doctor says what is wrong with a store, while a server is on it", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const { url, drop } = await postgresSchema();
  const empty = await doctor(url);
  expect([empty.code, empty.stdout]).toEqual([
    1,
    expect.stringContaining("schema: there are no tables of knockgen"),
  ]);
  const hs = await startServer({ store: { databaseUrl: url } });
  const alice = await hs.user("alice");
  const bob = await hs.user("bob");
  const room = await alice.createRoom({
    preset: "public_chat",
    room_alias_name: "here",
    invite: [bob.userId],
  });
  await bob.join(room);
  await alice.setState(room, "m.room.name", { name: "Named" });
  await bob.act(room, "leave");
  expect(await doctor(url)).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^all is well with schema, heads/),
    stderr: "",
  });

  const database = await openPostgres(url);
  const id = encodeURIComponent(room);
  const { event_id } = (await alice.ok("GET", `/rooms/${id}/state`)).find(
    ({ type }: { type: string }) => type === "m.room.name",
  );
  await database.query("UPDATE rooms SET head = head + 1000");
  await database.query("DELETE FROM events WHERE event_id = $1", [event_id]);
  await database.query("INSERT INTO aliases (alias, room_id, creator) VALUES ('#a:b', '!gone:b', '@c:b')");
  const { code, stdout } = await doctor(url);
  expect(code).toBe(1);
  expect(stdout.split("\n")).toEqual([
    `heads: 1 rooms are ahead of the stream: ${room}`,
    `missing events: 1 entries of the present state name events that are not there: ${room} m.room.name ${event_id}`,
    "orphans: 1 aliases lead to rooms that are not there: #a:b",
    "3 of 22 checks found something",
    "",
  ]);
  await database.query("INSERT INTO migrations (step) VALUES (9000)");
  expect((await doctor(url)).stdout).toContain("schema: the tables are of a newer release");
  await database.close();
  await hs.close();
  await drop();
});

it("O46 doctor finds what is damaged within rows and in the schema, and one damage hides no other", async ({
  skip,
}) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const { url, drop } = await postgresSchema();
  const hs = await startServer({ store: { databaseUrl: url } });
  const alice = await hs.user("alice");
  const rooms = [];
  for (let at = 0; at < 2; at++) rooms.push(await alice.createRoom({ preset: "public_chat" }));
  const [room, other] = rooms.sort();
  await hs.close();
  expect((await doctor(url)).stdout).toMatch(/^all is well/);

  const database = await openPostgres(url);
  await database.script(`
    DROP TABLE holes;
    ALTER TABLE events DROP COLUMN arrived;
    UPDATE rooms SET extremities = 'no list' WHERE room_id = '${room}';
    UPDATE rooms SET version = '99' WHERE room_id = '${other}';
    UPDATE events SET json = replace(json, 'public', 'secret') WHERE type = 'm.room.join_rules' AND room_id = '${room}';
    INSERT INTO state_groups VALUES (999999, NULL, '[');
    UPDATE own_keys SET seed = 'AAAA';
    UPDATE events SET position = position + 1000 WHERE type = 'm.room.join_rules';
    DELETE FROM aliases`);
  const { code, stdout } = await doctor(url);
  expect(code).toBe(1);
  expect(stdout.split("\n")).toEqual([
    expect.stringMatching(
      /^schema: \d parts of the schema are not there: put back a copy: column events.arrived, column holes.at,/,
    ),
    expect.stringMatching(
      /^heads: it cannot be said whether tips of rooms .*invalid input syntax for type json/,
    ),
    expect.stringMatching(/^heads: 2 events are ahead of the stream: /),
    `rooms: 2 rooms are of a version that is not known, or have damaged lists of tips: ${room}, ${other}`,
    "state: 1 states cannot be read: 999999",
    expect.stringMatching(/^events: 1 events are not what their ID, .* says: \$/),
    expect.stringMatching(/^keys: 1 signing keys are damaged: ed25519:/),
    "7 of 22 checks found something",
    "",
  ]);
  const again = startServer({ store: { databaseUrl: url }, config: { serverName: hs.serverName } });
  await expect(again).rejects.toThrow("put back a copy");
  await database.close();
  await drop();
});

it.each(["doctor", "backup"])("O46 %s says when there is no store, and makes none", async (name) => {
  const folder = mkdtempSync(join(tmpdir(), "knockgen-empty-"));
  const file = `${folder}.tar`;
  for (const place of [join(folder, "none"), folder]) {
    const args = [name, ...(name === "backup" ? [file] : []), "--data", place];
    expect(await command(args, { env: { DATABASE_URL: undefined } })).toMatchObject({
      status: 2,
      stdout: "",
      stderr: `knockgen: there is no database in ${place}\n`,
    });
  }
  expect([readdirSync(folder), existsSync(file)]).toEqual([[], false]);
  rmSync(folder, { recursive: true });
});
