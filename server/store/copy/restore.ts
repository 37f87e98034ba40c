/** Fills an empty store from a copy that `backup.ts` has written (O46). */
import { DatabaseLost } from "../database/database-lost.js";
import type { Database, Queries } from "../database/sql.js";
import { StoreUnusable } from "../database/unusable.js";
import { holdsStore, migrate, takeSteps } from "../schema/migrate.js";
import { MIGRATIONS } from "../schema/migrations.js";
import { type BackupHead, FORMAT } from "./backup.js";

const ROWS_AT_ONCE = 500;
/** Beyond all positions that were given before, by a distance that cannot be guessed. */
const BEGIN_ANEW = `
  UPDATE stream SET position = start.at, floor = start.at
  FROM (SELECT position + 1000000 + floor(random() * 10000000000000)::bigint AS at FROM stream) AS start`;

/** Of a store that had none; nothing could be written to it. */
const BEGIN_STREAM = `
  INSERT INTO stream (position, instance) SELECT 0, md5(random()::text || clock_timestamp()::text)
  WHERE NOT EXISTS (SELECT FROM stream)`;

/** A copy whose beginning has been read. */
export interface Copy {
  readonly head: BackupHead;
  /** The lines after it. */
  readonly lines: AsyncIterable<string>;
}

/** Rejects with `StoreUnusable` what does not begin like a copy, or is one of a newer release: before there is a store for it. */
export async function beginCopy(lines: AsyncIterable<string>): Promise<Copy> {
  const iterator = lines[Symbol.asyncIterator]();
  const { value, done } = await iterator.next();
  if (done) throw notWhole("it is cut off");
  return { head: headOf(value), lines: { [Symbol.asyncIterator]: () => iterator } };
}

/**
 * Takes a copy, all or nothing, and brings the tables up to date. Rejects with `StoreUnusable` where the store is not empty, or the
 * copy is not whole. Gives the number of rows.
 */
export async function restoreBackup(database: Database, copy: Copy): Promise<number> {
  const rows = await database.transaction((queries) => fill(queries, copy));
  await migrate(database);
  // O28: what clients were told after the copy was made is unknown here, so all begin anew.
  await database.query(BEGIN_ANEW);
  return rows;
}

async function fill(queries: Queries, { head, lines }: Copy): Promise<number> {
  if (await holdsStore(queries))
    throw new StoreUnusable(
      "There is a store of knockgen already; a copy goes into an empty folder or database",
    );
  await queries.query("CREATE TABLE migrations (step integer PRIMARY KEY)");
  await takeSteps(queries, 0, head.steps);
  // The steps fill some tables themselves.
  await queries.query("DELETE FROM stream");
  let table: string | undefined;
  let waiting: string[] = [];
  let count = 0;
  let told: number | undefined;
  const flush = async (): Promise<void> => {
    if (table === undefined || waiting.length === 0) return;
    await queries
      .query(`INSERT INTO "${table}" SELECT * FROM json_populate_recordset(NULL::"${table}", $1::json)`, [
        `[${waiting.join(",")}]`,
      ])
      .catch((error: unknown) => {
        if (!(error instanceof Error) || error instanceof DatabaseLost) throw error;
        throw notWhole(`a row of ${table} does not fit (${error.message})`);
      });
    waiting = [];
  };
  for await (const line of lines) {
    const mark = markOf(line);
    if (mark === undefined) {
      waiting.push(line);
      count += 1;
      if (waiting.length === ROWS_AT_ONCE) await flush();
      continue;
    }
    await flush();
    if (mark.table !== undefined) table = await known(queries, mark.table);
    if (mark.sequence !== undefined)
      await queries.query("SELECT setval($1::text::regclass, $2, $3)", [
        await known(queries, mark.sequence),
        mark.value ?? 1,
        mark.used ?? false,
      ]);
    told = mark.rows;
  }
  if (told !== count) throw notWhole("it is cut off");
  await queries.query(BEGIN_STREAM);
  return count;
}

function headOf(line: string): BackupHead {
  const head = read(line);
  const { format, steps } = head;
  if (format !== FORMAT || typeof steps !== "number" || !Number.isInteger(steps) || steps < 1)
    throw notWhole("it does not begin like one");
  if (steps > MIGRATIONS.length)
    throw new StoreUnusable(
      `The copy was made by a newer release of knockgen (schema ${steps}, while this release knows ${MIGRATIONS.length}): use that one`,
    );
  return { format: FORMAT, steps };
}

interface Mark {
  readonly table?: string;
  readonly sequence?: string;
  readonly value?: number;
  readonly used?: boolean;
  readonly rows?: number;
}

/** Lines between the rows have a first key that no row of ours begins with. */
function markOf(line: string): Mark | undefined {
  if (!/^\{"(?:table|sequence|rows)":/.test(line)) return undefined;
  const { table, sequence, value, used, rows } = read(line);
  return {
    ...(typeof table === "string" && { table }),
    ...(typeof sequence === "string" && { sequence }),
    ...(typeof value === "number" && { value }),
    ...(typeof used === "boolean" && { used }),
    ...(typeof rows === "number" && { rows }),
  };
}

function read(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return { ...value };
  } catch {
    // Told below.
  }
  throw notWhole("a line of it is no JSON");
}

/** A name out of a file goes into a statement only if this schema has it. */
async function known(queries: Queries, name: string): Promise<string> {
  const [found] = await queries.query(
    "SELECT 1 AS one FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = current_schema() AND relname = $1 AND relkind IN ('r', 'S')",
    [name],
  );
  if (found === undefined || /["\\]/.test(name))
    throw notWhole(`this release has no table ${JSON.stringify(name)}`);
  return name;
}

/** A file that is none of ours, or only a part of one. */
export function notWhole(why: string): StoreUnusable {
  return new StoreUnusable(`This is no whole copy of a store: ${why}`);
}
