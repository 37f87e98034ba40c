/** Sizes of events as the rules see them. */
import { isJsonObject, type JsonObject, type Pdu } from "@knockgen/auth";
import { heapBytes } from "../../../server/bounds/heap-size.js";

/**
 * Bytes of what is held of the JSON, apart from what is read when it is asked for. The engine's tables of levels, which the
 * first question about them makes, are not in it; what a held event counts for has them.
 */
export function heldBytes({ json }: Pdu): number {
  return heapBytes(held(json));
}

function held(object: JsonObject): JsonObject {
  const members = Object.entries(Object.getOwnPropertyDescriptors(object));
  return Object.fromEntries(
    members.flatMap(([key, { value, get }]) =>
      get === undefined ? [[key, isJsonObject(value) ? held(value) : value]] : [],
    ),
  );
}
