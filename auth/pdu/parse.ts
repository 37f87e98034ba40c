/** From the wire to a `Pdu`: the format of the event's room version, its limits, its ID. */
import { eventIdBy } from "../hash.js";
import { exceedsBytes } from "../identifier/user-id.js";
import { canonicalEventJson, tryCanonicalJson } from "../json/canonical.js";
import type { Result } from "../json/error.js";
import { type ReadText, readText } from "../json/parse.js";
import { plainJson } from "../json/plain.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { roomVersionRules, unknownVersion } from "../room-version/table.js";
import { type PduError, pduError } from "./error.js";
import { checkFields } from "./fields.js";
import { loadPdu, type Pdu } from "./pdu.js";
import { checkCounts, checkFieldSizes, MAX_EVENT_BYTES, TOO_LARGE, takesMoreThan } from "./size.js";

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

/** Checks the encoding and the size of an event whose fields are known to be good. */
function checkEncoding(event: JsonObject, read: ReadText, rules: RoomVersionRules): PduError | undefined {
  const canonical = read.plain
    ? { ok: true as const, value: plainJson(event) }
    : tryCanonicalJson(event, { strict: rules.strictJson, floats: "kept" });
  if (!canonical.ok) return pduError("pdu/not-canonical", canonical.error.message);
  return exceedsBytes(canonical.value, MAX_EVENT_BYTES) ? TOO_LARGE : undefined;
}

/** `fits`: that the event is not too large is known already. */
function readEvent(
  read: ReadText,
  roomVersion: string | RoomVersionRules,
  options: ParsePduOptions,
  fits: boolean,
): Result<Pdu, PduError> {
  const { json, encodable, plain } = read;
  const rules = roomVersionRules(roomVersion);
  if (rules === undefined)
    return { ok: false, error: pduError("pdu/room-version", unknownVersion(roomVersion)) };
  if (!isJsonObject(json))
    return { ok: false, error: pduError("pdu/not-an-object", "an event is a JSON object") };
  // Before it is encoded, and encoded again for its ID: it may be as large as a body may.
  if (!fits && takesMoreThan(json, MAX_EVENT_BYTES)) return { ok: false, error: TOO_LARGE };
  const wrong = checkFields(json, rules);
  if (wrong !== undefined) return { ok: false, error: wrong };
  const encoding = encodable && fits ? undefined : checkEncoding(json, read, rules);
  if (encoding?.code === "pdu/not-canonical") return { ok: false, error: encoding };
  const id = options.eventId ?? eventIdBy(plain ? plainJson : canonicalEventJson, json, rules);
  const pdu = loadPdu(json, rules, id);
  const limit =
    (options.anyCounts === true ? undefined : checkCounts(pdu)) ??
    checkFieldSizes(json, rules, options.idsAsServersCount === true) ??
    encoding;
  return limit === undefined ? { ok: true, value: pdu } : { ok: false, error: limit };
}

/** Reads an event that is JSON already: its format, its limits, its ID. See `parsePdu` for text. */
export function readPdu(
  value: JsonValue,
  roomVersion: string | RoomVersionRules,
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
  roomVersion: string | RoomVersionRules,
  options: ParsePduOptions = {},
): Result<Pdu, PduError> {
  const read = readText(text);
  if (!read.ok) return { ok: false, error: pduError("pdu/not-json", read.error.message) };
  // Canonical JSON is never longer than the text that it is made of.
  return readEvent(read.value, roomVersion, options, !exceedsBytes(text, MAX_EVENT_BYTES));
}
