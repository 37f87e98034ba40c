/** Text that databases do not take: Matrix allows the character U+0000 in names, PostgreSQL nowhere. */
import type { SqlValue } from "./sql.js";

const NUL = "\u0000";
/** Stands before a digit that says which of the two characters was meant. */
const ESCAPE = "\u0001";

/** Values as they are kept. */
export function keptValues(values: readonly SqlValue[]): SqlValue[] {
  return values.map(kept);
}

function kept(value: SqlValue): SqlValue {
  if (typeof value === "string") return keptText(value);
  return typeof value === "object" && value !== null
    ? value.map((each) => (typeof each === "string" ? keptText(each) : each))
    : value;
}

function keptText(text: string): string {
  if (!text.includes(NUL) && !text.includes(ESCAPE)) return text;
  return text.replaceAll(ESCAPE, `${ESCAPE}1`).replaceAll(NUL, `${ESCAPE}0`);
}

/** Rows as they were before they were kept. */
export function readRows<Row>(rows: readonly Row[]): readonly Row[] {
  for (const row of rows)
    if (typeof row === "object" && row !== null)
      for (const [column, value] of Object.entries(row))
        if (typeof value === "string" && value.includes(ESCAPE)) Reflect.set(row, column, readText(value));
  return rows;
}

function readText(text: string): string {
  return text.replaceAll(`${ESCAPE}0`, NUL).replaceAll(`${ESCAPE}1`, ESCAPE);
}
