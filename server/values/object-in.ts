/** Parts of JSON from strangers, as far as they have the form that is looked for. */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";

/** A member that is an object; an empty object where it is not one. */
export function objectIn(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isJsonObject(value) ? value : {};
}
