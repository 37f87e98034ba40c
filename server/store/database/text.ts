/** Text that databases do not take: Matrix allows the character U+0000 in names, PostgreSQL nowhere. */
import type { SqlValue } from "./sql.js";

const NUL = "\u0000";
/** Stands before a digit that says which of the two characters was meant. */
const ESCAPE = "\u0001";

/** Values as they are kept. */
export function keptValues(values: readonly SqlValue[]): SingleValue[] {
  return values.map(kept);
}

type SingleValue = Exclude<SqlValue, readonly unknown[]>;

function kept(value: SqlValue): SingleValue {
  if (typeof value === "string") return keptText(value);
  return typeof value === "object" && value !== null ? arrayText(value) : value;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the two that are kept otherwise
const UNLIKE = /["\\\u0000\u0001]/;

/** An array as PostgreSQL reads it. Written here, as a join writes a quarter of a million of items and the drivers take twice as long. */
function arrayText(items: readonly SingleValue[]): string {
  const written = items.map((item) => {
    if (item === null) return "NULL";
    if (typeof item !== "string") return String(item);
    return UNLIKE.test(item) ? `"${keptText(item).replace(/["\\]/g, "\\$&")}"` : `"${item}"`;
  });
  return `{${written.join(",")}}`;
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
