/** From the wire to a `Pdu`: the format of the event's room version, its limits, its ID. */
import { eventIdBy } from "../hash.js";
import { exceedsBytes } from "../identifier/user-id.js";
import { canonicalEventJson, encoded } from "../json/canonical.js";
import type { Result } from "../json/error.js";
import { type ReadText, readText } from "../json/parse.js";
import { plainJson } from "../json/plain.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.js";
import { canonicalReference } from "../redact.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { roomVersionRules, unknownVersion } from "../room-version/table.js";
import { type PduError, pduError } from "./error.js";
import { checkFields } from "./fields.js";
import { loadPdu, type Pdu } from "./pdu.js";
import { checkCounts, checkFieldSizes, MAX_EVENT_BYTES, TOO_LARGE, takesMoreThan } from "./size.js";
import { writeEvent } from "./written.js";

/** How to read an event. */
export interface ParsePduOptions {
  /** Accept more `prev_events` and `auth_events` than new events may have, as in answers to `/backfill`. */
  readonly anyCounts?: boolean;
  /**
   * Count code points instead of bytes in identifiers where the room version's servers do (`idLength`). The text of the
   * specification has bytes, which is the default; a server that held to it would lose events of old rooms (O30).
   */
  readonly idsAsServersCount?: boolean;
  /** The event's ID where it is known for certain, to save computing it. The default is to compute it. */
  readonly eventId?: string;
}

/** `fits`: that the event is not too large is known already. */
function readFields(
  { json }: ReadText,
  roomVersion: string | RoomVersionRules,
  fits: boolean,
): Result<{ readonly json: JsonObject; readonly rules: RoomVersionRules }, PduError> {
  const rules = roomVersionRules(roomVersion);
  if (rules === undefined)
    return { ok: false, error: pduError("pdu/room-version", unknownVersion(roomVersion)) };
  if (!isJsonObject(json))
    return { ok: false, error: pduError("pdu/not-an-object", "an event is a JSON object") };
  // Before it is encoded: it may be as large as a body may.
  if (!fits && takesMoreThan(json, MAX_EVENT_BYTES)) return { ok: false, error: TOO_LARGE };
  const wrong = checkFields(json, rules);
  return wrong === undefined ? { ok: true, value: { json, rules } } : { ok: false, error: wrong };
}

function limitOf(pdu: Pdu, rules: RoomVersionRules, options: ParsePduOptions): PduError | undefined {
  const counts = options.anyCounts === true ? undefined : checkCounts(pdu);
  return counts ?? checkFieldSizes(pdu.json, rules, options.idsAsServersCount === true);
}

/** Reads an event that is JSON already: its format, its limits, its ID. See `parsePdu` for text. */
export function readPdu(
  value: JsonValue,
  roomVersion: string | RoomVersionRules,
  options: ParsePduOptions = {},
): Result<Pdu, PduError> {
  const read = readWrittenPdu(value, roomVersion, options);
  return read.ok ? { ok: true, value: withoutText(read.value) } : read;
}

/** Callers may change the JSON of an event before they verify it. */
function withoutText(event: Pdu): Pdu {
  event.written = undefined;
  return event;
}

/**
 * As `readPdu`, for callers that go on to verify the event and to keep it, and never change its JSON: it is written as canonical JSON
 * here, and not again.
 */
export function readWrittenPdu(
  value: JsonValue,
  roomVersion: string | RoomVersionRules,
  options: ParsePduOptions = {},
): Result<Pdu, PduError> {
  return written({ json: value, encodable: false, plain: false }, roomVersion, options, false);
}

function written(
  read: ReadText,
  roomVersion: string | RoomVersionRules,
  options: ParsePduOptions,
  fits: boolean,
): Result<Pdu, PduError> {
  const fields = readFields(read, roomVersion, fits);
  if (!fields.ok) return fields;
  const { json, rules } = fields.value;
  const text = encoded(() => writeEvent(json, rules));
  if (!text.ok) return { ok: false, error: pduError("pdu/not-canonical", text.error.message) };
  const { value } = text;
  const event = loadPdu(json, rules, options.eventId ?? eventIdBy(json, rules, () => value.covered));
  const limit =
    limitOf(event, rules, options) ?? (exceedsBytes(value.whole, MAX_EVENT_BYTES) ? TOO_LARGE : undefined);
  if (limit !== undefined) return { ok: false, error: limit };
  event.written = value;
  return { ok: true, value: event };
}

/**
 * Reads an event from the text that came over the wire. What the room version distinguishes is kept (`1.0` is not
 * `1`), what it refuses is a named error.
 */
export function parsePdu(
  text: string,
  roomVersion: string | RoomVersionRules,
  options: ParsePduOptions = {},
): Result<Pdu, PduError> {
  const read = readText(text);
  if (!read.ok) return { ok: false, error: pduError("pdu/not-json", read.error.message) };
  // Canonical JSON is never longer than the text that it is made of.
  const fits = !exceedsBytes(text, MAX_EVENT_BYTES);
  const { encodable, plain } = read.value;
  if (!(fits && encodable)) {
    const whole = written(read.value, roomVersion, options, fits);
    return whole.ok ? { ok: true, value: withoutText(whole.value) } : whole;
  }
  const fields = readFields(read.value, roomVersion, fits);
  if (!fields.ok) return fields;
  const { json, rules } = fields.value;
  const reference = () => canonicalReference(json, rules, plain ? plainJson : canonicalEventJson);
  const event = loadPdu(json, rules, options.eventId ?? eventIdBy(json, rules, reference));
  const limit = limitOf(event, rules, options);
  return limit === undefined ? { ok: true, value: event } : { ok: false, error: limit };
}
