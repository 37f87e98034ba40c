/** Keywords that are right by themselves, and together say nothing or leave no value. */
import { get, isArray, isTexts, type Json, type JsonObject } from "../../json.js";
import { pointer } from "../../pointer.js";
import type { SchemaContext } from "../context.js";

/** Keywords that say nothing without one of others (JSON Schema Core 2020-12, section 10.2.2; Validation, section 6.4). */
const NEEDED: { readonly [keyword: string]: readonly string[] } = {
  if: ["then", "else"],
  // biome-ignore lint/suspicious/noThenProperty: it is the keyword's name.
  then: ["if"],
  else: ["if"],
  minContains: ["contains"],
  maxContains: ["contains"],
};

/** Keywords that restrict values of one type only (JSON Schema Validation 2020-12, section 6). */
const BY_TYPE: { readonly [type: string]: readonly string[] } = {
  string: ["minLength", "maxLength", "pattern"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  array: ["items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems"],
  object: [
    "properties",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
    "required",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "dependentSchemas",
  ],
};
const TYPE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_TYPE).flatMap(([type, keywords]) => keywords.map((keyword) => [keyword, type] as const)),
);

/** Bounds, the lower first, and whether a value may be both. */
const BOUNDS = [
  ["minLength", "maxLength", true],
  ["minItems", "maxItems", true],
  ["minProperties", "maxProperties", true],
  ["minContains", "maxContains", true],
  ["minimum", "maximum", true],
  ["exclusiveMinimum", "maximum", false],
  ["minimum", "exclusiveMaximum", false],
  ["exclusiveMinimum", "exclusiveMaximum", false],
] as const;
const BOUNDING: ReadonlySet<string> = new Set(BOUNDS.flatMap(([low, high]) => [low, high]));

type Report = (code: "lower/idle-keyword" | "lower/no-value", keyword: string, message: string) => void;

export function lintTogether(schema: JsonObject, at: string, context: SchemaContext): void {
  const report: Report = (code, keyword, message) =>
    context.diagnostics.report(code, message, { file: context.file, pointer: at + pointer(keyword) });
  reportIdle(schema, report);
  reportClosedOut(schema, report);
  if (isArray(schema.enum) && schema.enum.length === 0)
    report("lower/no-value", "enum", "the enum is empty, so that no value is right");
  reportBounds(schema, report);
}

function reportIdle(schema: JsonObject, report: Report): void {
  const types = typesOf(schema.type);
  for (const keyword of Object.keys(schema)) {
    const needed = Object.hasOwn(NEEDED, keyword) ? NEEDED[keyword] : undefined;
    if (needed !== undefined && !needed.some((other) => Object.hasOwn(schema, other)))
      report("lower/idle-keyword", keyword, `${keyword} says nothing without ${needed.join(" or ")}`);
    const type = TYPE_OF.get(keyword);
    if (type !== undefined && types !== undefined && !types.has(type))
      report(
        "lower/idle-keyword",
        keyword,
        `${keyword} restricts values of type ${type}, and the type is ${[...types].join(" or ")}`,
      );
  }
}

/** Members that have to be there, and may not. */
function reportClosedOut(schema: JsonObject, report: Report): void {
  const { additionalProperties, patternProperties, properties, required } = schema;
  if (additionalProperties !== false || patternProperties !== undefined || !isArray(required)) return;
  for (const name of required)
    if (typeof name === "string" && get(properties, name) === undefined)
      report(
        "lower/no-value",
        "required",
        `${JSON.stringify(name)} is required, and closed out by additionalProperties`,
      );
}

function reportBounds(schema: JsonObject, report: Report): void {
  if (!Object.keys(schema).some((keyword) => BOUNDING.has(keyword))) return;
  for (const [low, high, inclusive] of BOUNDS) {
    const [least, most] = [schema[low], schema[high]];
    if (typeof least !== "number" || typeof most !== "number") continue;
    if (inclusive ? least > most : least >= most)
      report("lower/no-value", low, `no value is between ${low} ${least} and ${high} ${most}`);
  }
}

/** Undefined where any is allowed, or what is said is not valid. */
function typesOf(type: Json | undefined): ReadonlySet<string> | undefined {
  const names = isArray(type) ? type : [type];
  if (!isTexts(names)) return undefined;
  return new Set(names.map((name) => (name === "integer" ? "number" : name)));
}
