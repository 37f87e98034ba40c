/** Events by the words in them. */
import type { Database } from "../database/sql.js";
import type { StoredEvent } from "./room-records.js";
import { type EventRow, toEvent } from "./room-rows.js";
import { upToBytes } from "./up-to-bytes.js";

export interface WordQuery {
  readonly rooms: readonly string[];
  /** All of them are in an event that is found. */
  readonly words: readonly string[];
  readonly limit: number;
}

export interface SearchStore {
  /** The newest first, fewer where they are large; what was redacted is not found. */
  eventsWith(query: WordQuery): Promise<readonly StoredEvent[]>;
}

/** Events that one search reads, which looks at all of them. */
const MAX_BYTES = 4 * 2 ** 20;

const FIND = upToBytes(
  `
  SELECT * FROM events
  WHERE words IS NOT NULL AND string_to_array(words, ' ') @> $1::text[] AND room_id = ANY($2::text[])
    AND status = 'accepted' AND redacted_by IS NULL
  ORDER BY position DESC LIMIT $3`,
  "position DESC",
  "$4",
);

/** Finds events. */
export function createSearchStore(database: Database): SearchStore {
  return {
    eventsWith: async ({ rooms, words, limit }) =>
      rooms.length === 0 || words.length === 0
        ? []
        : (await database.query<EventRow>(FIND, [[...words], [...rooms], limit, MAX_BYTES])).map(toEvent),
  };
}
