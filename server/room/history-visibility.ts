/** Reads history visibility from events (client-server API, "Room History Visibility"). */
import { isJsonObject, own } from "@knockgen/auth";
import type { StoredEvent } from "../store/store.js";

/** The type of the event that says which visibility a room's history has. */
export const HISTORY_VISIBILITY = "m.room.history_visibility";

/** The visibility that an event states; what holds where there is none, or it does not say. */
export function visibilityIn(event: StoredEvent | undefined): string {
  return (event && textIn(event, "history_visibility")) ?? "shared";
}

/** The membership that an event states. Who has none has left. */
export function membershipIn(event: StoredEvent | undefined): string {
  return (event && textIn(event, "membership")) ?? "leave";
}

function textIn({ json }: StoredEvent, key: string): string | undefined {
  const content = own(json, "content");
  const value = isJsonObject(content) ? own(content, key) : undefined;
  return typeof value === "string" ? value : undefined;
}
