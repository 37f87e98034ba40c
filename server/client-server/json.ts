/** Bodies as the auth engine holds JSON. */
import { isJsonObject, type JsonObject, type JsonValue, own, tryCanonicalEventJson } from "@knockgen/auth";
import { badJson } from "../errors.js";

/** A body that was parsed from JSON, as an object that events may hold. Floats may not be in events. */
export function asJsonObject(value: unknown): JsonObject {
  if (isJsonObject(value)) {
    const check = tryCanonicalEventJson(value);
    if (check.ok) return value;
    throw badJson(check.error.message);
  }
  throw badJson("The body is not a JSON object");
}

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
