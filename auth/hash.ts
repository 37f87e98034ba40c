/** Content hash, reference hash and event ID (server-server API, "Calculating the hashes"). */
import { sha256 } from "@noble/hashes/sha2.js";
import { encodeBase64, encodeBase64Url } from "./base64.js";
import { canonicalJson } from "./json/canonical.js";
import { type JsonObject, own, without } from "./json/value.js";
import { redactWithout } from "./redact.js";
import type { RoomVersion } from "./room-version/rules.js";
import { ROOM_VERSIONS } from "./room-version/table.js";

const encoder = new TextEncoder();

/** Text as UTF-8. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The SHA-256 that belongs into `hashes`: over the whole event but `unsigned`, `signatures` and `hashes`. */
export function contentHash(event: JsonObject): string {
  return encodeBase64(sha256(utf8(canonicalJson(without(event, "unsigned", "signatures", "hashes")))));
}

/** The bytes of the SHA-256 that names an event: over the redacted event without `signatures` and `unsigned`. */
function referenceHashBytes(event: JsonObject, roomVersion: RoomVersion): Uint8Array {
  return sha256(utf8(canonicalJson(redactWithout(event, roomVersion, "signatures"))));
}

/** The reference hash in unpadded standard base64. */
export function referenceHash(event: JsonObject, roomVersion: RoomVersion): string {
  return encodeBase64(referenceHashBytes(event, roomVersion));
}

/**
 * An event's ID: its own `event_id` in versions 1 and 2, its reference hash from then on. Empty if the event lacks
 * the key that it should have.
 */
export function eventId(event: JsonObject, roomVersion: RoomVersion): string {
  const form = ROOM_VERSIONS[roomVersion].eventId;
  if (form === "chosen") {
    const id = own(event, "event_id");
    return typeof id === "string" ? id : "";
  }
  const bytes = referenceHashBytes(event, roomVersion);
  return `$${form === "hash" ? encodeBase64(bytes) : encodeBase64Url(bytes)}`;
}
