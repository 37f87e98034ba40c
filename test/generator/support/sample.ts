/** Makes values from schemas: what examples leave out. Good guesses only; the validator says which are good. */
import { get, isArray, isObject, type Json, type JsonObject } from "../../../generator/json.js";
import type { Schema } from "../../../generator/link/linked-spec.js";
import type { Value } from "./release.js";

const FORMATS: { readonly [format: string]: string } = {
  "mx-event-id": "$event",
  "mx-mxc-uri": "mxc://example.org/media",
  "mx-room-alias": "#room:example.org",
  "mx-room-id": "!room:example.org",
  "mx-user-id": "@user:example.org",
};

type Members = { [key: string]: Value };
type Resolve = (id: string) => Schema | undefined;

/** One with what is required, one with everything, each only as deep as schemas go before they repeat. */
export function samplesOf(schema: Schema, resolve: Resolve): Value[] {
  return [sample(schema, resolve, false, 0), sample(schema, resolve, true, 0)];
}

type Inner = (schema: Json | undefined) => Value;

function sample(schema: Json | undefined, resolve: Resolve, full: boolean, depth: number): Value {
  if (!isObject(schema) || depth > 12) return {};
  if (isArray(schema.enum)) return toValue(schema.enum[0] ?? null);
  if (schema.const !== undefined) return toValue(schema.const);
  const inner: Inner = (part) => sample(part, resolve, full, depth + 1);
  const [type] = isArray(schema.type) ? schema.type : [schema.type];
  switch (type) {
    case "string":
      return text(schema);
    case "integer":
    case "number":
      return typeof schema.minimum === "number" ? schema.minimum : 1;
    case "boolean":
      return true;
    case "null":
      return null;
    case "array":
      return list(schema, full, inner);
    default: {
      const base = baseOf(schema, resolve, inner);
      return plain(base) ? object(schema, base, full, inner) : base;
    }
  }
}

/** Sample of what a schema refers to and is composed of: of alternatives the first. */
function baseOf(schema: JsonObject, resolve: Resolve, inner: Inner): Value {
  const target = typeof schema.$ref === "string" ? resolve(schema.$ref) : undefined;
  const [first] = listOf(schema.oneOf);
  const [other] = listOf(schema.anyOf);
  const parts = [target, ...listOf(schema.allOf), first, other]
    .filter((part) => part !== undefined)
    .map(inner);
  return parts.every(plain) ? Object.assign({}, ...parts) : (parts.at(-1) ?? {});
}

function list({ items, prefixItems, minItems }: JsonObject, full: boolean, inner: Inner): Value[] {
  if (isArray(prefixItems)) return prefixItems.map(inner);
  const some = full || typeof minItems === "number";
  return some && items !== undefined ? [inner(items)] : [];
}

function object(
  { properties, required, patternProperties, additionalProperties }: JsonObject,
  base: Members,
  full: boolean,
  inner: Inner,
): Members {
  const names = new Set(listOf(required).map(String));
  const made: Members = { ...base };
  for (const [name, property] of Object.entries(isObject(properties) ? properties : {}))
    if (full || names.has(name) || name in base) made[name] = narrower(base[name], inner(property));
  for (const name of names) made[name] ??= "x";
  if (!full) return made;
  for (const [pattern, value] of Object.entries(isObject(patternProperties) ? patternProperties : {}))
    made[keyFor(pattern, get(value, "x-pattern-format"))] = inner(value);
  if (isObject(additionalProperties)) made["org.example.more"] = inner(additionalProperties);
  return made;
}

function narrower(base: Value | undefined, own: Value): Value {
  return base !== undefined && plain(base) && plain(own) ? { ...base, ...own } : own;
}

function text({ format, pattern }: { readonly [key: string]: Json }): string {
  const known = typeof format === "string" ? FORMATS[format] : undefined;
  return known ?? (pattern === "^$" ? "" : keyFor(typeof pattern === "string" ? pattern : "", undefined));
}

function keyFor(pattern: string, format: Json | undefined): string {
  const known = typeof format === "string" ? FORMATS[format] : undefined;
  const prefix = /^\^((?:[\w@!#:-]|\\[/$.])+)/.exec(pattern)?.[1]?.replaceAll("\\", "");
  return (
    known ??
    FORMATS[
      { "@": "mx-user-id", "!": "mx-room-id", $: "mx-event-id", "#": "mx-room-alias" }[prefix ?? ""] ?? ""
    ] ??
    `${prefix ?? ""}x`
  );
}

function plain(value: Value): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}

function toValue(json: Json): Value {
  return JSON.parse(JSON.stringify(json));
}
