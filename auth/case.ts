/** Cases for the engine, one JSON object each: the format of `knockgen authorize` and of the vectors. */
import { eventId } from "./hash.js";
import { tryCanonicalEventJson } from "./json/canonical.js";
import type { Result } from "./json/error.js";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, own } from "./json/value.js";
import type { Case } from "./judge.js";
import { loadPdu, type Pdu } from "./pdu/pdu.js";
import type { AnyRoomVersion } from "./room-version/rules.js";
import {
  isRoomVersion,
  isUnstableRoomVersion,
  ROOM_VERSIONS,
  UNSTABLE_ROOM_VERSIONS,
} from "./room-version/table.js";

/** A case read from JSON. */
export interface ReadCase {
  readonly id: JsonValue;
  readonly question: Case;
}

function strings(value: JsonValue | undefined): string[] | undefined {
  return isJsonArray(value) ? value.filter((entry) => typeof entry === "string") : undefined;
}

function authEvent(value: JsonValue, id: string | undefined, version: AnyRoomVersion): Pdu | undefined {
  if (!isJsonObject(value) || !tryCanonicalEventJson(value).ok) return undefined;
  return loadPdu(value, version, id ?? eventId(value, version));
}

function authEvents(line: JsonObject, version: AnyRoomVersion): Pdu[] {
  const events = own(line, "auth_events");
  const ids = own(line, "auth_event_ids");
  if (!isJsonArray(events)) return [];
  return events
    .map((event, at) => {
      const id = isJsonArray(ids) ? ids[at] : undefined;
      return authEvent(event, typeof id === "string" ? id : undefined, version);
    })
    .filter((event) => event !== undefined);
}

/**
 * Reads a case: `room_version`, `event`, `auth_events`, and where given `id`, `event_id`, `auth_event_ids`,
 * `rejected` and `valid_signatures`. The error says what is missing.
 */
export function readCase(line: JsonValue): Result<ReadCase, string> {
  if (!isJsonObject(line)) return { ok: false, error: "a case is a JSON object" };
  const roomVersion = own(line, "room_version");
  if (!isRoomVersion(roomVersion) && !isUnstableRoomVersion(roomVersion))
    return {
      ok: false,
      error: `room_version is none of ${[...Object.keys(ROOM_VERSIONS), ...Object.keys(UNSTABLE_ROOM_VERSIONS)].join(", ")}`,
    };
  const event = own(line, "event");
  if (event === undefined) return { ok: false, error: "event is missing" };
  const id = own(line, "event_id");
  const rejected = strings(own(line, "rejected"));
  const signedBy = strings(own(line, "valid_signatures"));
  const question: Case = {
    roomVersion,
    event,
    eventId: typeof id === "string" ? id : undefined,
    authEvents: authEvents(line, roomVersion),
    rejected: rejected && new Set(rejected),
    signedBy: signedBy && new Set(signedBy),
  };
  return { ok: true, value: { id: own(line, "id") ?? null, question } };
}
