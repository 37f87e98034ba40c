/** Bodies as the auth engine holds JSON. */
import { isJsonObject, type JsonObject, type JsonValue, own, tryCanonicalEventJson } from "@knockgen/auth";
import { badJson } from "../errors.js";

/** A body that was parsed from JSON, as an object that events may hold. Floats may not be in events. */
export function asJsonObject(value: unknown): JsonObject {
  if (isJsonObject(value)) {
    if (hasCanonicalForm(value)) return value;
    const check = tryCanonicalEventJson(value);
    if (check.ok) return value;
    throw badJson(check.error.message);
  }
  throw badJson("The body is not a JSON object");
}

/** Whether a value has a canonical form for certain: bodies are bounded in depth before. To look costs less than to write that form, which is not needed here. */
function hasCanonicalForm(value: JsonValue): boolean {
  switch (typeof value) {
    case "string":
      return !LONE_SURROGATE.test(value);
    case "number":
      return Number.isFinite(value);
    case "boolean":
      return true;
    case "object":
      if (value === null) return true;
      if (Array.isArray(value)) return value.every(hasCanonicalForm);
      return isJsonObject(value) && membersHaveCanonicalForm(value);
    default:
      return false;
  }
}

function membersHaveCanonicalForm(object: JsonObject): boolean {
  return Object.keys(object).every((key) => {
    const item = own(object, key);
    return item !== undefined && !LONE_SURROGATE.test(key) && hasCanonicalForm(item);
  });
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** A member that must be an object; refuses another. */
export function objectMember(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  if (isJsonObject(value)) return value;
  throw badJson(`\`${key}\` is not an object`);
}

/** A member of a value, if that is an object. */
export function ownIn(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? own(value, key) : undefined;
}
