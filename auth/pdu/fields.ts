/** The keys of an event and their types (room version pages, "Event format"). */
import { hasUserIdShape } from "../identifier/user-id.js";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, own } from "../json/value.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { type PduError, pduError } from "./error.js";

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

type Test = (value: JsonValue, rules: RoomVersionRules) => boolean;

interface Field {
  readonly name: string;
  readonly expected: string;
  readonly test: Test;
  readonly required: (rules: RoomVersionRules, event: JsonObject) => boolean;
  /** Versions in which the key is not part of an event, so that its value does not matter. */
  readonly ignored?: (rules: RoomVersionRules) => boolean;
}

const always = (): boolean => true;
const never = (): boolean => false;
const isString: Test = (value) => typeof value === "string";

const isInteger: Test = (value) =>
  typeof value === "number"
    ? Number.isSafeInteger(value)
    : typeof value === "bigint" && value >= INT64_MIN && value <= INT64_MAX;

const isDepth: Test = (value, rules) =>
  isInteger(value, rules) &&
  typeof value !== "object" &&
  typeof value !== "string" &&
  Number(value) <= Number(rules.maxDepth);

const isHashes: Test = (value) => isJsonObject(value) && typeof own(value, "sha256") === "string";

function isSignatures(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  for (const server of Object.keys(value)) {
    const keys = value[server];
    if (!isJsonObject(keys)) return false;
    for (const key of Object.keys(keys)) if (typeof keys[key] !== "string") return false;
  }
  return true;
}

/** Versions 1 and 2 name events by pairs of an ID and hashes, later ones by the ID alone. */
function isEventList(value: JsonValue, rules: RoomVersionRules): boolean {
  if (!isJsonArray(value)) return false;
  for (const entry of value) {
    if (rules.eventId !== "chosen") {
      if (typeof entry !== "string") return false;
    } else if (!isJsonArray(entry) || entry.length !== 2) return false;
    else if (typeof entry[0] !== "string" || !isJsonObject(entry[1])) return false;
  }
  return true;
}

const isCreate = (event: JsonObject): boolean => own(event, "type") === "m.room.create";

/** In the order in which problems are reported. */
const FIELDS: readonly Field[] = [
  { name: "type", expected: "a string", test: isString, required: always },
  {
    name: "sender",
    expected: "a user ID",
    test: (v) => typeof v === "string" && hasUserIdShape(v),
    required: always,
  },
  {
    name: "room_id",
    expected: "a string",
    test: isString,
    required: (rules, event) => rules.roomId === "server" || !isCreate(event),
  },
  {
    name: "event_id",
    expected: "an event ID",
    test: (v) => typeof v === "string" && v.includes(":"),
    required: (rules) => rules.eventId === "chosen",
    ignored: (rules) => rules.eventId !== "chosen",
  },
  { name: "state_key", expected: "a string", test: isString, required: never },
  { name: "content", expected: "an object", test: isJsonObject, required: always },
  { name: "origin_server_ts", expected: "an integer", test: isInteger, required: always },
  { name: "depth", expected: "an integer", test: isDepth, required: always },
  { name: "hashes", expected: "an object with a string sha256", test: isHashes, required: always },
  { name: "signatures", expected: "an object of objects of strings", test: isSignatures, required: always },
  { name: "auth_events", expected: "a list of events", test: isEventList, required: always },
  { name: "prev_events", expected: "a list of events", test: isEventList, required: always },
  { name: "unsigned", expected: "an object", test: isJsonObject, required: never },
  {
    name: "redacts",
    expected: "a string",
    test: isString,
    required: never,
    ignored: (rules) => rules.redactsInContent,
  },
];

/** The first key that is missing or has the wrong type, if any. */
export function checkFields(event: JsonObject, rules: RoomVersionRules): PduError | undefined {
  for (const field of FIELDS) {
    const value = own(event, field.name);
    if (value === undefined) {
      if (field.required(rules, event))
        return pduError("pdu/field-missing", `${field.name} is missing`, field.name);
    } else if (field.ignored?.(rules) !== true && !field.test(value, rules)) {
      return pduError("pdu/field-type", `${field.name} is not ${field.expected}`, field.name);
    }
  }
  return undefined;
}
