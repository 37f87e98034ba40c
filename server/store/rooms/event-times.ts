/** Events by the time at which they say that they were sent (C79). */
import type { Database } from "../database/sql.js";
import type { Position, StoredEvent } from "./room-records.js";
import { type EventRow, toEvent } from "./room-rows.js";

export interface TimeQuery {
  readonly roomId: string;
  readonly ts: number;
  readonly back: boolean;
  readonly upTo: Position;
  readonly limit: number;
}

export interface EventTimeStore {
  /** Events sent at a time or before it, or after it, the nearest first; of several at once the nearest in the room's order. */
  eventsByTime(query: TimeQuery): Promise<readonly StoredEvent[]>;
}

const byTime = (compare: "<=" | ">=", order: "ASC" | "DESC"): string => `
  SELECT * FROM events WHERE room_id = $1 AND status = 'accepted' AND ts ${compare} $2 AND position <= $3
  ORDER BY ts ${order}, position ${order} LIMIT $4`;
const BACK = byTime("<=", "DESC");
const FORTH = byTime(">=", "ASC");

/** Finds events by time. */
export function createEventTimeStore(database: Database): EventTimeStore {
  return {
    eventsByTime: async ({ roomId, ts, back, upTo, limit }) =>
      (await database.query<EventRow>(back ? BACK : FORTH, [roomId, whole(ts), upTo, limit])).map(toEvent),
  };
}

/** A time that the column can be compared with. */
function whole(ts: number): number {
  return Math.trunc(Math.max(-1, Math.min(Number.MAX_SAFE_INTEGER, ts)));
}
