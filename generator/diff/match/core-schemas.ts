/** Schemas that events have in common, each in a file of its own beside the events. */
import { getArray, getString, type Json } from "../../json.js";

const CORE = /\/core-event-schema\//;

/** Whether a file, or a reference, is of such a schema. */
export function isCoreSchema(place: string): boolean {
  return CORE.test(place);
}

/** References to core schemas that a schema is made of. */
export function coreReferences(schema: Json): string[] {
  return [schema, ...getArray(schema, "allOf")]
    .map((part) => getString(part, "$ref") ?? "")
    .filter(isCoreSchema);
}
