/** Stripped state: what those outside may see of a room (N7, N8). */
import {
  domainOf,
  isJsonObject,
  type JsonObject,
  MAX_EVENT_BYTES,
  own,
  takesMoreThan,
  tryCanonicalEventJson,
} from "@knockgen/auth";
import { heapBytes } from "../bounds/heap-size.js";
import { Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import { shownJson } from "./redacted-json.js";

/** The types of events that tell a stranger which room this is, create first as it must not be missing. */
export const STRIPPED_TYPES = [
  "m.room.create",
  "m.room.join_rules",
  "m.room.name",
  "m.room.topic",
  "m.room.avatar",
  "m.room.canonical_alias",
  "m.room.encryption",
] as const;

/** A state event without what strangers have no use for. */
export function strip(json: JsonObject): JsonObject {
  const stripped: Record<string, JsonObject[string]> = {};
  for (const key of ["type", "state_key", "sender", "content"]) {
    const value = own(json, key);
    if (value !== undefined) stripped[key] = value;
  }
  return stripped;
}

/** The events that an invite or a knock comes with, in the room version's format (N18); create comes first. */
export async function strippedEvents(
  { store, writer }: Pick<ServerContext, "store" | "writer">,
  roomId: string,
): Promise<JsonObject[]> {
  const room = await writer.room(roomId);
  if (room === undefined) return [];
  const ids = STRIPPED_TYPES.map((type) => room.at(type, "")).filter((id) => id !== undefined);
  const events = new Map((await store.events(ids)).map((event) => [event.eventId, event]));
  return ids
    .map((id) => events.get(id))
    .filter((event) => event !== undefined)
    .map((event) => shownJson(event, room.version));
}

/** Entries of the state that comes with an invite or a knock; an honest server sends fewer than ten. */
const MAX_ENTRIES = 64;
/** And what they take of the heap: several times what an honest room's do. It is kept for as long as the user does not answer (O12). */
const MAX_BYTES = 128 * 1024;

/** Those entries of another server that are looked at, in their order; the create event is never too much. */
export async function boundedState(entries: readonly JsonObject[]): Promise<JsonObject[]> {
  const turns = new Turns();
  const kept: JsonObject[] = [];
  let left = MAX_BYTES;
  let hasCreate = false;
  for (const entry of entries.slice(0, MAX_ENTRIES)) {
    await turns.next();
    const isFirstCreate: boolean = !hasCreate && own(entry, "type") === "m.room.create";
    const most = isFirstCreate ? MAX_EVENT_BYTES : Math.min(left, MAX_EVENT_BYTES);
    // An entry that is certainly too large is not encoded to find that out.
    if (takesMoreThan(entry, most)) continue;
    // Parsed it may take twenty times its text, at each look at it.
    const bytes = tryCanonicalEventJson(entry).ok ? heapBytes(entry) : Number.POSITIVE_INFINITY;
    if (bytes > (isFirstCreate ? MAX_BYTES : most)) continue;
    hasCreate ||= isFirstCreate;
    left -= Math.min(left, bytes);
    kept.push(entry);
  }
  return kept;
}

/** Whether a value has the shape of stripped state. */
export function isStripped(value: unknown): value is JsonObject {
  return (
    isJsonObject(value) &&
    typeof own(value, "type") === "string" &&
    typeof own(value, "state_key") === "string" &&
    typeof own(value, "sender") === "string" &&
    domainOf(String(own(value, "sender"))) !== undefined &&
    isJsonObject(own(value, "content"))
  );
}
