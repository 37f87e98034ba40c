/** Lowers one schema, whatever draft it was written for, to JSON Schema 2020-12; what no draft allows is left out with a warning. */
import type { Origin } from "../diagnostic.js";
import { fromEntries, getString, isArray, isObject, type Json, type JsonObject, mapObject } from "../json.js";
import { nearest } from "../near-names.js";
import { pointer } from "../pointer.js";
import type { SchemaContext } from "./context.js";
import {
  ASSERTION_SHAPES,
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
  TYPES,
} from "./keywords.js";
import { tellOfLater } from "./later-keywords.js";
import { lint } from "./lint/lint.js";
import { lintTogether } from "./lint/lint-together.js";
import { readPattern } from "./pattern/pattern.js";
import { repair } from "./repair.js";

export function lowerSchema(schema: Json, place: string, outer: SchemaContext): Json {
  if (typeof schema === "boolean") return schema;
  const context = inDraft(schema, outer);
  // A piece that was moved knows where it stood.
  const at = context.origins.of(schema)?.pointer ?? place;
  const invalid = (where: string, message: string): void =>
    context.diagnostics.report("lower/invalid-schema", message, { file: context.file, pointer: where });
  if (!isObject(schema)) {
    invalid(at, "a schema must be an object or a boolean");
    return context.origins.mark({}, { file: context.file, pointer: at });
  }
  if (context.openapi && isWrapper(schema)) {
    invalid(at, "`schema` is not a keyword of a schema; its value was taken for the schema itself");
    return lowerSchema(schema.schema ?? {}, `${at}/schema`, context);
  }
  tellOfLater(schema, at, context);
  const repaired = repair(schema, at, context);
  lint(repaired, at, context);
  lintTogether(repaired, at, context);
  const lowered = mapObject(repaired, (value, keyword) => lowerKeyword(keyword, value, at, context));
  return context.origins.mark(lowered, { file: context.file, pointer: at });
}

/** The draft that `$schema` names counts below it, too. */
function inDraft(schema: Json, context: SchemaContext): SchemaContext {
  const said = isObject(schema) ? getString(schema, "$schema") : undefined;
  if (said === undefined) return context;
  const { draft: _draft, ...others } = context;
  const draft = /\/draft-0([3-7])\//.exec(said)?.[1];
  return { ...others, ...(draft !== undefined && { draft: Number(draft) }) };
}

/** Undefined where the value is not one for that keyword, which is reported. Most keywords need no place. */
function lowerKeyword(keyword: string, value: Json, above: string, context: SchemaContext): Json | undefined {
  const where = (): string => above + pointer(keyword);
  const origin = (): Origin => ({ file: context.file, pointer: where() });
  const excess = excessOf(keyword, value);
  if (excess !== undefined) {
    context.diagnostics.report("lower/too-many", excess, origin());
    return undefined;
  }
  const wrong = wrongShapeOf(keyword, value);
  if (wrong !== undefined) {
    context.diagnostics.report("lower/invalid-schema", wrong, origin());
    return undefined;
  }
  if (SCHEMA_KEYWORDS.has(keyword)) return lowerSchema(value, where(), context);
  if (SCHEMA_LIST_KEYWORDS.has(keyword) && isArray(value))
    return value.map((item, index) => lowerSchema(item, `${where()}/${index}`, context));
  if (SCHEMA_MAP_KEYWORDS.has(keyword) && isObject(value))
    return lowerMap(value, where(), context, keyword === "patternProperties");
  if (keyword === "pattern" && typeof value === "string")
    return readPattern(value, origin(), context.diagnostics, context.memo);
  return value;
}

function wrongShapeOf(keyword: string, value: Json): string | undefined {
  if (SCHEMA_LIST_KEYWORDS.has(keyword))
    return isArray(value) && value.length > 0
      ? undefined
      : `${keyword} must be a list of schemas, with one at least`;
  if (SCHEMA_MAP_KEYWORDS.has(keyword))
    return isObject(value) ? undefined : `${keyword} must be a map of schemas`;
  if (SCHEMA_KEYWORDS.has(keyword) || ASSERTION_SHAPES.get(keyword)?.(value) !== false) return undefined;
  return `${JSON.stringify(value)} is not a valid \`${keyword}\`${meantType(keyword, value)}`;
}

/** Bound beyond which compilers fail and no reader would want the result. */
function excessOf(keyword: string, value: Json): string | undefined {
  const most = MOST.get(keyword);
  if (most === undefined || typeof value !== "object" || value === null) return undefined;
  const count = isArray(value) ? value.length : Object.keys(value).length;
  if (count > most) return `${keyword} has ${count} members; at most ${most} are read`;
  const long = isArray(value) ? undefined : Object.keys(value).find((name) => name.length > MOST_CHARACTERS);
  return long && `${keyword} has a name of ${long.length} characters; at most ${MOST_CHARACTERS} are read`;
}

const MOST_CHARACTERS = 10_000;
const MOST: ReadonlyMap<string, number> = new Map([
  ...[...SCHEMA_LIST_KEYWORDS].map((keyword) => [keyword, 500] as const),
  ...["properties", "patternProperties", "required", "enum", "dependentSchemas", "dependentRequired"].map(
    (keyword) => [keyword, 10_000] as const,
  ),
]);

function lowerMap(map: JsonObject, at: string, context: SchemaContext, patterns: boolean): JsonObject {
  if (!patterns) return mapObject(map, (value, key) => lowerSchema(value, at + pointer(key), context));
  const entries = Object.entries(map).map(([key, value]): [string, Json] => {
    const origin = { file: context.file, pointer: at + pointer(key) };
    const name = readPattern(key, origin, context.diagnostics, context.memo);
    return [name, lowerSchema(value, origin.pointer, context)];
  });
  return fromEntries(entries);
}

function meantType(keyword: string, value: Json): string {
  const meant = keyword === "type" && typeof value === "string" ? nearest(value, TYPES) : undefined;
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}

/** Upstream's v1.1 once wrote `{schema: {…}}` where a schema belongs. */
function isWrapper(schema: JsonObject): boolean {
  return (
    isObject(schema.schema) &&
    Object.keys(schema).every((key) => key === "schema" || key === "title" || key === "description")
  );
}
