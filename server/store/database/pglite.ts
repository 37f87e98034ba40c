/** PostgreSQL in WebAssembly: nothing to install, one process, a folder or nothing but memory. */
import { existsSync } from "node:fs";
import { mkdir, readdir, realpath, rm, stat, statfs, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inTurn } from "../../bounds/turns.js";
import { holdsStore, isUnnamed } from "../schema/migrate.js";
import { orLost } from "./database-lost.js";
import { LOCK_FILE, lockFolder } from "./folder-lock.js";
import { newStore } from "./new-store.js";
import type { Database, Queries, SqlValue } from "./sql.js";
import { keptValues, readRows } from "./text.js";
import { damaged, StoreUnusable } from "./unusable.js";

const MEMORY = "memory://";

/**
 * A log that nothing is ever recovered from holds no whole pages. Its files are not filled before they are written: in memory, each
 * page that is added copies the file, which held all others up for a quarter of a second (O1). On a disk, the zeros keep the room.
 */
const IN_MEMORY = ["-c", "full_page_writes=off", "-c", "wal_init_zero=off"];

/**
 * The room for pages that PostgreSQL keeps. It is filled as the database opens: the usual 128 MB take a quarter of that time, and
 * make nothing faster in a database of that size, as the system keeps what was read, too.
 */
const PAGES = ["-c", "shared_buffers=32MB"];

/** A database that is made has no tables yet, or may have those of this release already. */
export type Making = "empty" | "with-tables";

/** Opens the database in a folder, which is made where there is none; without a folder it lives in memory. */
export async function openPglite(folder: string | undefined, making: Making = "empty"): Promise<Database> {
  if (folder === undefined) return makeAt(MEMORY, async () => {}, making);
  await makeFolder(folder);
  // The database cannot follow symbolic links, and the lock has to be the same by whichever way the folder is reached (O44).
  const real = await realpath(folder);
  const unlock = await lockFolder(real);
  try {
    return await openFolder(real, unlock, making);
  } catch (error) {
    await unlock();
    throw isSystemFailure(error) ? error : damaged(folder, error);
  }
}

async function openFolder(real: string, unlock: () => Promise<void>, making: Making): Promise<Database> {
  const begun = join(real, BEGUN);
  const files = await filesIn(real);
  if (files.length > 0 && !existsSync(begun)) {
    if (!files.includes("PG_VERSION")) throw new Error("there are other files in it");
    return openAt(real, unlock);
  }
  // A process that ended while it filled the folder leaves files that mean nothing, unless there is a store by now.
  const found = files.includes("PG_VERSION") ? await storeIn(real, unlock) : undefined;
  if (found === undefined) {
    for (const name of files) await rm(join(real, name), { recursive: true });
    await writeFile(begun, "");
  }
  const database = found ?? (await makeAt(real, unlock, making).catch(orFull(real)));
  await rm(begun, { force: true });
  return database;
}

/** The database in a folder, if it can be opened and holds a store. */
async function storeIn(real: string, unlock: () => Promise<void>): Promise<Database | undefined> {
  let database: Database | undefined;
  try {
    // The lock outlives an attempt in vain.
    database = await openAt(real, async () => {});
    if ((await holdsStore(database)) && !(await isUnnamed(database)))
      return { ...database, close: closing(database, unlock) };
  } catch {
    // It is not whole.
  }
  await database?.close();
  return undefined;
}

function closing(database: Database, unlock: () => Promise<void>): () => Promise<void> {
  return () => database.close().finally(unlock);
}

/** The database tells of a disk that is full by a number of its own, and of what follows from that by nothing at all. */
function orFull(real: string): (error: unknown) => Promise<never> {
  return async (error) => {
    const { bavail, bsize } = await statfs(real);
    if (bavail * bsize < SPACE_BYTES)
      throw new StoreUnusable(
        `There is no room for a database in ${real}: it takes ${SPACE_BYTES / 2 ** 20} MiB and more. Make room, or give another folder with --data`,
      );
    throw error;
  };
}

/** One by one, as Node's own recursive `mkdir` never ends in /proc. */
async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  if (found !== undefined) throw new StoreUnusable(`${folder} is not a folder: give one with --data`);
  const above = dirname(folder);
  const hasAbove = await stat(above).catch(() => undefined);
  if (hasAbove === undefined && above !== folder) await makeFolder(above);
  await mkdir(folder).catch(async (error: NodeJS.ErrnoException) => {
    const [now, under] = await Promise.all([folder, above].map((each) => stat(each).catch(() => undefined)));
    if (now?.isDirectory() === true) return; // Another process was faster.
    if (error.code === "EEXIST")
      throw new StoreUnusable(`${folder} is a link that leads to no folder: give one with --data`);
    if (error.code !== "ENOENT" || under === undefined) throw error;
    throw new StoreUnusable(`No folder can be made in ${above}: give another one with --data`);
  });
}

/** Files that are neither the lock nor what systems and people put into folders that are otherwise empty. */
async function filesIn(real: string): Promise<readonly string[]> {
  const files = await readdir(real);
  return files.filter((name) => !/^\.|^lost\+found$/.test(name) && !name.startsWith(LOCK_FILE));
}

/** There from the first file of a new database to its last. */
const BEGUN = `${LOCK_FILE}.begun`;
/** An empty database takes about twenty-five, and a file of its log sixteen. */
const SPACE_BYTES = 64 * 2 ** 20;

/** A full disk or a missing permission, as opposed to what the database says; so is what was told already. */
function isSystemFailure(error: unknown): boolean {
  return error instanceof StoreUnusable || (error instanceof Error && "syscall" in error);
}

async function makeAt(place: string, unlock: () => Promise<void>, making: Making): Promise<Database> {
  const files = await newStore();
  const database = await openAt(place, unlock, files);
  if (making === "empty" && files !== undefined)
    await database.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  return database;
}

async function openAt(place: string, unlock: () => Promise<void>, loadDataDir?: Blob): Promise<Database> {
  const { PGlite, types } = await import("@electric-sql/pglite");
  const parsers = { [types.INT8]: (text: string): number => Number(text) };
  const lite = await PGlite.create(place, {
    parsers,
    startParams: [...PGlite.defaultStartParams, ...PAGES, ...(place === MEMORY ? IN_MEMORY : [])],
    ...(loadDataDir !== undefined && { loadDataDir }),
  });
  // O1: however many queries follow one another, none of them waits for anything but this thread.
  const run = async <Row>(
    on: LiteQueries,
    sql: string,
    values: readonly SqlValue[],
  ): Promise<readonly Row[]> =>
    readRows((await inTurn(() => on.query<Row>(sql, keptValues(values))).catch(rethrow)).rows);
  const bound = (on: LiteQueries): Queries => ({ query: (sql, values = []) => run(on, sql, values) });
  return {
    ...bound(lite),
    shared: false,
    transaction: (work) => lite.transaction((transaction) => work(bound(transaction))).catch(rethrow),
    script: async (sql) => {
      await lite.exec(sql);
    },
    listen: async () => {
      // One process has the database to itself, so there are no other processes to listen to.
    },
    load: () => undefined,
    close: async () => {
      try {
        await lite.close();
      } finally {
        await unlock();
      }
    },
  };
}

/** O47: a disk that is full, too, may have room again. */
function rethrow(error: unknown): never {
  throw orLost(error);
}

interface LiteQueries {
  query<Row>(sql: string, values: unknown[]): Promise<{ readonly rows: Row[] }>;
}
