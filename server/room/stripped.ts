/** Stripped state: what those outside may see of a room (N7, N8). */
import { domainOf, isJsonObject, type JsonObject, own, type Pdu } from "../../auth/index.js";
import type { RoomDraft } from "./draft.js";
import type { RoomWriter } from "./writer.js";

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

/** The events that an invite or a knock comes with, in the room version's format (N18). */
export async function strippedEvents(draft: RoomDraft): Promise<Pdu[]> {
  const events: Pdu[] = [];
  for (const type of STRIPPED_TYPES) {
    const event = await draft.stateEvent(type);
    if (event !== undefined) events.push(event);
  }
  return events;
}

/** The stripped state of a room that this server is in. */
export async function strippedStateOf(writer: RoomWriter, roomId: string): Promise<JsonObject[]> {
  const events = await writer.look(roomId, strippedEvents);
  return (events ?? []).map(({ json }) => strip(json));
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
