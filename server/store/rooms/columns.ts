/** Columns of a table as records. The statement that writes rows is printed from them, so that a column stands in one place. */
import { byWeight } from "../batches.js";
import type { Queries } from "../database/sql.js";

/** Value of a column as SQL takes it. */
export type Cell = string | number | boolean | null;

/** One column, of rows that are made from `Row`. */
export interface Column<Row> {
  readonly name: string;
  readonly type: "text" | "bigint" | "boolean";
  /** The value in a new row. */
  readonly cell: (row: Row) => Cell;
  /** The value, in SQL, where there is such a row already. Without it, the column stays as it is. */
  readonly renewed: string | undefined;
}

/** The columns of a record that is kept, by its fields: the compiler asks for one that is missing. */
export type ColumnsOf<Field extends PropertyKey, Row> = { readonly [field in Field]-?: Column<Row> };

type Optional = Exclude<Cell, null> | undefined;

/** A column that keeps its first value. */
export function kept<Row>(
  name: string,
  type: Column<Row>["type"],
  value: (row: Row) => Optional,
): Column<Row> {
  return { name, type, cell: (row) => value(row) ?? null, renewed: undefined };
}

/** A column that takes the value of the last row. */
export function renewed<Row>(
  name: string,
  type: Column<Row>["type"],
  value: (row: Row) => Optional,
): Column<Row> {
  return { ...kept(name, type, value), renewed: `excluded.${name}` };
}

/** A table, as its statement needs it. */
export interface Table {
  readonly name: string;
  /** Columns that name a row. */
  readonly key: string;
  /** Which known rows take new values; all where it is not given. */
  readonly where?: string;
}

/**
 * Letters and numbers of one statement. To plan it takes as long as to write a few dozens of small rows, while large ones must not
 * come together in one that takes long (O1).
 */
const MAX_WEIGHT = 100_000;
/** Weight of a row without its texts. */
const ROW_WEIGHT = 200;

/** Writes rows, a parameter a column. No two of them may have the same key. */
export type WriteRows<Row> = (queries: Queries, rows: Iterable<Row>) => Promise<void>;

/** The writer of a table's rows. */
export function rowWriter<Row>(
  { name, key, where }: Table,
  columns: Readonly<Record<string, Column<Row>>>,
): WriteRows<Row> {
  const list = Object.values(columns);
  const changes = list.flatMap((column) =>
    column.renewed === undefined ? [] : [`${column.name} = ${column.renewed}`],
  );
  const onConflict = `ON CONFLICT (${key}) DO UPDATE SET ${changes.join(", ")}${where === undefined ? "" : ` WHERE ${where}`}`;
  return async (queries, rows) => {
    for (const some of byWeight(rowsOf(rows, list), MAX_WEIGHT, weightOf)) {
      // Of the members of a room that is joined, half of the columns are empty: null is what they are without being named.
      const used = list
        .map(({ name: column, type }, at) => ({ column, type, cells: some.map((row) => row[at] ?? null) }))
        .filter(({ cells }) => cells.some((each) => each !== null));
      const names = used.map(({ column }) => column).join(", ");
      const arrays = used.map(({ type }, at) => `$${at + 1}::${type}[]`).join(", ");
      await queries.query(
        `INSERT INTO ${name} (${names}) SELECT * FROM unnest(${arrays}) ${onConflict}`,
        used.map(({ cells }) => cells),
      );
    }
  };
}

/** The rows one by one: a text of many is made only when its statement is. */
function* rowsOf<Row>(rows: Iterable<Row>, columns: readonly Column<Row>[]): Generator<readonly Cell[]> {
  for (const row of rows) yield columns.map(({ cell }) => cell(row));
}

function weightOf(cells: readonly Cell[]): number {
  let weight = ROW_WEIGHT;
  for (const cell of cells) if (typeof cell === "string") weight += cell.length;
  return weight;
}
