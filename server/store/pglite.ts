/** PostgreSQL in WebAssembly: nothing to install, one process, a folder or nothing but memory. */
import { mkdir, readdir, realpath } from "node:fs/promises";
import { SharedTurns } from "../turns.js";
import { emptyDatabase } from "./empty-database.js";
import { LOCK_FILE, lockFolder } from "./folder-lock.js";
import type { Database, Queries, SqlValue } from "./sql.js";
import { keptValues, readRows } from "./text.js";
import { damaged, StoreUnusable } from "./unusable.js";

/** Opens the database in a folder, which is made where there is none; without a folder it lives in memory. */
export async function openPglite(folder: string | undefined): Promise<Database> {
  if (folder === undefined) return openAt("memory://", async () => {}, await emptyDatabase());
  await mkdir(folder, { recursive: true });
  // The database cannot follow symbolic links, and the lock has to be the same by whichever way the folder is reached (O44).
  const real = await realpath(folder);
  const unlock = await lockFolder(real);
  try {
    const files = (await readdir(real)).filter((name) => !name.startsWith(LOCK_FILE));
    if (files.length > 0 && !files.includes("PG_VERSION"))
      throw damaged(folder, "there are other files in it");
    return await openAt(real, unlock, files.length === 0 ? await emptyDatabase() : undefined);
  } catch (error) {
    await unlock();
    throw isSystemFailure(error) ? error : damaged(folder, error);
  }
}

/** A full disk or a missing permission, as opposed to what the database says; so is what was told already. */
function isSystemFailure(error: unknown): boolean {
  return error instanceof StoreUnusable || (error instanceof Error && "syscall" in error);
}

async function openAt(place: string, unlock: () => Promise<void>, loadDataDir?: Blob): Promise<Database> {
  const { PGlite, types } = await import("@electric-sql/pglite");
  const parsers = { [types.INT8]: (text: string): number => Number(text) };
  const lite = await PGlite.create(place, { parsers, ...(loadDataDir !== undefined && { loadDataDir }) });
  // O1: however many queries follow one another, none of them waits for anything but this thread.
  const turns = new SharedTurns();
  const run = async <Row>(
    on: LiteQueries,
    sql: string,
    values: readonly SqlValue[],
  ): Promise<readonly Row[]> =>
    readRows((await turns.after(() => on.query<Row>(sql, keptValues(values)))).rows);
  const bound = (on: LiteQueries): Queries => ({ query: (sql, values = []) => run(on, sql, values) });
  return {
    ...bound(lite),
    shared: false,
    transaction: (work) => lite.transaction((transaction) => work(bound(transaction))),
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

interface LiteQueries {
  query<Row>(sql: string, values: unknown[]): Promise<{ readonly rows: Row[] }>;
}
