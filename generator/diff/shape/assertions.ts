/** Reads what a list of schemas says about values of one type; the last one to speak wins, properties add up. */
import { formatImplies, isAssertedFormat } from "../../emit/validators/formats.js";
import { assertionsOf, numberFormat } from "../../emit/validators/schema.js";
import {
  compare,
  fromEntries,
  getEntries,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  stableStringify,
} from "../../json.js";
import type { LinkedSpec, Schema } from "../../link/linked-spec.js";
import { formatOfPattern } from "./identifiers.js";
import { typesOf, valuesOf } from "./kinds.js";
import type {
  ArrayShape,
  BooleanShape,
  Limits,
  Notes,
  NumberShape,
  ObjectShape,
  Parts,
  Property,
  StringShape,
} from "./shapes.js";
import type { SchemaTexts } from "./text.js";

const STRING_LIMITS = ["minLength", "maxLength"];
const NUMBER_LIMITS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const OBJECT_LIMITS = ["minProperties", "maxProperties"];
const ARRAY_LIMITS = ["minItems", "maxItems", "uniqueItems"];
/** Compared by their text. Those of a list belong together: `then` without `if` says nothing. */
const CONDITIONS = [
  ["not"],
  ["if", "then", "else"],
  ["dependentRequired"],
  ["dependentSchemas"],
  ["contains", "minContains", "maxContains"],
  ["unevaluatedItems"],
];

type Leaves = readonly JsonObject[];

export function stringShape(leaves: Leaves, assertFormats: boolean): StringShape {
  const format = last(leaves, "format");
  const pattern = last(leaves, "pattern");
  const implied = typeof pattern === "string" ? formatOfPattern(pattern) : undefined;
  const known = typeof format === "string" ? format : undefined;
  const both = [...new Set([known, implied])].filter((name) => name !== undefined).join(" ");
  const values = lastValues(leaves)?.filter((value) => typeof value === "string");
  const checks = [...new Set(leaves.flatMap((leaf) => checksOf(leaf, assertFormats)))].sort(compare);
  return {
    ...(values && { values }),
    formats: both === "" ? [] : [both],
    patterns: patternsOf(leaves),
    limits: limitsOf(leaves, STRING_LIMITS),
    checks: checks.length === 0 ? [] : [checks],
  };
}

/** Those that say more than an identifier's sigil; each applies. */
function patternsOf(leaves: Leaves): string[] {
  const patterns = leaves.flatMap(({ pattern }) =>
    typeof pattern === "string" && formatOfPattern(pattern) === undefined ? [pattern] : [],
  );
  return patterns.length === 0 ? [] : [[...new Set(patterns)].sort(compare).join(" and ")];
}

/** As validators have them: only formats that they check, and no pattern that such a format implies. */
function checksOf({ format, pattern }: JsonObject, assertFormats: boolean): string[] {
  const known = typeof format === "string" && isAssertedFormat(format, assertFormats) ? format : undefined;
  const own =
    typeof pattern === "string" && (known === undefined || !formatImplies(known, pattern)) ? [pattern] : [];
  return [...(known === undefined ? [] : [known]), ...own];
}

export function numberShape(leaves: Leaves, integer: boolean, assertFormats: boolean): NumberShape {
  const format = last(leaves, "format");
  const values = lastValues(leaves)?.filter((value) => typeof value === "number");
  const checks = assertFormats ? [...new Set(leaves.flatMap(numberChecksOf))].sort(compare) : [];
  return {
    integer,
    ...(values && { values }),
    formats: typeof format === "string" ? [format] : [],
    limits: limitsOf(leaves, NUMBER_LIMITS),
    checks: checks.length === 0 ? [] : [checks],
  };
}

function numberChecksOf(leaf: JsonObject): string[] {
  return typeof leaf.format === "string" && numberFormat(leaf) !== undefined ? [leaf.format] : [];
}

export function booleanShape(leaves: Leaves): BooleanShape {
  const values = lastValues(leaves)?.filter((value) => typeof value === "boolean");
  return values === undefined ? {} : { values };
}

export function objectShape(leaves: Leaves, assertFormats: boolean): ObjectShape {
  const required = new Set(
    leaves.flatMap((leaf) => (isArray(leaf.required) ? leaf.required.map(String) : [])),
  );
  const parts = new Map<string, Schema[]>();
  for (const leaf of leaves)
    for (const [name, schema] of getEntries(leaf, "properties")) add(parts, name, schema);
  // A name may be required without being described; that it must be there is said all the same.
  for (const name of required) if (!parts.has(name)) parts.set(name, []);
  const properties = new Map(
    [...parts].map(([name, schemas]): [string, Property] => [
      name,
      { parts: schemas, required: required.has(name) },
    ]),
  );
  const title = last(leaves, "title");
  return {
    ...(typeof title === "string" && { title }),
    properties,
    ...restOf(leaves, assertFormats),
    limits: limitsOf(leaves, OBJECT_LIMITS),
  };
}

/** One pattern alone says what `additionalProperties` says, and how keys look besides. */
function restOf(
  leaves: Leaves,
  assertFormats: boolean,
): Pick<ObjectShape, "rest" | "keys" | "patterns" | "keyChecks" | "keyPattern" | "closed"> {
  const patterns = new Map<string, Schema[]>();
  const additional: Schema[] = [];
  let closed = false;
  for (const leaf of leaves) {
    for (const [pattern, schema] of getEntries(leaf, "patternProperties")) add(patterns, pattern, schema);
    for (const keyword of ["additionalProperties", "unevaluatedProperties"]) {
      const more = leaf[keyword];
      if (more === false || isImpossible(more)) closed = true;
      else if (isObject(more) && Object.keys(more).length > 0) additional.push(more);
    }
  }
  const keys = leaves.flatMap((leaf) => (isObject(leaf.propertyNames) ? keyPattern(leaf.propertyNames) : []));
  const checked = [
    ...new Set(
      leaves.flatMap((leaf) =>
        isObject(leaf.propertyNames) ? keyChecks(leaf.propertyNames, assertFormats) : [],
      ),
    ),
  ];
  const common = { closed, keyChecks: checked.length === 0 ? [] : [checked.sort(compare)] };
  const [only, ...others] = patterns;
  if (only !== undefined && others.length === 0 && additional.length === 0) {
    const [pattern, parts] = only;
    return {
      ...common,
      ...(pattern !== "" && { keyPattern: pattern }),
      rest: parts,
      keys: pattern === "" ? keys : [formatOfPattern(pattern) ?? pattern],
      patterns: new Map(),
    };
  }
  const rest: Parts | false | undefined = additional.length > 0 ? additional : closed ? false : undefined;
  return { ...common, ...(rest !== undefined && { rest }), keys, patterns };
}

function isImpossible(schema: Json | undefined): boolean {
  return isObject(schema) && isObject(schema.not) && Object.keys(schema.not).length === 0;
}

/** All that restricts keys; what is more than a format and a pattern is compared as text. */
function keyChecks(schema: JsonObject, assertFormats: boolean): string[] {
  const { format: _format, pattern: _pattern, type: _type, ...others } = schema;
  const more = assertionsOf(others, assertFormats);
  return [
    ...checksOf(schema, assertFormats),
    ...(isObject(more) && Object.keys(more).length > 0 ? [stableStringify(more)] : []),
  ];
}

function keyPattern(schema: JsonObject): string[] {
  if (typeof schema.format === "string") return [schema.format];
  return typeof schema.pattern === "string" ? [formatOfPattern(schema.pattern) ?? schema.pattern] : [];
}

export function arrayShape(leaves: Leaves): ArrayShape {
  const items = leaves.flatMap((leaf): Schema[] =>
    isObject(leaf.items) || leaf.items === false ? [leaf.items] : [],
  );
  const prefix = last(leaves, "prefixItems");
  return {
    prefix: isArray(prefix)
      ? prefix.map((schema): Parts => [isObject(schema) || schema === false ? schema : true])
      : [],
    ...(items.length > 0 && { items }),
    limits: limitsOf(leaves, ARRAY_LIMITS),
  };
}

export function conditionsOf(leaves: Leaves, texts: SchemaTexts): Limits {
  const limits = new Map<string, Json>();
  for (const group of CONDITIONS) {
    const [name = ""] = group;
    const found = leaves.filter((leaf) => leaf[name] !== undefined);
    const said = found.map((leaf) =>
      texts.of(
        fromEntries(group.flatMap((key) => (leaf[key] === undefined ? [] : [[key, leaf[key] ?? null]]))),
      ),
    );
    if (said.length > 0) limits.set(name, [...new Set(said)].sort(compare).join(" and "));
  }
  // Listed texts, numbers and truth values are compared one by one.
  const composite = lastValues(leaves)?.filter((value) => isObject(value) || isArray(value));
  const types = typesOf(leaves, texts.assertFormats);
  if (composite !== undefined && (types?.has("object") === true || types?.has("array") === true))
    limits.set("enum", stableStringify(composite));
  return limits;
}

export function notesOf(leaves: Leaves, linked: LinkedSpec): Notes {
  const description = last(leaves, "description");
  const since = last(leaves, "x-addedInMatrixVersion");
  const standard = last(leaves, "default");
  const nodes = [...leaves].reverse();
  const origin = nodes.map((leaf) => linked.originOf(leaf)).find((found) => found !== undefined);
  return {
    ...(origin && { origin }),
    ...(typeof description === "string" && { description }),
    ...(typeof since === "string" && { since }),
    ...(standard !== undefined && { default: standard }),
    deprecated: last(leaves, "deprecated") === true,
  };
}

/** Each of them applies: the strictest is what counts. */
function limitsOf(leaves: Leaves, keywords: readonly string[]): Limits {
  const limits = new Map<string, Json>();
  for (const keyword of keywords) {
    const values = leaves.flatMap((leaf) => leaf[keyword] ?? []);
    const [first] = values;
    if (first === undefined) continue;
    const numbers = values.filter((value) => typeof value === "number");
    if (keyword === "uniqueItems") limits.set(keyword, values.includes(true));
    else if (keyword === "multipleOf")
      limits.set(keyword, numbers.length === 1 ? first : [...new Set(numbers)].sort((a, b) => a - b));
    else
      limits.set(keyword, /^(min|exclusiveMin)/.test(keyword) ? Math.max(...numbers) : Math.min(...numbers));
  }
  return limits;
}

function last(leaves: Leaves, keyword: string): Json | undefined {
  for (let index = leaves.length - 1; index >= 0; index -= 1) {
    const leaf = leaves[index];
    if (leaf !== undefined && Object.hasOwn(leaf, keyword)) return leaf[keyword];
  }
  return undefined;
}

function lastValues(leaves: Leaves): readonly Json[] | undefined {
  return leaves
    .flatMap((leaf) => {
      const values = valuesOf(leaf);
      return values === undefined ? [] : [values];
    })
    .pop();
}

function add(map: Map<string, Schema[]>, key: string, schema: Json): void {
  if (!isObject(schema) && typeof schema !== "boolean") return;
  const known = map.get(key);
  if (known === undefined) map.set(key, [schema]);
  else known.push(schema);
}
