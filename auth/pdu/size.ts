/** The limits on events (client-server API, "Size limits"), in bytes. */
import { exceedsBytes, MAX_ID_BYTES } from "../identifier/user-id.js";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, own } from "../json/value.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { type PduError, pduError } from "./error.js";
import type { Pdu } from "./pdu.js";

/** The most bytes of canonical JSON that an event may take. */
export const MAX_EVENT_BYTES = 65_536;
/** The error about an event that takes more. */
export const TOO_LARGE: PduError = pduError(
  "pdu/too-large",
  `the event takes more than ${MAX_EVENT_BYTES} bytes`,
);
/** The most entries of `prev_events`. */
export const MAX_PREV_EVENTS = 20;
/** The most entries of `auth_events`. */
export const MAX_AUTH_EVENTS = 10;

const LIMITED = ["sender", "room_id", "type", "state_key"] as const;
const LIMITED_WITH_ID = [...LIMITED, "event_id"] as const;

/** Whether the lists of an event are too long. Old events asked for by `/backfill` may exceed this. */
export function checkCounts({ prevEventIds, authEventIds }: Pdu): PduError | undefined {
  if (prevEventIds.length > MAX_PREV_EVENTS)
    return pduError("pdu/too-many", `more than ${MAX_PREV_EVENTS} prev_events`, "prev_events");
  if (authEventIds.length > MAX_AUTH_EVENTS)
    return pduError("pdu/too-many", `more than ${MAX_AUTH_EVENTS} auth_events`, "auth_events");
  return undefined;
}

/**
 * Whether JSON takes more bytes than that in whichever form, found by looking at no more of it than that. False says
 * nothing: a letter is taken for one byte.
 */
export function takesMoreThan(value: JsonValue, bytes: number): boolean {
  let left = bytes;
  const open: JsonValue[] = [value];
  for (let at = open.pop(); at !== undefined && left >= 0; at = open.pop()) {
    if (typeof at === "string") left -= at.length + 2;
    else if (isJsonArray(at)) left = openArray(at, left, open);
    else if (isJsonObject(at)) left = openObject(at, left, open);
    else left -= 1;
  }
  return left < 0;
}

/** The bytes that a list leaves for its items, which are to be looked at. */
function openArray(items: readonly JsonValue[], bytes: number, open: JsonValue[]): number {
  const left = bytes - items.length - 1;
  if (left >= 0) for (const item of items) open.push(item);
  return left;
}

/** The bytes that an object leaves for its values, which are to be looked at. No more keys are than there is room for. */
function openObject(object: JsonObject, bytes: number, open: JsonValue[]): number {
  let left = bytes - 1;
  for (const key in object) {
    left -= key.length + 4;
    if (left < 0) break;
    const value = own(object, key);
    if (value !== undefined) open.push(value);
  }
  return left;
}

/** Whether text has more code points than `limit`, each of which takes two code units at most. */
function exceedsCodePoints(text: string, limit: number): boolean {
  return text.length > 2 * limit || (text.length > limit && [...text].length > limit);
}

/** The first key whose value is too long. */
export function checkFieldSizes(
  event: JsonObject,
  rules: RoomVersionRules,
  asServersCount: boolean,
): PduError | undefined {
  const isLong = asServersCount && rules.idLength === "code-points" ? exceedsCodePoints : exceedsBytes;
  for (const field of rules.eventId === "chosen" ? LIMITED_WITH_ID : LIMITED) {
    const value = own(event, field);
    if (typeof value === "string" && isLong(value, MAX_ID_BYTES))
      return pduError("pdu/field-too-large", `${field} is longer than ${MAX_ID_BYTES} bytes`, field);
  }
  return undefined;
}
