/** Reads events: by their IDs, and as the timeline of a room. */
import { groupBy } from "../../values/group.js";
import { inBatches } from "../batches.js";
import type { Database } from "../database/sql.js";
import type { RoomStore, StoredEvent } from "../store.js";
import { PAGE_BYTES, type StateRef } from "./room-records.js";
import { type EventRow, toEvent } from "./room-rows.js";
import { type SizedRow, toPage, upToBytes } from "./up-to-bytes.js";

/** IDs of one statement: more rows than that, and the embedded database holds the others up while it reads them (O1). */
const MAX_IDS = 150;
const EVENTS = "SELECT * FROM events WHERE event_id = ANY($1::text[])";

const timeline = (order: "ASC" | "DESC"): string => `
  SELECT * FROM events
  WHERE room_id = $1 AND status = 'accepted' AND position > $2 AND position <= $3
  ORDER BY position ${order} LIMIT $4`;
const NEWEST = timeline("DESC");
const OLDEST = timeline("ASC");
const NEWEST_PAGE = upToBytes(NEWEST, "position DESC", "$5");
const OLDEST_PAGE = upToBytes(OLDEST, "position ASC", "$5");
const STATE_CHANGES = `
  SELECT DISTINCT ON (type, state_key) type, state_key, event_id FROM events
  WHERE room_id = $1 AND status = 'accepted' AND position > $2 AND position <= $3 AND state_key IS NOT NULL
  ORDER BY type, state_key, position DESC`;
const STATE_RESETS = `
  SELECT s.type, s.state_key, s.event_id FROM current_state s JOIN events e ON e.event_id = s.event_id
  WHERE s.room_id = $1 AND s.changed > 0 AND s.changed > $2 AND s.changed <= $3
    AND NOT (e.status = 'accepted' AND e.position > $2)`;
const NEWEST_OF_EACH = `
  SELECT e.* FROM unnest($1::text[]) AS w(room_id) CROSS JOIN LATERAL (${upToBytes(
    `SELECT * FROM events a WHERE a.room_id = w.room_id AND a.status = 'accepted' AND a.position > $2 AND a.position <= $3
    ORDER BY a.position DESC LIMIT $4`,
    "position DESC",
    "$5",
  )}) e ORDER BY e.room_id, e.position DESC`;
const SENT = `
  SELECT event_id FROM events
  WHERE sender = $1 AND device = $2 AND transaction_id = $3 AND room_id = $4 AND type = $5
    AND ($6::text IS NULL OR redacts = $6 OR left(redacts, length($6) + 1) = $6 || ' ')`;

interface RefRow {
  readonly type: string;
  readonly state_key: string;
  readonly event_id: string;
}

function toRef({ type, state_key: stateKey, event_id: eventId }: RefRow): StateRef {
  return { type, stateKey, eventId };
}

interface RedactionRow {
  readonly redacts: string;
  readonly event_id: string;
}

/** Keys of one statement that finds few of them, if any. */
const MAX_KEYS = 1_000;
const REDACTIONS = `
  SELECT DISTINCT ON (redacts) redacts, event_id FROM events
  WHERE room_id = $1 AND redacts = ANY($2::text[]) AND status = 'accepted' ORDER BY redacts, position`;

/** Reads events. */
export function createEventReads(
  database: Database,
): Pick<
  RoomStore,
  "events" | "timeline" | "page" | "pages" | "stateChanges" | "stateResets" | "redactions" | "sentEvent"
> {
  return {
    events: async (eventIds) => {
      const found: StoredEvent[] = [];
      for (const ids of inBatches(eventIds, MAX_IDS))
        for (const row of await database.query<EventRow>(EVENTS, [ids])) found.push(toEvent(row));
      return found;
    },
    timeline: async ({ roomId, after, upTo, limit, order }) => {
      const sql = order === "newest" ? NEWEST : OLDEST;
      const rows = await database.query<EventRow>(sql, [roomId, after, upTo, limit]);
      return rows.map(toEvent);
    },
    page: async ({ roomId, after, upTo, limit, order }) => {
      const sql = order === "newest" ? NEWEST_PAGE : OLDEST_PAGE;
      return toPage(await database.query<SizedRow>(sql, [roomId, after, upTo, limit + 1, PAGE_BYTES]), limit);
    },
    pages: async (roomIds, { after, upTo, limit }) => {
      const values = [[...roomIds], after, upTo, limit + 1, PAGE_BYTES];
      const rows = await database.query<SizedRow>(NEWEST_OF_EACH, values);
      const byRoom = groupBy(rows, (row) => [row.room_id, row]);
      return new Map([...byRoom].map(([roomId, ofRoom]) => [roomId, toPage(ofRoom, limit)]));
    },
    stateChanges: async (roomId, after, upTo) =>
      (await database.query<RefRow>(STATE_CHANGES, [roomId, after, upTo])).map(toRef),
    stateResets: async (roomId, after, upTo) =>
      (await database.query<RefRow>(STATE_RESETS, [roomId, after, upTo])).map(toRef),
    redactions: async (roomId, keys) => {
      const found = new Map<string, string>();
      for (const some of inBatches(keys, MAX_KEYS))
        for (const row of await database.query<RedactionRow>(REDACTIONS, [roomId, some]))
          found.set(row.redacts, row.event_id);
      return found;
    },
    sentEvent: async ({ roomId, type, sender, device, transactionId, redacts }) => {
      const [row] = await database.query<{ event_id: string }>(SENT, [
        sender,
        device,
        transactionId,
        roomId,
        type,
        redacts ?? null,
      ]);
      return row?.event_id;
    },
  };
}
