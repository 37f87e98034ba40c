/** Content hash, reference hash and event ID (server-server API, "Calculating the hashes"). */
import { digest } from "./digest.js";
import { canonicalEventJson, tryCanonicalEventJson } from "./json/canonical.js";
import { type JsonObject, own, without } from "./json/value.js";
import { canonicalReference } from "./redact.js";
import type { AnyRoomVersion } from "./room-version/rules.js";
import { knownRules } from "./room-version/table.js";

function hashedPart(event: JsonObject): JsonObject {
  return without(event, "unsigned", "signatures", "hashes");
}

/**
 * The SHA-256 that belongs in `hashes`: over the whole event but `unsigned`, `signatures` and `hashes`. Throws a
 * `JsonError` as encoders do, and so do `referenceHash` and `eventId`.
 */
export function contentHash(event: JsonObject): string {
  return digest(canonicalEventJson(hashedPart(event)), "base64");
}

/** As `contentHash`; undefined for an event that has no canonical form. */
export function tryContentHash(event: JsonObject): string | undefined {
  const canonical = tryCanonicalEventJson(hashedPart(event));
  return canonical.ok ? digest(canonical.value, "base64") : undefined;
}

/** The reference hash in unpadded standard base64: over the redacted event without `signatures`. */
export function referenceHash(event: JsonObject, roomVersion: AnyRoomVersion): string {
  return digest(canonicalReference(event, roomVersion, canonicalEventJson), "base64");
}

/**
 * An event's ID: its own `event_id` in versions 1 and 2, its reference hash from then on. Empty if the event lacks
 * the key that it should have.
 */
export function eventId(event: JsonObject, roomVersion: AnyRoomVersion): string {
  return eventIdBy(event, roomVersion, () => canonicalReference(event, roomVersion, canonicalEventJson));
}

/** As `eventId`, by a way of writing the reference that suits the event. */
export function eventIdBy(event: JsonObject, roomVersion: AnyRoomVersion, reference: () => string): string {
  const form = knownRules(roomVersion).eventId;
  if (form === "chosen") {
    const id = own(event, "event_id");
    return typeof id === "string" ? id : "";
  }
  const alphabet = form === "hash" ? "base64" : "base64url";
  // Joined: a concatenation stays in pieces, and an ID is a key of maps, which compare it again and again.
  return ["$", digest(reference(), alphabet)].join("");
}
