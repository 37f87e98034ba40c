/** The redaction algorithm (room version pages, "Redactions"). */
import { isJsonObject, type JsonObject, type JsonValue, own } from "./json/value.js";
import type { RedactionRules, RoomVersion } from "./room-version/rules.js";
import { ROOM_VERSIONS } from "./room-version/table.js";

function pick(object: JsonObject, keys: readonly string[]): Record<string, JsonValue> {
  // Only names that are written down in tables get here, never `__proto__`.
  const picked: Record<string, JsonValue> = {};
  for (const key of keys) {
    const value = own(object, key);
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}

function redactContent(type: JsonValue | undefined, content: JsonObject, rules: RedactionRules): JsonObject {
  if (typeof type !== "string" || !Object.hasOwn(rules.content, type)) return {};
  const keys = rules.content[type];
  if (keys === undefined) return {};
  if (keys === "all") return content;
  const kept = pick(content, keys);
  if (rules.keepSignedInvite && type === "m.room.member") {
    const invite = own(content, "third_party_invite");
    if (isJsonObject(invite)) kept.third_party_invite = pick(invite, ["signed"]);
  }
  return kept;
}

/** What is left of an event once it is redacted, without a key that would stay. */
export function redactWithout(event: JsonObject, roomVersion: RoomVersion, dropped: string): JsonObject {
  const rules = ROOM_VERSIONS[roomVersion].redaction;
  const redacted: Record<string, JsonValue> = {};
  for (const key of Object.keys(event)) {
    const value = event[key];
    if (value === undefined || !rules.topLevel.has(key) || key === dropped) continue;
    redacted[key] =
      key === "content" ? redactContent(own(event, "type"), isJsonObject(value) ? value : {}, rules) : value;
  }
  return redacted;
}

/**
 * What is left of an event once it is redacted. The input is not changed; kept values are shared with it. Content
 * that is not an object becomes an empty one.
 */
export function redact(event: JsonObject, roomVersion: RoomVersion): JsonObject {
  return redactWithout(event, roomVersion, "");
}
