/** Drops from conditions what lets every value through: an empty schema of a property, an empty list, a length of at least 0. */
import { fromEntries, isArray, isObject, type Json, type JsonObject, mapChanged } from "../../json.js";
import { COMPOSITIONS, SCHEMA_KEYWORDS } from "../../lower/keywords.js";
import { mapSchemasIn } from "../../lower/subschemas.js";
import { isIdle } from "./leaves.js";

const MAPS: ReadonlySet<string> = new Set(["dependentRequired", "dependentSchemas"]);
/** Besides, the name of a property says that it is not one of all others. */
const NAMED: ReadonlySet<string> = new Set(["patternProperties", "properties"]);
/** An empty schema says something all the same. */
const SAYING: ReadonlySet<string> = new Set(["contains", "if", "not"]);
/** Keywords that say nothing where all that they hold is open. */
const HOLDERS: ReadonlySet<string> = new Set(
  [...SCHEMA_KEYWORDS, ...MAPS, ...NAMED, "allOf", "required"].filter((keyword) => !SAYING.has(keyword)),
);

/** To describe a key or a place says something to an `unevaluated…` further out, though any value may stand there. */
const DESCRIBING: ReadonlySet<string> = new Set([
  "additionalProperties",
  "items",
  "unevaluatedItems",
  "unevaluatedProperties",
]);

/** Schemas that conditions hold for the value itself. */
export const OF_ITSELF: ReadonlySet<string> = new Set(["else", "if", "not", "then"]);
/** An `unevaluated…` hears from schemas of the value itself, and not from those of its parts. */
const HEARD: ReadonlySet<string> = new Set([...COMPOSITIONS, ...OF_ITSELF, "dependentSchemas"]);

/** Whether the schema has something against keys or places that are described nowhere. */
export function refusesUndescribed({ unevaluatedItems, unevaluatedProperties }: JsonObject): boolean {
  return [unevaluatedItems, unevaluatedProperties].some((part) => part !== undefined && !isOpen(part));
}

/** `true` where nothing is left. `isAskedOutside`: something further out asks what is described. */
export function withoutVacuous(schema: Json, isAskedOutside: boolean): Json {
  if (!isObject(schema)) return schema;
  const isAsked = isAskedOutside || refusesUndescribed(schema);
  const inner = mapChanged(schema, (value, keyword) =>
    mapSchemasIn(keyword, value, (child) => withoutVacuous(child, isAsked && HEARD.has(keyword))),
  );
  const entries = Object.entries(inner)
    .map(([keyword, value]) => [keyword, kept(keyword, value, inner, isAsked)] as const)
    .filter(([keyword, value]) => (isAsked && DESCRIBING.has(keyword)) || !saysNothing(keyword, value));
  const decides = entries.some(([keyword]) => keyword === "then" || keyword === "else");
  const idle = isAsked ? [] : [...(decides ? [] : ["if"]), ...(mayContainNone(inner) ? CONTAINING : [])];
  const left = entries.filter(([keyword]) => !idle.includes(keyword));
  return left.length === 0 ? true : fromEntries(left);
}

function kept(keyword: string, value: Json, schema: JsonObject, isAsked: boolean): Json {
  if (keyword === "allOf" && isArray(value)) return value.filter((part) => !isOpen(part));
  const isMap = MAPS.has(keyword) || (NAMED.has(keyword) && !isAsked && !speaksOfOthers(schema));
  if (!isMap || !isObject(value)) return value;
  return fromEntries(Object.entries(value).filter(([, part]) => !isOpen(part)));
}

/** A demand of no names is as open as a schema without keywords. */
function isOpen(part: Json): boolean {
  if (isArray(part)) return part.length === 0;
  return part === true || (isObject(part) && Object.keys(part).length === 0);
}

const CONTAINING: readonly string[] = ["contains", "maxContains", "minContains"];

/** Validators give a `contains` without a bound the highest one, so that ajv counts. */
function mayContainNone({ minContains, maxContains }: JsonObject): boolean {
  return minContains === 0 && Number(maxContains ?? Number.MAX_SAFE_INTEGER) >= Number.MAX_SAFE_INTEGER;
}

function speaksOfOthers(schema: JsonObject): boolean {
  return schema.additionalProperties !== undefined || schema.unevaluatedProperties !== undefined;
}

function saysNothing(keyword: string, value: Json): boolean {
  if (keyword === "minContains") return value === 1;
  if (isIdle(keyword, value)) return true;
  return HOLDERS.has(keyword) && isOpen(value);
}
