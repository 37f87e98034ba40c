/** Reads what a list of schemas says about values of one type; the last one to speak wins, properties add up. */
import { getEntries, isArray, isObject, type Json, type JsonObject } from "../../json.js";
import type { LinkedSpec, Schema } from "../../link/types.js";
import { formatOfPattern } from "./identifiers.js";
import { valuesOf } from "./kinds.js";
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
} from "./types.js";

const STRING_LIMITS = ["minLength", "maxLength"];
const NUMBER_LIMITS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const OBJECT_LIMITS = ["minProperties", "maxProperties"];
const ARRAY_LIMITS = ["minItems", "maxItems", "uniqueItems"];
const CONDITIONS = ["not", "if", "then", "else", "dependentRequired", "dependentSchemas", "contains"];

type Leaves = readonly JsonObject[];

export function stringShape(leaves: Leaves): StringShape {
  const format = last(leaves, "format");
  const pattern = last(leaves, "pattern");
  const implied = typeof pattern === "string" ? formatOfPattern(pattern) : undefined;
  const known = typeof format === "string" ? format : undefined;
  const both = [...new Set([known, implied])].filter((name) => name !== undefined).join(" ");
  const values = lastValues(leaves)?.filter((value) => typeof value === "string");
  return {
    ...(values && { values }),
    formats: both === "" ? [] : [both],
    patterns: typeof pattern === "string" && implied === undefined ? [pattern] : [],
    limits: limitsOf(leaves, STRING_LIMITS),
  };
}

export function numberShape(leaves: Leaves, integer: boolean): NumberShape {
  const format = last(leaves, "format");
  const values = lastValues(leaves)?.filter((value) => typeof value === "number");
  return {
    integer,
    ...(values && { values }),
    formats: typeof format === "string" ? [format] : [],
    limits: limitsOf(leaves, NUMBER_LIMITS),
  };
}

export function booleanShape(leaves: Leaves): BooleanShape {
  const values = lastValues(leaves)?.filter((value) => typeof value === "boolean");
  return values === undefined ? {} : { values };
}

export function objectShape(leaves: Leaves): ObjectShape {
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
    ...restOf(leaves),
    limits: limitsOf(leaves, OBJECT_LIMITS),
  };
}

/** One pattern alone says what `additionalProperties` says, and how keys look besides. */
function restOf(leaves: Leaves): Pick<ObjectShape, "rest" | "keys" | "patterns"> {
  const patterns = new Map<string, Schema[]>();
  const additional: Schema[] = [];
  let closed = false;
  for (const leaf of leaves) {
    for (const [pattern, schema] of getEntries(leaf, "patternProperties")) add(patterns, pattern, schema);
    const more = leaf.additionalProperties;
    if (more === false) closed = true;
    else if (isObject(more) && Object.keys(more).length > 0) additional.push(more);
  }
  const keys = leaves.flatMap((leaf) => (isObject(leaf.propertyNames) ? keyPattern(leaf.propertyNames) : []));
  const [only, ...others] = patterns;
  if (only !== undefined && others.length === 0 && additional.length === 0) {
    const [pattern, parts] = only;
    return {
      rest: parts,
      keys: pattern === "" ? keys : [formatOfPattern(pattern) ?? pattern],
      patterns: new Map(),
    };
  }
  const rest: Parts | false | undefined = additional.length > 0 ? additional : closed ? false : undefined;
  return { ...(rest !== undefined && { rest }), keys, patterns };
}

function keyPattern(schema: JsonObject): string[] {
  if (typeof schema.format === "string") return [schema.format];
  return typeof schema.pattern === "string" ? [formatOfPattern(schema.pattern) ?? schema.pattern] : [];
}

export function arrayShape(leaves: Leaves): ArrayShape {
  const items = leaves.flatMap((leaf): Schema[] => (isObject(leaf.items) ? [leaf.items] : []));
  const prefix = last(leaves, "prefixItems");
  return {
    prefix: isArray(prefix) ? prefix.map((schema): Parts => [isObject(schema) ? schema : true]) : [],
    ...(items.length > 0 && { items }),
    limits: limitsOf(leaves, ARRAY_LIMITS),
  };
}

export function conditionsOf(leaves: Leaves): Limits {
  return limitsOf(leaves, CONDITIONS);
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

function limitsOf(leaves: Leaves, keywords: readonly string[]): Limits {
  const limits = new Map<string, Json>();
  for (const keyword of keywords) {
    const value = last(leaves, keyword);
    if (value !== undefined) limits.set(keyword, value);
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
