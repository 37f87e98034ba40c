/** Statements that end early where events are large, so that no more is read than an answer may hold (O8). */
import type { Page } from "./room-records.js";
import { type EventRow, toEvent } from "./room-rows.js";

/** A row of such a statement. */
export interface Sized {
  /** Rows that the statement finds, those among them that are left out for their size. */
  readonly found: number;
}

/** One that is an event. */
export type SizedRow = EventRow & Sized;

/** The first rows of a statement about events, as long as their JSON, or another size, takes no more than so many bytes; one in any case. */
export function upToBytes(sql: string, order: string, bytes: string, size = "octet_length(json)"): string {
  return `
  SELECT * FROM (
    SELECT *, count(*) OVER () AS found, sum(${size}) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) AS bytes
    FROM (${sql}) AS every
  ) AS sized WHERE bytes <= ${bytes} OR bytes = ${size} ORDER BY ${order}`;
}

/** Of a statement that may find one row more than is wanted: those that are, and whether there are more. */
export function upToLimit<Row extends Sized, T>(
  rows: readonly Row[],
  limit: number,
  read: (row: Row) => T,
): { readonly items: readonly T[]; readonly more: boolean } {
  const items = rows.slice(0, limit).map(read);
  return { items, more: (rows[0]?.found ?? 0) > items.length };
}

/** The same of rows that are events. */
export function toPage(rows: readonly SizedRow[], limit: number): Page {
  const { items: events, more } = upToLimit(rows, limit, toEvent);
  return { events, more };
}
