/** Long lists in parts, so that no single statement takes long (O1). */
import type { Queries, SqlValue } from "./database/sql.js";

/** The parts, in their order; none of an empty list. */
export function* inBatches<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

/** The same by what the items weigh: a batch weighs more than `most` only where it holds one item alone. */
export function* byWeight<T>(
  list: Iterable<T>,
  most: number,
  weightOf: (item: T) => number,
): Generator<readonly T[]> {
  let some: T[] = [];
  let weight = 0;
  for (const item of list) {
    const own = weightOf(item);
    if (some.length > 0 && weight + own > most) {
      yield some;
      [some, weight] = [[], 0];
    }
    some.push(item);
    weight += own;
  }
  if (some.length > 0) yield some;
}

/** Deletes some rows at a time: the last parameter of the statement is how many at most, and it returns a row for each. Gives their number. */
export async function deleteInBatches(
  queries: Queries,
  sql: string,
  values: readonly SqlValue[],
  size: number,
): Promise<number> {
  for (let count = 0; ; ) {
    const gone = await queries.query(sql, [...values, size]);
    count += gone.length;
    if (gone.length < size) return count;
  }
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
