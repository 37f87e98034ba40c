/**
 * Turns a schema into one whose TypeScript type is what a reader expects. Everything that types cannot say is left out, so that
 * the type allows all that the validator accepts: types may be wider than validators, never narrower.
 */
import { getString, isArray, isObject, type Json, type JsonObject, stableStringify } from "../../json.js";
import type { Schema } from "../../link/linked-spec.js";
import { docComment } from "../code/doc-comment.js";
import { type ConjunctionContext, conjunctsOf, mergeAll, overlaps } from "./conjunction.js";
import { besideOthers } from "./implied-objects.js";
import { simplifyObject } from "./simplify-object.js";

export interface SimplifyContext extends ConjunctionContext {
  /** Write the properties of all bases out, instead of referring to them. */
  readonly flatten: boolean;
  /** How many properties around this one are written out, too. */
  readonly merges?: number;
}

/** A schema that refers to itself and says more of one of its properties would be written out without end. */
const MAX_MERGES = 5;

/** The simplified schema; what it says about itself is under `x-doc`, ready to be printed. */
export function simplify(schema: Json, context: SimplifyContext): Schema {
  if (!isObject(schema)) return schema !== false;
  const doc = docComment({
    description: getString(schema, "description"),
    since: getString(schema, "x-addedInMatrixVersion"),
    deprecated: schema.deprecated === true,
  });
  return { ...(doc !== "" && { "x-doc": doc }), ...structure(schema, context) };
}

function structure(schema: JsonObject, context: SimplifyContext): JsonObject {
  const parts = besideOthers(conjunctsOf(schema, context), context.resolve);
  const { merges = 0 } = context;
  const merged =
    context.flatten ||
    (merges < MAX_MERGES && parts.length > 1 && parts.some((part) => overlaps(part, parts, context)))
      ? mergeAll(parts, context)
      : undefined;
  if (merged !== undefined) {
    const inner = { ...context, flatten: false, merges: merges + 1 };
    return simplifyObject(merged, (value) => simplify(value, inner));
  }
  const structured = parts
    .map((part) => simplifyPart(part, context))
    .filter((part) => Object.keys(part).length > 0);
  const [first = {}, ...others] = dedupe(structured);
  return others.length === 0 ? first : { allOf: [first, ...others] };
}

function simplifyPart(part: JsonObject, context: SimplifyContext): JsonObject {
  if (part.$ref !== undefined) return part;
  if (isArray(part.oneOf)) return union(part.oneOf, context);
  if (isArray(part.enum)) return part.enum.every(isPrimitive) ? { enum: matching(part.enum, part.type) } : {};
  if (part.const !== undefined) return isPrimitive(part.const) ? { enum: [part.const] } : {};
  return simplifyObject(part, (value) => simplify(value, context));
}

/** A union says nothing as soon as one of its branches does not. */
function union(branches: readonly Json[], context: SimplifyContext): JsonObject {
  const simple = branches
    .filter((branch) => branch !== false)
    .map((branch) => structure(isObject(branch) ? branch : {}, { ...context, flatten: false }));
  const telling = dedupe(simple);
  if (telling.length === 0 || simple.some((branch) => Object.keys(branch).length === 0)) return {};
  return telling.length === 1 && telling[0] !== undefined ? telling[0] : { oneOf: telling };
}

function matching(values: readonly Json[], type: Json | undefined): Json[] {
  if (type === undefined) return [...values];
  const types = isArray(type) ? type : [type];
  const typeOf = (value: Json): string => (value === null ? "null" : typeof value);
  return values.filter((value) =>
    types.some((name) => name === typeOf(value) || (name === "integer" && typeof value === "number")),
  );
}

function isPrimitive(value: Json): boolean {
  return value === null || typeof value !== "object";
}

function dedupe(schemas: readonly JsonObject[]): readonly JsonObject[] {
  if (schemas.length < 2) return schemas;
  return [...new Map(schemas.map((schema) => [stableStringify(schema), schema] as const)).values()];
}
