/** A persistent event as the engine holds it, and how it is made of JSON, without a doubt about its format. */
import {
  isJsonArray,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  own,
} from "../json/value.js";
import { LevelCache } from "../read/level-cache.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { knownRules } from "../room-version/table.js";
import type { WrittenEvent } from "./written.js";

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
 * An event that has its room version's format. Names are ours; `json` is what came over the wire. A class and not a
 * literal, for the reason that `LevelCache` is one; anything with these fields will do.
 */
export class Pdu {
  readonly eventId: string;
  readonly type: string;
  /** Undefined for events that are not state. */
  readonly stateKey: string | undefined;
  /** In version 12 a create event has no `room_id`; this is then derived from its ID. */
  readonly roomId: string;
  /** Of a member event, the membership that it states, if that is text. */
  readonly membership: string | undefined;
  readonly sender: string;
  readonly content: JsonObject;
  readonly authEventIds: readonly string[];
  readonly prevEventIds: readonly string[];
  readonly originServerTs: number | bigint;
  readonly depth: number | bigint;
  /** Of a power-levels event, a cache of its parsed levels. Internal. */
  readonly levels: LevelCache | undefined;
  readonly json: JsonObject;
  /** Of an event that `readWrittenPdu` read, its canonical JSON, until the event is kept. */
  written?: WrittenEvent | undefined;

  constructor(event: JsonObject, roomVersion: AnyRoomVersion, id: string) {
    const stateKey = own(event, "state_key");
    const content = own(event, "content");
    const type = stringOf(own(event, "type"));
    this.eventId = id;
    this.type = TYPES.get(type) ?? type;
    this.stateKey = typeof stateKey === "string" ? stateKey : undefined;
    const derived = knownRules(roomVersion).roomId === "create-event" && type === "m.room.create";
    // Joined: a concatenation stays in pieces, which takes long to compare each time.
    this.roomId = derived ? ["!", id.slice(1)].join("") : stringOf(own(event, "room_id"));
    this.content = isJsonObject(content) ? content : {};
    this.membership = type === "m.room.member" ? membershipIn(this.content) : undefined;
    this.sender = stringOf(own(event, "sender"));
    this.authEventIds = idsOf(own(event, "auth_events"));
    this.prevEventIds = idsOf(own(event, "prev_events"));
    this.originServerTs = integerOf(own(event, "origin_server_ts"));
    this.depth = integerOf(own(event, "depth"));
    this.levels = type === "m.room.power_levels" ? new LevelCache() : undefined;
    this.json = event;
    this.written = undefined;
  }
}

/**
 * An event that was read and found well-formed before, from our own storage: nothing is checked, and the ID is taken
 * as given. What does not have its type reads as empty.
 */
export function loadPdu(event: JsonObject, roomVersion: AnyRoomVersion, id: string): Pdu {
  return new Pdu(event, roomVersion, id);
}
