/** Bodies as the auth engine holds JSON. */
import { isJsonObject, type JsonObject, type JsonValue, own, tryCanonicalEventJson } from "@knockgen/auth";
import { badJson } from "../errors.js";
import { hasHalfPair } from "./half-pair.js";

/** A body that was parsed from JSON, as an object that events may hold. Floats may not be in events. */
export function asJsonObject(value: unknown): JsonObject {
  if (isJsonObject(value)) {
    const fault = faultIn(value);
    // Of the faulty part alone, since the rest may take long to write.
    const check = fault && tryCanonicalEventJson(fault[0]);
    if (check === undefined || check.ok) return value;
    throw badJson(check.error.message);
  }
  throw badJson("The body is not a JSON object");
}

/** The first text or number that has no canonical form: bodies are bounded in depth before. */
function faultIn(value: JsonValue): readonly [JsonValue] | undefined {
  switch (typeof value) {
    case "string":
      return hasHalfPair(value) ? [value] : undefined;
    case "number":
      return Number.isFinite(value) ? undefined : [value];
    case "object":
      if (value === null) return undefined;
      return Array.isArray(value) ? faultInList(value) : faultInMembers(value);
    default:
      return typeof value === "boolean" ? undefined : [value];
  }
}

function faultInList(list: readonly JsonValue[]): readonly [JsonValue] | undefined {
  for (const item of list) {
    const fault = faultIn(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultInMembers(object: JsonValue): readonly [JsonValue] | undefined {
  if (!isJsonObject(object)) return [object];
  for (const key of Object.keys(object)) {
    const item = own(object, key);
    const fault = hasHalfPair(key) ? ([key] as const) : item !== undefined && faultIn(item);
    if (fault) return fault;
  }
  return undefined;
}
