/** The parts that a schema consists of, and the types that they speak of. */
import { get, getArray, getEntries, getString, isArray, isObject, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { typeOf } from "../value-type.js";

const LISTS = ["allOf", "oneOf", "anyOf"] as const;
const SINGLES = ["if", "then", "else"] as const;

/** A schema, and those that it refers to, has as alternatives, or applies at times. */
export function partsOf(schema: Json, linked: LinkedSpec): Json[] {
  const parts: Json[] = [];
  const seen = new Set<string>();
  // A chain of references may be longer than any stack.
  const waiting = [schema];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    parts.push(part);
    const ref = getString(part, "$ref");
    const target = ref === undefined || seen.has(ref) ? undefined : linked.schemas.get(ref)?.schema;
    if (ref !== undefined) seen.add(ref);
    const next: Json[] = [];
    for (const keyword of LISTS) next.push(...getArray(part, keyword));
    next.push(...conditionsOf(part, SINGLES));
    waiting.push(...next.reverse());
    if (target !== undefined) waiting.push(target);
  }
  return parts;
}

function conditionsOf(schema: Json, keywords: readonly string[]): Json[] {
  const parts: Json[] = [];
  for (const keyword of keywords) {
    const part = get(schema, keyword);
    if (part !== undefined) parts.push(part);
  }
  for (const [, part] of getEntries(schema, "dependentSchemas")) parts.push(part);
  return parts;
}

/** Parts that are listened to. References within alternatives can make of a few lines more of them than there is time for. */
const MAX_PARTS = 2_000;

interface Listening {
  readonly pick: (part: Json) => readonly Json[];
  readonly linked: LinkedSpec;
  left: number;
}

/**
 * All that the parts of a schema say of something in its values, such as a member: each holds, at least at times. Alternatives become
 * one schema. Of very many parts, some are left out, as if they took everything.
 */
export function saidOf(schema: Json, pick: (part: Json) => readonly Json[], linked: LinkedSpec): Json[] {
  return said(schema, { pick, linked, left: MAX_PARTS }, new Set());
}

/** `heard` are references whose schemas hold already. */
function said(schema: Json, listening: Listening, heard: Set<string>): Json[] {
  if (listening.left-- <= 0) return [];
  const ref = getString(schema, "$ref");
  const target = ref === undefined || heard.has(ref) ? undefined : listening.linked.schemas.get(ref)?.schema;
  if (ref !== undefined) heard.add(ref);
  const deeper = (part: Json): Json[] => said(part, listening, heard);
  const alternatives = ["oneOf", "anyOf"].flatMap((keyword) => {
    const each = getArray(schema, keyword).map((part) => said(part, listening, new Set(heard)));
    return each.every((some) => some.length === 0) ? [] : [{ anyOf: each.map((some) => ({ allOf: some })) }];
  });
  return [
    ...listening.pick(schema),
    ...(target === undefined ? [] : deeper(target)),
    ...getArray(schema, "allOf").flatMap(deeper),
    ...alternatives,
    ...conditionsOf(schema, ["then", "else"]).flatMap(deeper),
  ];
}

/** All types that a schema speaks of; of one that names none, those that its other keywords are about. */
export function typesOf(schema: Json, linked: LinkedSpec): ReadonlySet<string> {
  const parts = partsOf(schema, linked);
  const named = parts.flatMap(ownTypes);
  return new Set(named.length > 0 ? named : parts.flatMap(impliedTypes));
}

function ownTypes(part: Json): string[] {
  const named = [get(part, "type"), ...getArray(part, "type")].filter((type) => typeof type === "string");
  if (named.length > 0) return named;
  const values = [get(part, "const"), ...getArray(part, "enum")].filter((value) => value !== undefined);
  return [
    ...(isObject(get(part, "properties")) ? ["object"] : []),
    ...(get(part, "items") === undefined && !isArray(get(part, "prefixItems")) ? [] : ["array"]),
    ...values.map((value) => (Number.isInteger(value) ? "integer" : typeOf(value))),
  ];
}

const ABOUT = {
  array: ["contains", "maxItems", "minItems", "unevaluatedItems", "uniqueItems"],
  object: [
    ...["additionalProperties", "dependentRequired", "dependentSchemas", "maxProperties", "minProperties"],
    ...["patternProperties", "propertyNames", "required", "unevaluatedProperties"],
  ],
};

function impliedTypes(part: Json): string[] {
  return Object.entries(ABOUT).flatMap(([type, keywords]) =>
    keywords.some((keyword) => get(part, keyword) !== undefined) ? [type] : [],
  );
}

const OF_NUMBERS = ["exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"];

/** Of a schema without a type: the guess that is made instead, and the keyword that speaks of another type or led to it. */
export function typeInDoubt(schema: Json, linked: LinkedSpec): string | undefined {
  const parts = partsOf(schema, linked);
  if (parts.some((part) => ownTypes(part).length > 0)) return undefined;
  const found = (keywords: readonly string[]): string | undefined =>
    keywords.find((keyword) => parts.some((part) => get(part, keyword) !== undefined));
  const [list, object, number] = [found(ABOUT.array), found(ABOUT.object), found(OF_NUMBERS)];
  if (list !== undefined) return `is read as a list, since it has ${list}`;
  if (object !== undefined) return `is read as an object, since it has ${object}`;
  return number === undefined ? undefined : `is read as text, which ${number} does not restrict`;
}
