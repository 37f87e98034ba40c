/** Parts of JSON from strangers, as far as they have the form that is looked for. */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import { badJson } from "../errors.js";

/** A member that is an object; an empty object where it is not one. */
export function objectIn(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isJsonObject(value) ? value : {};
}

/** A member that is a text. */
export function textIn(object: JsonObject, key: string): string | undefined {
  const value = own(object, key);
  return typeof value === "string" ? value : undefined;
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
