/**
 * Columns of the table `events`, one record each. A new column is a field of `StoredEvent`, a record here, a line of `toEvent`
 * (the compiler asks for both) and a migration at the end of `server/store/schema/migrations.ts`.
 */
import { canonicalEventJson } from "@knockgen/auth";
import type { NewEvent, Position, StoredEvent } from "../store.js";
import { type ColumnsOf, kept, renewed, rowWriter, type WriteRows } from "./columns.js";
import { relationOf, sentAt } from "./relation.js";
import { searchedText, wordsOf } from "./search-words.js";

/** An event, the position that it is given, and the time by our clock, in milliseconds. */
export interface PlacedEvent {
  readonly event: NewEvent;
  readonly position: Position;
  readonly arrived: number;
}

/** Besides the fields, what is read from the event so that it can be looked for. `redacted_by` is set when a redaction takes effect. */
type Field =
  | Exclude<keyof StoredEvent, "largeBytes" | "redactedBy">
  | "redacts"
  | "thread"
  | "notifies"
  | "ts"
  | "arrived"
  | "relatesTo"
  | "relType"
  | "words";

/** Events that are nothing to anyone are not in the index. */
function notifies({ notice }: NewEvent): number | undefined {
  return notice === undefined || (notice.level === 0 && notice.others.size === 0) ? undefined : notice.level;
}

/** An event as it is kept and sent. */
export function textOf({ text, json }: NewEvent): string {
  return text ?? canonicalEventJson(json);
}

function searched({ json }: NewEvent): string | undefined {
  const words = wordsOf(searchedText(json)?.text ?? "");
  return words.length === 0 ? undefined : words.join(" ");
}

/** Those that change are written anew when an event that was known as an outlier gets its place. */
const COLUMNS: ColumnsOf<Field, PlacedEvent> = {
  eventId: kept("event_id", "text", ({ event }) => event.eventId),
  roomId: kept("room_id", "text", ({ event }) => event.roomId),
  position: renewed("position", "bigint", ({ event, position }) =>
    event.status === "outlier" ? 0 : position,
  ),
  type: kept("type", "text", ({ event }) => event.type),
  stateKey: kept("state_key", "text", ({ event }) => event.stateKey),
  sender: kept("sender", "text", ({ event }) => event.sender),
  status: renewed("status", "text", ({ event }) => event.status),
  json: renewed("json", "text", ({ event }) => textOf(event)),
  stateBefore: renewed("state_before", "bigint", ({ event }) => event.stateBefore),
  stateAfter: renewed("state_after", "bigint", ({ event }) => event.stateAfter),
  transactionId: kept("transaction_id", "text", ({ event }) => event.transactionId),
  device: kept("device", "text", ({ event }) => event.device),
  redacts: renewed("redacts", "text", ({ event }) => event.redacts),
  replaces: renewed("replaces", "text", ({ event }) => event.replaces),
  thread: renewed("thread", "text", ({ event }) => event.notice?.thread),
  notifies: renewed("notifies", "bigint", ({ event }) => notifies(event)),
  ts: renewed("ts", "bigint", ({ event }) => sentAt(event.json)),
  arrived: renewed("arrived", "bigint", ({ arrived }) => arrived),
  relatesTo: renewed("relates_to", "text", ({ event }) => relationOf(event.json)?.to),
  words: renewed("words", "text", ({ event }) => searched(event)),
  relType: renewed("rel_type", "text", ({ event }) => relationOf(event.json)?.relType),
};

/** Writes events. One that has its place already stays as it is. */
export const insertEvents: WriteRows<PlacedEvent> = rowWriter(
  {
    name: "events",
    key: "event_id",
    where: "events.status = 'outlier' AND excluded.status <> 'outlier' AND events.room_id = excluded.room_id",
  },
  COLUMNS,
);
