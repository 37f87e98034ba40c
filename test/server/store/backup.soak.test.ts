/** O46: a consistent copy of a store while its server runs, which an empty store of either kind can be filled from. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { restoreFrom } from "@knockgen/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bin } from "../../support/built.js";
import { Client } from "../support/client.js";
import { hasPostgres, postgresSchema } from "../support/postgres.js";
import { startServer } from "../support/servers.js";

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "knockgen-backup-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function knockgen(args: readonly string[], databaseUrl?: string) {
  const { DATABASE_URL: _, ...env } = process.env;
  const done = await run(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { ...env, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) },
  }).catch((error: { code: number; stdout: string; stderr: string }) => error);
  return { code: "code" in done ? done.code : 0, stdout: done.stdout, stderr: done.stderr };
}

it("O46 a copy made under load is whole, and a server goes on from it", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const config = { serverName: "copied.example" };
  const first = await startServer({ store: { folder: join(folder, "data") }, config });
  const alice = await first.user("alice");
  // The character that PostgreSQL does not take, and the one that stands for it.
  const name = "a\u0000b\u0001c 🙂";
  const room = await alice.createRoom({ name, room_version: "10" });
  const path = `/rooms/${encodeURIComponent(room)}`;
  const say = (text: string) =>
    alice.ok("PUT", `${path}/send/m.room.message/${text}`, { msgtype: "m.text", body: text });
  for (let at = 0; at < 30; at++) await say(`before${at}`);
  const { next_batch } = await alice.sync();

  const during = (async () => {
    for (let at = 0; at < 30; at++) await say(`during${at}`);
  })();
  const made = await knockgen(["backup", "copy.gz", "--data", "data"]);
  await during;
  expect(made).toMatchObject({ code: 0, stderr: "" });
  expect((await stat(join(folder, "copy.gz"))).mode & 0o777).toBe(0o600);
  const again = await knockgen(["backup", "copy.gz", "--data", "data"]);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("copy.gz exists already")]);
  await say("after");
  await first.close();
  expect((await readdir(join(folder, "data"))).filter((file) => file.startsWith("knockgen"))).toEqual([]);

  const { url, drop } = await postgresSchema();
  expect(await knockgen(["restore", "copy.gz"], url)).toMatchObject({ code: 0, stderr: "" });
  expect(await knockgen(["doctor"], url)).toMatchObject({ code: 0 });
  const second = await startServer({ store: { databaseUrl: url }, config });
  const there = new Client(second.url, alice.token, alice.userId);
  expect(await there.ok("GET", `${path}/state/m.room.name`)).toEqual({ name });
  const { chunk } = await there.ok("GET", `${path}/messages?dir=f&limit=100`);
  const texts: string[] = chunk.flatMap((event: { content: { body?: string } }) => event.content.body ?? []);
  // Of what was said meanwhile, a beginning: a copy is of one moment.
  const later = texts.filter((text) => text.startsWith("during"));
  expect(texts.filter((text) => text.startsWith("before"))).toHaveLength(30);
  expect(later).toEqual(later.map((_, at) => `during${at}`));
  expect(texts).not.toContain("after");
  // A client of before misses nothing that comes now.
  await there.ok("PUT", `${path}/send/m.room.message/new`, { msgtype: "m.text", body: "new" });
  const news = await there.sync(next_batch);
  const seen = news.rooms.join[room].timeline.events.map(
    (event: { content: { body: string } }) => event.content.body,
  );
  expect(seen).toContain("new");
  await second.close();

  // From PostgreSQL back into a folder, without a server.
  expect(await knockgen(["backup", "back.gz"], url)).toMatchObject({ code: 0 });
  await drop();
  expect(await knockgen(["restore", "back.gz", "--data", "back"])).toMatchObject({ code: 0 });
  expect(await knockgen(["backup", "third.gz", "--data", "back"])).toMatchObject({ code: 0 });
  const rows = async (file: string) =>
    gunzipSync(await readFile(join(folder, file)))
      .toString()
      .split("\n")
      .filter((line) => line.startsWith('{"event_id"'))
      .sort();
  expect((await rows("third.gz")).length).toBeGreaterThan(40);
  expect(await rows("third.gz")).toEqual(await rows("back.gz"));
});

it("O46 half a copy, a stranger's file and a store that is not empty are refused, and nothing is left", async () => {
  const head = '{"format":"knockgen-backup-1","steps":1}';
  const files: Record<string, readonly [string | Buffer, string]> = {
    text: ["no zip", "incorrect header check"],
    other: [gzipSync("hello\n"), "a line of it is no JSON"],
    cut: [gzipSync(`${head}\n{"table":"rooms"}\n`), "it is cut off"],
    short: [gzipSync(`${head}\n{"table":"rooms"}\n{"rows":1}\n`), "it is cut off"],
    strange: [gzipSync(`${head}\n{"table":"pg_class\\" --"}\n{"rows":0}\n`), "has no table"],
    none: [gzipSync('{"format":"knockgen-backup-1","steps":0}\n{"rows":0}\n'), "does not begin like one"],
    part: [gzipSync('{"format":"knockgen-backup-1","steps":1.5}\n{"rows":0}\n'), "does not begin like one"],
    scalar: [gzipSync(`${head}\n{"table":"rooms"}\n5\n{"rows":1}\n`), "a row of rooms does not fit"],
    unfit: [
      gzipSync(`${head}\n{"table":"rooms"}\n{"room_id":null}\n{"rows":1}\n`),
      "a row of rooms does not fit",
    ],
    newer: [gzipSync('{"format":"knockgen-backup-1","steps":999}\n'), "newer release"],
  };
  const schema = (await hasPostgres()) ? await postgresSchema() : undefined;
  const store = schema === undefined ? { folder: join(folder, "target") } : { databaseUrl: schema.url };
  for (const [name, [content, message]] of Object.entries(files)) {
    await writeFile(join(folder, name), content);
    await expect(restoreFrom(join(folder, name), store), name).rejects.toThrow(message);
  }
  await schema?.drop();
  const cut = await knockgen(["restore", "cut", "--data", "target"]);
  expect([cut.code, cut.stderr]).toEqual([2, expect.stringContaining("it is cut off")]);
  const none = await knockgen(["restore", "none.gz", "--data", "target"]);
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("none.gz: it does not exist")]);
  await writeFile(join(folder, "good"), gzipSync(`${head}\n{"rows":0}\n`));
  expect(await knockgen(["restore", "good", "--data", "target"])).toMatchObject({ code: 0 });
  expect(await knockgen(["doctor", "--data", "target"])).toMatchObject({ code: 0 });
  const twice = await knockgen(["restore", "good", "--data", "target"]);
  expect([twice.code, twice.stderr]).toEqual([
    2,
    expect.stringContaining("There is a store of knockgen already"),
  ]);
});
