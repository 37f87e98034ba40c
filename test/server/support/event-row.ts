/** Rows of events as the database gives them. */
import type { EventRow } from "../../../server/store/rooms/room-rows.js";

/** A message with some content. */
export function eventRow(id: string, content: object, more: Partial<EventRow> = {}): EventRow {
  return {
    event_id: id,
    room_id: "!r:a",
    position: 1,
    type: "m.x",
    state_key: null,
    sender: "@u:a",
    status: "accepted",
    json: JSON.stringify({ type: "m.x", content, origin_server_ts: 5 }),
    redacted_by: null,
    state_before: null,
    state_after: null,
    transaction_id: null,
    device: null,
    replaces: null,
    ...more,
  };
}
