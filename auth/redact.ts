/** The redaction algorithm (room version pages, "Redactions"). */
import { isJsonObject, type JsonObject, type JsonValue, own } from "./json/value.js";
import type { AnyRoomVersion, RedactionRules } from "./room-version/rules.js";
import { knownRules } from "./room-version/table.js";

function pick(object: JsonObject, keys: readonly string[]): Record<string, JsonValue> {
  // Only names that are written down in tables get here, never `__proto__`.
  const picked: Record<string, JsonValue> = {};
  for (const key of keys) {
    const value = own(object, key);
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}

function redactContent(event: JsonObject, content: JsonValue, rules: RedactionRules): JsonObject {
  const type = own(event, "type");
  if (!isJsonObject(content) || typeof type !== "string" || !Object.hasOwn(rules.content, type)) return {};
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

/**
 * The redacted form of an event. The input is not changed; kept values are shared with it. Content
 * that is not an object becomes an empty one.
 */
export function redact(event: JsonObject, roomVersion: AnyRoomVersion): JsonObject {
  const rules = knownRules(roomVersion).redaction;
  const redacted = pick(event, rules.topLevel);
  if (redacted.content !== undefined) redacted.content = redactContent(event, redacted.content, rules);
  return redacted;
}

/** Writes a value as canonical JSON. */
export type Encoder = (value: JsonValue) => string;

/**
 * The canonical JSON that an event's reference hash is taken of and that its signatures cover: what is left once it is
 * redacted, without `signatures` and `unsigned`. Written from the event itself, since this is done for every event that comes in.
 */
export function canonicalReference(event: JsonObject, roomVersion: AnyRoomVersion, encode: Encoder): string {
  const rules = knownRules(roomVersion).redaction;
  const written: string[] = [];
  for (const key of rules.topLevel) {
    const value = isCovered(key) ? own(event, key) : undefined;
    if (value !== undefined) written.push(`"${key}":${encode(keptValue(event, key, value, rules))}`);
  }
  return `{${written.join(",")}}`;
}

/** Whether a member that a redaction leaves is covered by the reference hash and the signatures. */
export function isCovered(key: string): boolean {
  return key !== "signatures" && key !== "unsigned";
}

/** The part that is left of a member that is covered: the value itself where that is all of it. */
export function keptValue(
  event: JsonObject,
  key: string,
  value: JsonValue,
  rules: RedactionRules,
): JsonValue {
  return key === "content" ? redactContent(event, value, rules) : value;
}
