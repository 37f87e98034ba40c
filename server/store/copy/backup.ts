/** A consistent copy of a store, as lines of JSON that either database can be filled from (O46). */
import type { Database, Queries } from "../database/sql.js";
import { StoreUnusable } from "../database/unusable.js";
import { holdsStore } from "../schema/migrate.js";

/** Content of the first line. */
export interface BackupHead {
  readonly format: typeof FORMAT;
  /** Steps of the schema that the rows are of. */
  readonly steps: number;
}

export const FORMAT = "knockgen-backup-1";
const ROWS_AT_ONCE = 500;

/**
 * Writes all tables as they are at one moment, line by line: a head, a line for each table before its rows, the sequences, and the
 * number of rows, without which a copy was cut off. Others on PostgreSQL go on meanwhile; the embedded database has one connection,
 * and they wait.
 */
export function writeBackup(database: Database, write: (line: string) => Promise<void>): Promise<void> {
  return database.transaction(async (queries) => {
    await queries.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (!(await holdsStore(queries)))
      throw new StoreUnusable("There is no store of knockgen in this database");
    const [last] = await queries.query<{ steps: number }>("SELECT count(*) AS steps FROM migrations");
    const head: BackupHead = { format: FORMAT, steps: last?.steps ?? 0 };
    await write(JSON.stringify(head));
    let count = 0;
    for (const { table } of await queries.query<{ table: string }>(TABLES)) {
      await write(JSON.stringify({ table }));
      count += await writeRows(queries, table, write);
    }
    for (const { name } of await queries.query<{ name: string }>(SEQUENCES)) {
      const [at] = await queries.query<{ value: number; used: boolean }>(
        `SELECT last_value AS value, is_called AS used FROM "${name}"`,
      );
      await write(JSON.stringify({ sequence: name, ...at }));
    }
    await write(JSON.stringify({ rows: count }));
  });
}

/** Names come from the catalogue, not from anybody else. */
const TABLES = `
  SELECT tablename AS table FROM pg_tables
  WHERE schemaname = current_schema() AND tablename <> 'migrations' ORDER BY tablename`;
const SEQUENCES = `
  SELECT sequencename AS name FROM pg_sequences WHERE schemaname = current_schema() ORDER BY sequencename`;

async function writeRows(
  queries: Queries,
  table: string,
  write: (line: string) => Promise<void>,
): Promise<number> {
  let count = 0;
  // A cursor: the rows of a large table do not fit into memory at once.
  await queries.query(
    `DECLARE backup NO SCROLL CURSOR FOR SELECT to_json(t)::text AS row FROM "${table}" AS t`,
  );
  for (;;) {
    const rows = await queries.query<{ row: string }>(`FETCH ${ROWS_AT_ONCE} FROM backup`);
    for (const { row } of rows) await write(row);
    count += rows.length;
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await queries.query("CLOSE backup");
  return count;
}
