/** Finds the operations of a path. */
import { getEntries, isObject, type Json, type JsonObject } from "../json.js";
import { METHODS } from "../methods.js";
import { pointer } from "../pointer.js";

export interface FoundOperation {
  readonly path: string;
  /** Of the path. */
  readonly item: Json;
  /** As it is sent. */
  readonly method: string;
  readonly operation: JsonObject;
  /** Pointer from the path's item. */
  readonly at: string;
}

/** The operations of a path; those that OpenAPI 3.2 lets it have under methods of its own come last. */
export function operationsOf(path: string, item: Json): FoundOperation[] {
  const own = (isObject(item) ? Object.entries(item) : []).flatMap(([key, operation]): FoundOperation[] =>
    METHODS.includes(key) && isObject(operation)
      ? [{ path, item, method: key.toUpperCase(), operation, at: pointer(key) }]
      : [],
  );
  const additional = getEntries(item, "additionalOperations").flatMap(
    ([method, operation]): FoundOperation[] =>
      isObject(operation) && !METHODS.includes(method.toLowerCase())
        ? [{ path, item, method, operation, at: pointer("additionalOperations", method) }]
        : [],
  );
  return [...own, ...additional];
}
