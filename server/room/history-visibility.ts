/** Reads history visibility from events (client-server API, "Room History Visibility"). */
import type { StoredEvent } from "../store/store.js";
import { objectIn, textIn } from "../values/json-members.js";

/** The type of the event that says which visibility a room's history has. */
export const HISTORY_VISIBILITY = "m.room.history_visibility";

/** The visibility that an event states; what holds where there is none, or it does not say. */
export function visibilityIn(event: StoredEvent | undefined): string {
  return (event && textIn(objectIn(event.json, "content"), "history_visibility")) ?? "shared";
}

/** The membership that an event states. Who has none has left. */
export function membershipIn(event: StoredEvent | undefined): string {
  return (event && textIn(objectIn(event.json, "content"), "membership")) ?? "leave";
}
