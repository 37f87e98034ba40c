/** Makes values from schemas: what examples leave out. Good guesses only; the validator says which are good. */
import { get, isArray, isObject, type Json } from "../../../generator/json.js";
import type { Schema } from "../../../generator/link/linked-spec.js";
import type { Value } from "./release.js";

const FORMATS: { readonly [format: string]: string } = {
  "mx-event-id": "$event",
  "mx-mxc-uri": "mxc://example.org/media",
  "mx-room-alias": "#room:example.org",
  "mx-room-id": "!room:example.org",
  "mx-user-id": "@user:example.org",
};

type Resolve = (id: string) => Schema | undefined;

/** One with what is required, one with everything, each only as deep as schemas go before they repeat. */
export function samplesOf(schema: Schema, resolve: Resolve): Value[] {
  return [sample(schema, resolve, false, 0), sample(schema, resolve, true, 0)];
}

function sample(schema: Json | undefined, resolve: Resolve, full: boolean, depth: number): Value {
  if (!isObject(schema) || depth > 12) return {};
  const { type, properties, patternProperties, additionalProperties, items, prefixItems } = schema;
  const parts = [
    schema.$ref,
    ...listOf(schema.allOf),
    ...listOf(schema.oneOf).slice(0, 1),
    ...listOf(schema.anyOf).slice(0, 1),
  ]
    .flatMap((part) => (typeof part === "string" ? [resolve(part)] : [part]))
    .filter((part) => part !== undefined)
    .map((part) => sample(part, resolve, full, depth + 1));
  const base: Value = parts.every(plain) ? Object.assign({}, ...parts) : (parts.at(-1) ?? {});
  if (isArray(schema.enum)) return toValue(schema.enum[0] ?? null);
  if (schema.const !== undefined) return toValue(schema.const);
  const [first] = isArray(type) ? type : [type];
  if (first === "string") return text(schema);
  if (first === "integer" || first === "number")
    return typeof schema.minimum === "number" ? schema.minimum : 1;
  if (first === "boolean") return true;
  if (first === "null") return null;
  if (first === "array") {
    const some = full || typeof schema.minItems === "number";
    return isArray(prefixItems)
      ? prefixItems.map((item) => sample(item, resolve, full, depth + 1))
      : some && items !== undefined
        ? [sample(items, resolve, full, depth + 1)]
        : [];
  }
  if (!plain(base)) return base;
  const required = new Set(listOf(schema.required).map(String));
  const made: { [key: string]: Value } = { ...base };
  for (const [name, property] of Object.entries(isObject(properties) ? properties : {}))
    if (full || required.has(name) || name in base)
      made[name] = narrower(base[name], sample(property, resolve, full, depth + 1));
  for (const name of required) made[name] ??= "x";
  if (full && isObject(patternProperties))
    for (const [pattern, value] of Object.entries(patternProperties))
      made[keyFor(pattern, get(value, "x-pattern-format"))] = sample(value, resolve, full, depth + 1);
  if (full && isObject(additionalProperties))
    made["org.example.more"] = sample(additionalProperties, resolve, full, depth + 1);
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

function plain(value: Value): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}

function toValue(json: Json): Value {
  return JSON.parse(JSON.stringify(json));
}
