/** O44, O45: a data folder has one owner, and one that cannot be used is said to be so. */
import { spawn } from "node:child_process";
import {
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { lockFolder } from "../../../server/store/database/folder-lock.js";
import { openPglite } from "../../../server/store/database/pglite.js";
import { openPostgres } from "../../../server/store/database/postgres.js";
import { openDatabase, openStore } from "../../../server/store/open.js";
import { migrate } from "../../../server/store/schema/migrate.js";
import { bin } from "../../support/built.js";
import { hasPostgres, postgresSchema } from "../support/postgres.js";

/** Ten beats of the lock below. */
const SILENT_MS = 2_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "knockgen-folder-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function inside(name: string): Promise<string> {
  const made = join(folder, name);
  await mkdir(made);
  return made;
}

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** Runs `knockgen serve` on a folder until it ends, or is ready. */
function serve(data: string, before: readonly string[] = []): Promise<Ended> {
  const { DATABASE_URL: _, ...env } = process.env;
  const [program = process.execPath, ...rest] = [
    ...before,
    process.execPath,
    bin,
    "serve",
    "--server-name",
    "localhost",
    "--port",
    "0",
    "--data",
    data,
  ];
  const child = spawn(program, rest, { env, stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (part: Buffer) => {
    stderr += part.toString();
  });
  child.stdout.on("data", () => child.kill("SIGTERM"));
  return new Promise((resolve) => child.once("exit", (code) => resolve({ code, stderr })));
}

function canUnshare(): Promise<boolean> {
  const child = spawn("unshare", ["--fork", "--pid", "--mount-proc", "true"], { stdio: "ignore" });
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}

/** A lock of a process that this one cannot look at. */
function strangeLock(more: object = {}): string {
  const holder = {
    token: "t",
    inode: "1",
    pid: process.pid,
    host: "elsewhere",
    boot: "b",
    space: "s",
    started: "1",
    since: "x",
  };
  return `000000000000\n${JSON.stringify({ ...holder, ...more })}\n`;
}

it("O44 a folder has one owner, whichever way it is reached", async () => {
  const data = await inside("owned");
  const unlock = await lockFolder(data);
  await symlink(data, join(folder, "link"));
  await expect(openPglite(join(folder, "link"))).rejects.toMatchObject({
    code: "EBUSY",
    message: expect.stringMatching(`in use by process ${process.pid} on ${hostname()} since 20`),
  });
  await unlock();
  await (await lockFolder(data))();
  expect(await readdir(data)).toEqual([]);
});

it("O44 a process that is gone has no folder", async () => {
  const data = await inside("left");
  const unlock = await lockFolder(data);
  const text = await readFile(join(data, "knockgen.lock"), "utf8");
  await unlock();
  // As another process of the same ID has it by now, or none.
  for (const [found, instead] of [
    [/"started":"\d+"/, '"started":"1"'],
    [/"pid":\d+/, `"pid":${2 ** 30}`],
  ] as const) {
    const file = join(data, "knockgen.lock");
    await writeFile(file, "");
    const { ino } = await lstat(file);
    await writeFile(file, text.replace(found, instead).replace(/"inode":"\d+"/, `"inode":"${ino}"`));
    await (await lockFolder(data))();
  }
});

it("O44 a process elsewhere has a folder while it renews the lock", async () => {
  const data = await inside("elsewhere");
  const file = join(data, "knockgen.lock");
  await writeFile(file, strangeLock());
  let beat = 0;
  const renewed = setInterval(
    () => void writeFile(file, strangeLock().replace("000000000000", String(++beat).padStart(12, "0"))),
    200,
  );
  try {
    await expect(lockFolder(data, SILENT_MS)).rejects.toMatchObject({
      code: "EBUSY",
      message: expect.stringContaining(`process ${process.pid} on elsewhere`),
    });
  } finally {
    clearInterval(renewed);
  }
  // It is not renewed any more, whatever it says.
  for (const left of [strangeLock(), "", "12345"]) {
    await writeFile(file, left);
    await (await lockFolder(data, SILENT_MS))();
  }
  expect(await readdir(data)).toEqual([]);
});

it("O44 a copy of a folder that is in use is free", async () => {
  const data = await inside("copied");
  const unlock = await lockFolder(data);
  // Whichever way it is copied, the file in it is another one.
  await cp(data, join(folder, "copy"), { recursive: true });
  await (await lockFolder(join(folder, "copy"), SILENT_MS))();
  await unlock();
});

it("O44 a lock that was removed by hand comes back", async () => {
  const data = await inside("removed");
  const unlock = await lockFolder(data);
  await rm(join(data, "knockgen.lock"));
  await expect.poll(() => readdir(data), { timeout: 20_000 }).toEqual(["knockgen.lock"]);
  await expect(lockFolder(data, 2 * SILENT_MS)).rejects.toMatchObject({ code: "EBUSY" });
  await unlock();
  expect(await readdir(data)).toEqual([]);
});

it("O44 something else of the lock's name is said to be in the way", async () => {
  const message = expect.stringMatching(/knockgen\.lock should be a file .* remove it$/);
  const data = await inside("folder-for-lock");
  await mkdir(join(data, "knockgen.lock"));
  await expect(lockFolder(data)).rejects.toMatchObject({ code: "EDATABASE", message });
  const other = await inside("link-for-lock");
  await symlink(join(folder, "nowhere"), join(other, "knockgen.lock"));
  await expect(lockFolder(other)).rejects.toMatchObject({ code: "EDATABASE", message });
});

it("O44 of several that find an old lock at once, one has the folder", async () => {
  const data = await inside("contended");
  await writeFile(join(data, "knockgen.lock"), strangeLock());
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => lockFolder(data, SILENT_MS)));
  const won = outcomes.filter((outcome) => outcome.status === "fulfilled");
  expect(won).toHaveLength(1);
  for (const { value } of won) await value();
});

it("O44 a second server says who has the folder and ends, also in a container of its own", async ({
  skip,
}) => {
  const data = await inside("served");
  const unlock = await lockFolder(data);
  const refused = { code: 2, stderr: expect.stringContaining(`is in use by process ${process.pid} on`) };
  expect(await serve(data)).toEqual(refused);
  if (!(await canUnshare())) skip("namespaces are not allowed here");
  expect(await serve(data, ["unshare", "--fork", "--pid", "--mount-proc"])).toEqual(refused);
  await unlock();
});

it("O44 a folder that is a symbolic link works", async () => {
  const data = await inside("real");
  const link = join(folder, "to-real");
  await symlink(data, link);
  const store = await openStore({ folder: link });
  expect(await store.position()).toBe(await store.floor());
  await store.close();
  expect(await readdir(data)).toContain("PG_VERSION");
});

it("O45 a damaged folder ends the start with a sentence on what to do", async () => {
  const sentence = {
    code: 2,
    stderr: expect.stringMatching(
      /^knockgen: The database in \S+ cannot be opened.*Put a copy of it in its place.*\n$/,
    ),
  };
  const strange = await inside("strange");
  await writeFile(join(strange, "notes.txt"), "mine");
  expect(await serve(strange)).toEqual(sentence);
  expect(await readdir(strange)).toEqual(["notes.txt"]);
  // Made by the test before.
  const data = join(folder, "real");
  await truncate(join(data, "global", "pg_control"), 0);
  expect(await serve(data)).toEqual(sentence);
  await writeFile(join(data, "PG_VERSION"), "9\n");
  expect(await serve(data)).toEqual(sentence);
});

it("O45 a folder that was left half made is made anew, and its store is kept once there is one", async () => {
  const data = await inside("half-made");
  await mkdir(join(data, "lost+found"));
  await mkdir(join(data, "pg_wal"));
  await writeFile(join(data, "PG_VERSION"), "17\n");
  await writeFile(join(data, "knockgen.lock.begun"), "");
  await (await openStore({ folder: data })).close();
  expect(await readdir(data)).not.toContain("knockgen.lock.begun");
  const database = await openPglite(data);
  await database.query("INSERT INTO aliases (alias, room_id, creator) VALUES ('#a:b', '!c:b', '@d:b')");
  await database.close();
  await writeFile(join(data, "knockgen.lock.begun"), "");
  const again = await openPglite(data);
  expect(await again.query("SELECT alias FROM aliases")).toEqual([{ alias: "#a:b" }]);
  await again.close();
  expect(await readdir(data)).toEqual(expect.arrayContaining(["PG_VERSION", "lost+found"]));
});

it("O45 tables of the build are no store yet: a folder with nothing else in it is made anew", async () => {
  const data = await inside("unpacked");
  await (await openPglite(data, "with-tables")).close();
  await writeFile(join(data, "knockgen.lock.begun"), "");
  const database = await openPglite(data);
  expect(await database.query("SELECT to_regclass('events') AS found")).toEqual([{ found: null }]);
  await database.close();
});

it("O28 each new store has a name and a position of its own, though the build has made its tables", async () => {
  const found = [];
  for (let at = 0; at < 2; at++) {
    const database = await openDatabase({}, "with-tables");
    await migrate(database);
    await migrate(database);
    found.push(await database.query("SELECT instance, position, floor = position AS floor FROM stream"));
    await database.close();
  }
  const own = { instance: expect.stringMatching(/^[0-9a-f]{32}$/), floor: true };
  expect(found).toEqual([[expect.objectContaining(own)], [expect.objectContaining(own)]]);
  expect(found[0]).not.toEqual(found[1]);
});

it("O45 a file in place of the folder is named", async () => {
  const file = join(folder, "a-file");
  await writeFile(file, "");
  await expect(openPglite(file)).rejects.toThrow(`${file} is not a folder: give one with --data`);
});

it("O45 a link that leads nowhere, or in a circle, is named", async () => {
  for (const target of ["nowhere", "a-link"]) {
    const link = join(folder, "a-link");
    await symlink(target, link);
    await expect(openPglite(link)).rejects.toThrow(`${link} is a link that leads to no folder`);
    await rm(link);
  }
});

it("O45 so does a schema of a later release", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const { url, drop } = await postgresSchema();
  await (await openStore({ databaseUrl: url })).close();
  const database = await openPostgres(url);
  await database.query("INSERT INTO migrations (step) VALUES (9000)");
  await expect(openStore({ databaseUrl: url })).rejects.toMatchObject({
    code: "EDATABASE",
    message: expect.stringMatching(/newer release.*Run that release/),
  });
  await database.close();
  await drop();
});
