/** Reads what a list of schemas says about objects: properties by name, and all other keys. */
import { assertionsOf } from "../../emit/validators/schemas/schema.js";
import {
  compare,
  getEntries,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  stableStringify,
} from "../../json.js";
import type { Schema } from "../../link/linked-spec.js";
import { checksOf } from "./assertions.js";
import { formatOfPattern } from "./identifiers.js";
import { type Leaves, last, limitsOf } from "./leaves.js";
import { inOneWay } from "./one-way.js";
import type { ObjectShape, Parts, Property } from "./shapes.js";

const OBJECT_LIMITS = ["minProperties", "maxProperties"];

export function objectShape(leaves: Leaves, assertFormats: boolean): ObjectShape {
  const required = new Set(
    leaves.flatMap((leaf) => (isArray(leaf.required) ? leaf.required.map(String) : [])),
  );
  const parts = partsByName(leaves, "properties");
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
    ...otherKeys(leaves, assertFormats),
    limits: limitsOf(leaves, OBJECT_LIMITS),
  };
}

function partsByName(leaves: Leaves, keyword: "properties" | "patternProperties"): Map<string, Schema[]> {
  const parts = new Map<string, Schema[]>();
  for (const [name, schema] of leaves.flatMap((leaf) => getEntries(leaf, keyword))) {
    if (!isObject(schema) && typeof schema !== "boolean") continue;
    const known = parts.get(name);
    if (known === undefined) parts.set(name, [schema]);
    else known.push(schema);
  }
  return parts;
}

type OtherKeys = Pick<ObjectShape, "rest" | "keys" | "patterns" | "keyChecks" | "keyPattern" | "closed">;

/** One pattern alone says what `additionalProperties` says, and how keys look besides. */
function otherKeys(leaves: Leaves, assertFormats: boolean): OtherKeys {
  const names = leaves.map(({ propertyNames }) => inOneWay(propertyNames ?? true)).filter(isObject);
  const checks = [...new Set(names.flatMap((schema) => keyChecks(schema, assertFormats)))].sort(compare);
  const values = leaves.flatMap((leaf) => [leaf.additionalProperties, leaf.unevaluatedProperties]);
  const closed = values.some(isImpossible);
  const described = values.filter(isObject).filter((schema) => !isImpossible(schema) && !isEmpty(schema));
  const patterns = partsByName(leaves, "patternProperties");
  const keys = names.flatMap(keyFormat);
  const common = { closed, keyChecks: checks.length === 0 ? [] : [checks] };
  const [only, ...more] = patterns;
  if (only !== undefined && more.length === 0 && described.length === 0)
    return { ...common, ...mapByPattern(...only, keys) };
  const rest: Parts | false | undefined = described.length > 0 ? described : closed ? false : undefined;
  return { ...common, ...(rest !== undefined && { rest }), keys, patterns };
}

/** Patterns of every key. */
const EVERY: ReadonlySet<string> = new Set(["", "^", ".*", "^.*"]);

function mapByPattern(
  pattern: string,
  rest: Parts,
  keys: readonly string[],
): Pick<ObjectShape, "rest" | "keys" | "patterns" | "keyPattern"> {
  if (EVERY.has(pattern)) return { rest, keys, patterns: new Map() };
  return { keyPattern: pattern, rest, keys: [formatOfPattern(pattern) ?? pattern], patterns: new Map() };
}

function isImpossible(schema: Json | undefined): boolean {
  return schema === false || (isObject(schema) && isObject(schema.not) && isEmpty(schema.not));
}

function isEmpty(schema: JsonObject): boolean {
  return Object.keys(schema).length === 0;
}

/** All that restricts keys; what is more than a format and a pattern is compared as text. */
function keyChecks(schema: JsonObject, assertFormats: boolean): string[] {
  const { format: _format, pattern: _pattern, type = "string", ...others } = schema;
  const more = assertionsOf(others, assertFormats);
  return [
    // Every key is a text.
    ...([type].flat().includes("string") ? [] : ["false"]),
    ...checksOf(schema, assertFormats),
    ...(isObject(more) && !isEmpty(more) ? [stableStringify(more)] : []),
  ];
}

function keyFormat({ format, pattern }: JsonObject): string[] {
  if (typeof format === "string") return [format];
  return typeof pattern === "string" ? [formatOfPattern(pattern) ?? pattern] : [];
}
