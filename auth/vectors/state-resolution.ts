/** Recorded state resolutions. */
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, own } from "../json/value.js";
import { readPdu } from "../pdu/parse.js";
import type { Pdu } from "../pdu/pdu.js";
import { isRoomVersion } from "../room-version/table.js";
import { resolveState } from "../state/resolve.js";
import { entriesOf, type RoomState, type StateEntry, stateOf } from "../state/room-state.js";
import { AGREES, type Agreement, disagrees, text } from "./agreement.js";

function readEntries(value: JsonValue | undefined): StateEntry[] {
  if (!isJsonArray(value)) return [];
  const entries: StateEntry[] = [];
  for (const entry of value) {
    if (!isJsonArray(entry)) continue;
    const [type, stateKey, id] = entry;
    if (typeof type === "string" && typeof stateKey === "string" && typeof id === "string")
      entries.push([type, stateKey, id]);
  }
  return entries;
}

function readEvents(line: JsonObject): Map<string, Pdu> {
  const events = new Map<string, Pdu>();
  const listed = own(line, "events");
  for (const entry of isJsonArray(listed) ? listed : []) {
    if (!isJsonObject(entry)) continue;
    const id = text(entry, "event_id");
    const read = readPdu(own(entry, "pdu") ?? null, text(line, "room_version"), { eventId: id });
    if (read.ok) events.set(id, read.value);
  }
  return events;
}

function lines(state: RoomState): string {
  return [...entriesOf(state)]
    .map((entry) => JSON.stringify(entry))
    .sort()
    .join("\n");
}

/** Resolves the recorded states and compares, as maps. */
export function compareResolution(line: JsonObject): Agreement {
  const version = own(line, "room_version");
  const sets = own(line, "state_sets");
  if (!isRoomVersion(version) || !isJsonArray(sets))
    return disagrees("unknown room version or no state sets");
  const events = readEvents(line);
  const resolved = resolveState(
    sets.map((set) => stateOf(readEntries(set))),
    { roomVersion: version, events: (id) => events.get(id) },
  );
  const theirs = stateOf(readEntries(own(line, "resolved")));
  return lines(resolved) === lines(theirs) ? AGREES : disagrees("another state");
}
