/** PostgreSQL in WebAssembly: nothing to install, one process, a folder or nothing but memory. */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { lockFolder } from "./folder-lock.js";
import type { Database, Queries, SqlValue } from "./sql.js";
import { keptValues, readRows } from "./text.js";

/** Opens the database in a folder, which is made where there is none; without a folder it lives in memory. */
export async function openPglite(folder: string | undefined): Promise<Database> {
  const { PGlite, types } = await import("@electric-sql/pglite");
  if (folder !== undefined) await mkdir(dirname(folder), { recursive: true });
  const unlock = folder === undefined ? async () => {} : await lockFolder(folder);
  const parsers = { [types.INT8]: (text: string): number => Number(text) };
  const lite = await PGlite.create(folder ?? "memory://", { parsers }).catch(async (error: unknown) => {
    await unlock();
    throw error;
  });
  const run = async <Row>(
    on: LiteQueries,
    sql: string,
    values: readonly SqlValue[],
  ): Promise<readonly Row[]> => readRows((await on.query<Row>(sql, keptValues(values))).rows);
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
    close: async () => {
      await lite.close();
      await unlock();
    },
  };
}

interface LiteQueries {
  query<Row>(sql: string, values: unknown[]): Promise<{ readonly rows: Row[] }>;
}
