/** Events by what they relate to: children, edits, threads. Those that were redacted relate to nothing (C19). */
import type { Database } from "../database/sql.js";
import { PAGE_BYTES, type Page, type Position, type StoredEvent } from "./room-records.js";
import { type EventRow, toEvent } from "./room-rows.js";
import { type Sized, type SizedRow, toPage, upToBytes, upToLimit } from "./up-to-bytes.js";

/** Children that are wanted of some events of a room. */
export interface RelationQuery {
  readonly roomId: string;
  readonly to: readonly string[];
  readonly relType?: string | undefined;
  readonly type?: string | undefined;
  readonly sender?: string | undefined;
  /** Exclusive. */
  readonly after: Position;
  /** Inclusive. */
  readonly upTo: Position;
  readonly limit: number;
  readonly order: "newest" | "oldest";
}

/** A thread, by its root. */
export interface ThreadRecord {
  readonly root: string;
  /** Position of the latest event in it. */
  readonly latest: Position;
  readonly count: number;
  /** Whether a user has sent the root or an event of it. */
  readonly participated: boolean;
}

/** Who looks at which room, and how far. */
export interface Viewpoint {
  readonly roomId: string;
  readonly userId: string;
  readonly upTo: Position;
  /** Users whose events count for nothing to the user. */
  readonly ignored: readonly string[];
}

export interface RelationStore {
  /** Those of some events to which others relate. */
  parentsAmong(events: readonly Pick<StoredEvent, "eventId" | "roomId">[]): Promise<readonly string[]>;
  related(query: RelationQuery): Promise<Page>;
  /** For each of some events the newest edit that counts (C85), up to a position; of large ones as many as there is room for. */
  edits(
    view: Viewpoint,
    of: readonly string[],
  ): Promise<readonly { readonly of: string; readonly edit: StoredEvent }[]>;
  /** The threads of some roots. */
  threadsOf(view: Viewpoint, roots: readonly string[]): Promise<readonly ThreadRecord[]>;
  /** The threads of a room whose latest event is not after a position, the latest first, up to a limit and to the bytes of their roots. */
  threads(
    view: Viewpoint,
    page: { readonly from: Position; readonly participated: boolean; readonly limit: number },
  ): Promise<{ readonly threads: readonly ThreadRecord[]; readonly more: boolean }>;
  /** The events at some positions of a room; of large ones as many as there is room for. */
  eventsAt(roomId: string, positions: readonly Position[]): Promise<readonly StoredEvent[]>;
}

const related = (order: "ASC" | "DESC"): string =>
  upToBytes(
    `
  SELECT * FROM events
  WHERE relates_to = ANY($1::text[]) AND room_id = $2 AND status = 'accepted' AND redacted_by IS NULL
    AND ($3::text IS NULL OR rel_type = $3) AND ($4::text IS NULL OR type = $4) AND ($5::text IS NULL OR sender = $5)
    AND position > $6 AND position <= $7
  ORDER BY position ${order} LIMIT $8`,
    `position ${order}`,
    "$9",
  );

const PARENTS = `
  SELECT DISTINCT e.relates_to FROM events e
  JOIN unnest($1::text[], $2::text[]) AS w(event_id, room_id) ON e.relates_to = w.event_id AND e.room_id = w.room_id`;

/** Of events that are shown with others, as many as there is room for: the small ones, which honest ones are (O8). */
const SMALL_FIRST = "octet_length(json), event_id";

const EDITS = upToBytes(
  `
  SELECT DISTINCT ON (c.relates_to) c.* FROM events c JOIN events p ON p.event_id = c.relates_to
  WHERE c.relates_to = ANY($1::text[]) AND c.rel_type = 'm.replace' AND c.room_id = $2 AND p.room_id = $2
    AND c.sender = p.sender AND c.type = p.type AND c.state_key IS NULL AND p.state_key IS NULL
    AND p.rel_type IS DISTINCT FROM 'm.replace' AND p.redacted_by IS NULL
    AND c.status = 'accepted' AND c.redacted_by IS NULL AND c.position <= $3
  ORDER BY c.relates_to, c.ts DESC NULLS LAST, c.event_id DESC`,
  SMALL_FIRST,
  "$4",
);

const AT = upToBytes(
  "SELECT * FROM events WHERE room_id = $1 AND status = 'accepted' AND position = ANY($2::bigint[])",
  SMALL_FIRST,
  "$3",
);

const IN_THREAD = `
  t.room_id = $1 AND t.rel_type = 'm.thread' AND t.status = 'accepted' AND t.redacted_by IS NULL AND t.position <= $3
  AND NOT t.sender = ANY($4::text[])`;
const threads = (which: string, having: string, rest = ""): string => `
  SELECT t.relates_to AS root, max(t.position) AS latest, count(*) AS count,
    bool_or(t.sender = $2 OR p.sender = $2) AS participated, max(octet_length(p.json)) AS size
  FROM events t JOIN events p ON p.event_id = t.relates_to AND p.room_id = t.room_id
  WHERE ${IN_THREAD} ${which} GROUP BY t.relates_to ${having} ${rest}`;
const THREADS_OF = threads("AND t.relates_to = ANY($5::text[])", "");
const THREADS = upToBytes(
  threads(
    "",
    "HAVING max(t.position) <= $5 AND (NOT $6::boolean OR bool_or(t.sender = $2 OR p.sender = $2))",
    "ORDER BY latest DESC LIMIT $7",
  ),
  "latest DESC",
  "$8",
  "size",
);

/** Reads relations. */
export function createRelationStore(database: Database): RelationStore {
  return {
    parentsAmong: async (events) => {
      if (events.length === 0) return [];
      const rows = await database.query<{ readonly relates_to: string }>(PARENTS, [
        events.map(({ eventId }) => eventId),
        events.map(({ roomId }) => roomId),
      ]);
      return rows.map((row) => row.relates_to);
    },
    related: async ({ roomId, to, relType, type, sender, after, upTo, limit, order }) => {
      if (to.length === 0 || limit === 0) return { events: [], more: false };
      const rows = await database.query<SizedRow>(related(order === "newest" ? "DESC" : "ASC"), [
        [...to],
        roomId,
        relType ?? null,
        type ?? null,
        sender ?? null,
        after,
        upTo,
        limit + 1,
        PAGE_BYTES,
      ]);
      return toPage(rows, limit);
    },
    edits: async ({ roomId, upTo }, of) => {
      if (of.length === 0) return [];
      const rows = await database.query<EventRow & { readonly relates_to: string }>(EDITS, [
        [...of],
        roomId,
        upTo,
        PAGE_BYTES,
      ]);
      return rows.map((row) => ({ of: row.relates_to, edit: toEvent(row) }));
    },
    threadsOf: async ({ roomId, userId, upTo, ignored }, roots) =>
      roots.length === 0
        ? []
        : database.query<ThreadRecord>(THREADS_OF, [roomId, userId, upTo, [...ignored], [...roots]]),
    threads: async ({ roomId, userId, upTo, ignored }, { from, participated, limit }) => {
      const values = [roomId, userId, upTo, [...ignored], from, participated, limit + 1, PAGE_BYTES];
      const rows = await database.query<ThreadRecord & Sized>(THREADS, values);
      const { items: threads, more } = upToLimit(rows, limit, (row) => row);
      return { threads, more };
    },
    eventsAt: async (roomId, positions) => {
      if (positions.length === 0) return [];
      return (await database.query<EventRow>(AT, [roomId, [...positions], PAGE_BYTES])).map(toEvent);
    },
  };
}
