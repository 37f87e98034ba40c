/** Long lists in parts, so that no single statement takes long (O1). */
import type { Queries, SqlValue } from "./sql.js";

/** The parts, in their order; none of an empty list. */
export function* inBatches<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

/** The rows of a statement about a list of users or the like, its first parameter, some of them at a time. */
export async function rowsInBatches<Row>(
  queries: Queries,
  sql: string,
  list: readonly string[],
  size: number,
  more: readonly SqlValue[] = [],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const some of inBatches(list, size))
    for (const row of await queries.query<Row>(sql, [some, ...more])) rows.push(row);
  return rows;
}
