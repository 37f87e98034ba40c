/** From the wire to a `Pdu`: the format of the event's room version, its limits, its ID. */
import { eventIdBy } from "../hash.js";
import { exceedsBytes } from "../identifier/user-id.js";
import { canonicalJson, tryCanonicalJson } from "../json/canonical.js";
import type { Result } from "../json/error.js";
import { type ReadText, readText } from "../json/parse.js";
import { plainJson } from "../json/plain.js";
import {
  isJsonArray,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  own,
} from "../json/value.js";
import { LevelCache } from "../read/level-table.js";
import type { RoomVersion, RoomVersionRules } from "../room-version/rules.js";
import { isRoomVersion, ROOM_VERSIONS } from "../room-version/table.js";
import { type PduError, pduError } from "./error.js";
import { checkFields } from "./fields.js";
import type { Pdu } from "./pdu.js";
import { checkCounts, checkFieldSizes, MAX_EVENT_BYTES } from "./size.js";

/** How to read an event. */
export interface ParsePduOptions {
  /** Accept more `prev_events` and `auth_events` than new events may have, as in answers to `/backfill`. */
  readonly anyCounts?: boolean;
  /** The event's ID where it is known for certain, to save computing it. The default is to compute it. */
  readonly eventId?: string;
}

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

/** What breaks the encoding or the size of an event; its fields are known to be good. */
function checkEncoding(event: JsonObject, read: ReadText, rules: RoomVersionRules): PduError | undefined {
  const canonical = read.plain
    ? { ok: true as const, value: plainJson(event) }
    : tryCanonicalJson(event, { strict: rules.strictJson });
  if (!canonical.ok) return pduError("pdu/not-canonical", canonical.error.message);
  return exceedsBytes(canonical.value, MAX_EVENT_BYTES)
    ? pduError("pdu/too-large", `the event takes more than ${MAX_EVENT_BYTES} bytes`)
    : undefined;
}

/** `fits`: that the event is not too large is known already. */
function readEvent(
  read: ReadText,
  roomVersion: string,
  options: ParsePduOptions,
  fits: boolean,
): Result<Pdu, PduError> {
  const { json, encodable, plain } = read;
  if (!isRoomVersion(roomVersion))
    return { ok: false, error: pduError("pdu/room-version", "the room version is not known") };
  if (!isJsonObject(json))
    return { ok: false, error: pduError("pdu/not-an-object", "an event is a JSON object") };
  const rules = ROOM_VERSIONS[roomVersion];
  const wrong = checkFields(json, rules);
  if (wrong !== undefined) return { ok: false, error: wrong };
  const encoding = encodable && fits ? undefined : checkEncoding(json, read, rules);
  if (encoding?.code === "pdu/not-canonical") return { ok: false, error: encoding };
  const id = options.eventId ?? eventIdBy(plain ? plainJson : canonicalJson, json, roomVersion);
  const pdu = loadPdu(json, roomVersion, id);
  const limit =
    (options.anyCounts === true ? undefined : checkCounts(pdu)) ?? checkFieldSizes(json, rules) ?? encoding;
  return limit === undefined ? { ok: true, value: pdu } : { ok: false, error: limit };
}

/** Reads an event that is JSON already: its format, its limits, its ID. See `parsePdu` for text. */
export function readPdu(
  value: JsonValue,
  roomVersion: string,
  options: ParsePduOptions = {},
): Result<Pdu, PduError> {
  return readEvent({ json: value, encodable: false, plain: false }, roomVersion, options, false);
}

/**
 * Reads an event from the text that came over the wire. What the room version distinguishes is kept (`1.0` is not
 * `1`), what it refuses is a named error.
 */
export function parsePdu(
  text: string,
  roomVersion: string,
  options: ParsePduOptions = {},
): Result<Pdu, PduError> {
  const read = readText(text);
  if (!read.ok) return { ok: false, error: pduError("pdu/not-json", read.error.message) };
  // Canonical JSON is never longer than the text that it is made of.
  return readEvent(read.value, roomVersion, options, !exceedsBytes(text, MAX_EVENT_BYTES));
}
