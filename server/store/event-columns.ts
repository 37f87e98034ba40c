/**
 * Columns of the table `events`, one record each. A new column is a field of `StoredEvent`, a record here, a line of `toEvent`
 * (the compiler asks for both) and a migration at the end of `schema.ts`. The statement that writes events is printed from here.
 */
import { canonicalEventJson } from "@knockgen/auth";
import { relationOf, sentAt } from "./relation.js";
import { searchedText, wordsOf } from "./search-words.js";
import type { NewEvent, Position, StoredEvent } from "./types.js";

/** Value of a column as SQL takes it. */
export type Cell = string | number | null;

/** One column. */
export interface EventColumn {
  readonly name: string;
  readonly type: "text" | "bigint";
  /** The value in a new row. `position` is the one that the event is given. */
  readonly cell: (event: NewEvent, position: Position) => Cell;
  /** Whether it is written anew when an event that was known as an outlier gets its place. */
  readonly changesWithPlace: boolean;
}

/** Besides the fields, what is read from the event so that it can be looked for. */
type Field =
  | Exclude<keyof StoredEvent, "redactedBy">
  | "redacts"
  | "thread"
  | "notifies"
  | "ts"
  | "relatesTo"
  | "relType"
  | "words";

const text = (
  name: string,
  value: (event: NewEvent) => string | undefined,
  changesWithPlace = false,
): EventColumn => ({ name, type: "text", cell: (event) => value(event) ?? null, changesWithPlace });

const group = (name: string, value: (event: NewEvent) => number | undefined): EventColumn => ({
  name,
  type: "bigint",
  cell: (event) => value(event) ?? null,
  changesWithPlace: true,
});

/** All but `redacted_by`, which is set when a redaction takes effect. */
const COLUMNS: { readonly [field in Field]-?: EventColumn } = {
  eventId: text("event_id", ({ eventId }) => eventId),
  roomId: text("room_id", ({ roomId }) => roomId),
  position: {
    name: "position",
    type: "bigint",
    cell: ({ status }, position) => (status === "outlier" ? 0 : position),
    changesWithPlace: true,
  },
  type: text("type", ({ type }) => type),
  stateKey: text("state_key", ({ stateKey }) => stateKey),
  sender: text("sender", ({ sender }) => sender),
  status: text("status", ({ status }) => status, true),
  json: text("json", ({ json }) => canonicalEventJson(json), true),
  stateBefore: group("state_before", ({ stateBefore }) => stateBefore),
  stateAfter: group("state_after", ({ stateAfter }) => stateAfter),
  transactionId: text("transaction_id", ({ transactionId }) => transactionId),
  device: text("device", ({ device }) => device),
  redacts: text("redacts", ({ redacts }) => redacts, true),
  replaces: text("replaces", ({ replaces }) => replaces, true),
  thread: text("thread", ({ notice }) => notice?.thread, true),
  // Those that are nothing to anyone are not in the index.
  notifies: group("notifies", ({ notice }) =>
    notice === undefined || (notice.level === 0 && notice.others.size === 0) ? undefined : notice.level,
  ),
  ts: group("ts", ({ json }) => sentAt(json)),
  relatesTo: text("relates_to", ({ json }) => relationOf(json)?.to, true),
  words: text(
    "words",
    ({ json }) => {
      const words = wordsOf(searchedText(json)?.text ?? "");
      return words.length === 0 ? undefined : words.join(" ");
    },
    true,
  ),
  relType: text("rel_type", ({ json }) => relationOf(json)?.relType, true),
};

/** The columns in the order of the statement. */
export const EVENT_COLUMNS: readonly EventColumn[] = Object.values(COLUMNS);

const NAMES = EVENT_COLUMNS.map(({ name }) => name).join(", ");
const ARRAYS = EVENT_COLUMNS.map(({ type }, at) => `$${at + 1}::${type}[]`).join(", ");
const PLACED = EVENT_COLUMNS.filter(({ changesWithPlace }) => changesWithPlace)
  .map(({ name }) => `${name} = excluded.${name}`)
  .join(", ");

/** Writes events, a parameter a column with the values of all rows. An event that has its place already stays as it is. */
export const INSERT_EVENTS: string = `
  INSERT INTO events (${NAMES}) SELECT * FROM unnest(${ARRAYS})
  ON CONFLICT (event_id) DO UPDATE SET ${PLACED}
  WHERE events.status = 'outlier' AND excluded.status <> 'outlier'`;
