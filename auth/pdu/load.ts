/** From the JSON of an event to a `Pdu`, without a doubt about its format. */
import {
  isJsonArray,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  own,
} from "../json/value.js";
import { LevelCache } from "../read/level-table.js";
import type { RoomVersion } from "../room-version/rules.js";
import { ROOM_VERSIONS } from "../room-version/table.js";
import type { Pdu } from "./pdu.js";

function stringOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function areStrings(items: JsonArray): items is readonly string[] {
  for (const item of items) if (typeof item !== "string") return false;
  return true;
}

function idsOf(value: JsonValue | undefined): readonly string[] {
  if (!isJsonArray(value)) return [];
  return areStrings(value) ? value : value.map((entry) => stringOf(isJsonArray(entry) ? entry[0] : entry));
}

function integerOf(value: JsonValue | undefined): number | bigint {
  return typeof value === "number" || typeof value === "bigint" ? value : 0;
}

/** The membership in the content of a member event, if it is text. */
export function membershipIn(content: JsonObject): string | undefined {
  const membership = own(content, "membership");
  return typeof membership === "string" ? membership : undefined;
}

/** Types that the rules compare with are made one and the same string, so that comparing looks at no letters. */
const TYPES: ReadonlyMap<string, string> = new Map(
  [
    "m.room.create",
    "m.room.member",
    "m.room.power_levels",
    "m.room.join_rules",
    "m.room.third_party_invite",
  ].map((type) => [type, type]),
);

/**
 * An event that was read and found well-formed before, from our own storage: nothing is checked, and the ID is taken
 * as given. What does not have its type reads as empty.
 */
export function loadPdu(event: JsonObject, roomVersion: RoomVersion, id: string): Pdu {
  const stateKey = own(event, "state_key");
  const value = own(event, "content");
  const content = isJsonObject(value) ? value : {};
  const stated = stringOf(own(event, "type"));
  const type = TYPES.get(stated) ?? stated;
  const derived = ROOM_VERSIONS[roomVersion].roomId === "create-event" && type === "m.room.create";
  return {
    eventId: id,
    type,
    stateKey: typeof stateKey === "string" ? stateKey : undefined,
    roomId: derived ? `!${id.slice(1)}` : stringOf(own(event, "room_id")),
    membership: type === "m.room.member" ? membershipIn(content) : undefined,
    sender: stringOf(own(event, "sender")),
    content,
    authEventIds: idsOf(own(event, "auth_events")),
    prevEventIds: idsOf(own(event, "prev_events")),
    originServerTs: integerOf(own(event, "origin_server_ts")),
    depth: integerOf(own(event, "depth")),
    levels: type === "m.room.power_levels" ? new LevelCache() : undefined,
    json: event,
  };
}
