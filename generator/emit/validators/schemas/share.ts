/** Gives what several schemas say a function of its own, so that no body stands in two functions. */
import { isObject, type Json, stableStringify } from "../../../json.js";
import type { Schema, SchemaId } from "../../../link/linked-spec.js";
import { mapSubschemas } from "../../../lower/subschemas.js";

/**
 * Moves every sub-schema that occurs more than once, and is worth a call, into a definition of its own; where it is all that a
 * named schema says, it refers to that one. `named` gives each schema that is compiled by id; the result adds the shared ones
 * under ids of their own text. Of what is in `partial`, the text is not all that has to be checked.
 */
export function shareRepeated(
  named: ReadonlyMap<SchemaId, Schema>,
  partial: ReadonlyMap<SchemaId, unknown>,
): Map<SchemaId, Schema> {
  const roots = new Map<string, SchemaId>();
  for (const [id, schema] of named) {
    const text = stableStringify(schema);
    if (text.length >= WORTH_SHARING && !partial.has(id) && !roots.has(text)) roots.set(text, id);
  }
  const counts = new Map<string, number>();
  for (const schema of named.values()) countSubschemas(schema, counts, roots, true);
  const shared = new Map<SchemaId, Schema>();
  const rewrite = (schema: Json, root: boolean): Schema => {
    if (!isObject(schema)) return typeof schema === "boolean" ? schema : {};
    const text = root ? "" : stableStringify(schema);
    const same = root ? undefined : roots.get(text);
    if (same !== undefined) return { $ref: same };
    const worthwhile =
      !root && text.length >= WORTH_SHARING && (counts.get(text) ?? 0) > 1 && schema.$ref === undefined;
    if (worthwhile && shared.has(text)) return { $ref: text };
    const rewritten = mapSubschemas(schema, (child) => rewrite(child, false));
    if (!worthwhile) return rewritten;
    shared.set(text, rewritten);
    return { $ref: text };
  };
  const result = new Map<SchemaId, Schema>();
  for (const [id, schema] of named) result.set(id, rewrite(schema, true));
  for (const [id, schema] of shared) result.set(id, schema);
  return result;
}

/** Characters of JSON text below which a call costs more than the check itself. */
const WORTH_SHARING = 120;

function countSubschemas(
  schema: Json,
  counts: Map<string, number>,
  roots: ReadonlyMap<string, SchemaId>,
  root: boolean,
): void {
  if (!isObject(schema)) return;
  if (!root) {
    const text = stableStringify(schema);
    if (roots.has(text)) return;
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    if (count > 1) return; // what it contains is shared with it
  }
  mapSubschemas(schema, (child) => {
    countSubschemas(child, counts, roots, false);
    return child;
  });
}
