/** Events that are not whole, and rightly so: state that was unset, and what a filter has left of an event. */
import type { LocatedEvent } from "@knockgen/matrix/runtime/inspect-events";

/** State that every room needs: an empty content does not unset it. */
const ALWAYS_SET = new Set([
  "m.room.create",
  "m.room.member",
  "m.room.join_rules",
  "m.room.history_visibility",
]);

/** State cannot be deleted: clients unset it with an empty content, whatever its schema demands. */
export function isUnset({ value, place }: LocatedEvent, type: string, path: string): boolean {
  if (typeof value !== "object" || value === null || ALWAYS_SET.has(type)) return false;
  if (place.form === "content") return path.includes("/state/") && Object.keys(value).length === 0;
  const content: unknown = Reflect.get(value, "content");
  return (
    "state_key" in value &&
    typeof content === "object" &&
    content !== null &&
    Object.keys(content).length === 0
  );
}

const ENVELOPE = ["type", "sender", "event_id", "origin_server_ts"];

/**
 * Whether the answer holds only the fields of events that the client has asked for, with `event_fields` of a filter. A filter that
 * is named by its ID is known by what it does: no server leaves out parts of the envelope by itself.
 */
export function isFiltered(query: URLSearchParams, events: readonly LocatedEvent[]): boolean {
  const filter = query.get("filter");
  if (filter === null) return false;
  if (filter.startsWith("{")) return filter.includes('"event_fields"');
  return events.some(
    ({ value, place }) =>
      place.form === "full" &&
      typeof value === "object" &&
      value !== null &&
      ENVELOPE.some((name) => !Object.hasOwn(value, name)),
  );
}
