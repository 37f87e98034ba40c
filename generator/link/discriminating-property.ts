/** Whether the schemas that a discriminator tells apart have its property, and have to have it, as text. */
import { get, getArray, getString, isObject, type Json } from "../json.js";
import type { LinkedSchema, SchemaId } from "./linked-spec.js";

type Schemas = ReadonlyMap<SchemaId, LinkedSchema>;

/** No specification nests as deep as that. */
const MAX_DEPTH = 100;

/** Why no value of the property leads to a schema as it stands; undefined if one does. `required`: names that are required around it. */
export function propertyFault(
  schema: Json,
  property: string,
  required: readonly Json[],
  schemas: Schemas,
): string | undefined {
  if (isNothing(schema, schemas)) return undefined;
  const has = (part: Json): boolean => get(get(part, "properties"), property) !== undefined;
  if (!everywhere(schema, has, schemas)) return "lacks the property";
  const demands = (part: Json): boolean => getArray(part, "required").includes(property);
  if (!required.includes(property) && !everywhere(schema, demands, schemas))
    return "does not require the property";
  const isOther = (part: Json): boolean => {
    const own = get(get(part, "properties"), property);
    return own !== undefined && everywhere(own, takesNoText, schemas);
  };
  return everywhere(schema, isOther, schemas) ? "takes no text in the property" : undefined;
}

/** Whether a schema has the property, and refuses the text in it. */
export function refusesText(schema: Json, property: string, text: string, schemas: Schemas): boolean {
  const refuses = (part: Json): boolean => {
    const values = listedBy(part);
    return values.length > 0 && !values.includes(text);
  };
  const has = (part: Json): boolean => {
    const own = get(get(part, "properties"), property);
    return own !== undefined && everywhere(own, refuses, schemas);
  };
  return everywhere(schema, has, schemas);
}

/** `null` and the like, of which a discriminator says nothing. */
function isNothing(schema: Json, schemas: Schemas): boolean {
  const isNoObject = (part: Json): boolean => {
    const types = typesOf(part);
    return types.length > 0 && !types.includes("object");
  };
  return everywhere(schema, isNoObject, schemas);
}

function takesNoText(schema: Json): boolean {
  const types = typesOf(schema);
  if (types.length > 0 && !types.includes("string")) return true;
  const values = listedBy(schema);
  return values.length > 0 && !values.some((value) => typeof value === "string");
}

/** The values that a schema lists; none where it leaves them open. */
function listedBy(schema: Json): readonly Json[] {
  const only = get(schema, "const");
  return only === undefined ? getArray(schema, "enum") : [only];
}

function typesOf(schema: Json): readonly Json[] {
  const type = getString(schema, "type");
  return type === undefined ? getArray(schema, "type") : [type];
}

/** Whether something holds of all values that a schema takes, by what it says itself, refers to or has in `allOf`, or by each alternative. */
function everywhere(schema: Json, holds: (part: Json) => boolean, schemas: Schemas): boolean {
  // Each schema is asked once: references can lead to one in very many ways, and back to it.
  const known = new Map<Json, boolean>();
  const ask = (part: Json, depth: number): boolean => {
    if (!isObject(part) || depth > MAX_DEPTH) return false;
    const answer = known.get(part);
    if (answer !== undefined) return answer;
    known.set(part, false);
    const deeper = (inner: Json): boolean => ask(inner, depth + 1);
    const target = typeof part.$ref === "string" ? schemas.get(part.$ref)?.schema : undefined;
    const found =
      holds(part) ||
      (target !== undefined && deeper(target)) ||
      getArray(part, "allOf").some(deeper) ||
      ["oneOf", "anyOf"]
        .map((keyword) => getArray(part, keyword))
        .some((all) => all.length > 0 && all.every(deeper));
    known.set(part, found);
    return found;
  };
  return ask(schema, 0);
}
