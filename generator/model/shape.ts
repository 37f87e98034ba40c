/** Meaning of the text of a parameter, read off its schema through references and alternatives. */
import { get, getArray, getEntries, getString, isArray, isObject, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { textsOf } from "./texts.js";

type Single = "string" | "integer" | "number" | "boolean";

/** Where several are possible, the first that the text can be read as: `integer|string`. */
export type ScalarType = Single | `${Single}|${Single}` | `${Single}|${Single}|${Single}`;

export interface ListShape {
  readonly list: ScalarType;
  /** Of the first items, where a tuple says another type for them. */
  readonly first?: readonly ScalarType[];
}

/** As the emitted code has it. */
export type ValueShape =
  | ScalarType
  | ListShape
  | {
      readonly members: { readonly [name: string]: ScalarType | ListShape };
      readonly others?: ScalarType;
    };

/** Where any text is a value, converting it would lose what it was; where only some are, the others stand for something else. */
export function scalarOf(schema: Json, linked: LinkedSpec): ScalarType {
  const types = typesOf(schema, linked);
  const number = types.has("number") ? "number" : types.has("integer") ? "integer" : undefined;
  const boolean = types.has("boolean") ? "boolean" : undefined;
  const other =
    number === undefined ? boolean : boolean === undefined ? number : (`${number}|boolean` as const);
  if (other === undefined || (types.has("string") && textsOf(schema, linked) === undefined)) return "string";
  return types.has("string") ? `${other}|string` : other;
}

/** A text that a schema lists, and that is also written for another value which it takes. */
export function likeAnother(schema: Json, linked: LinkedSpec): string | undefined {
  const types = scalarOf(schema, linked).split("|");
  const [number] = types.filter((type) => type === "number" || type === "integer");
  return [...(textsOf(schema, linked) ?? [])].find(
    (text) =>
      (types.includes("boolean") && (text === "true" || text === "false")) ||
      (number !== undefined && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)),
  );
}

/** A list where the schema may be one, else an object where it may be one. */
export function shapeOf(schema: Json, linked: LinkedSpec): ValueShape {
  const types = typesOf(schema, linked);
  if (types.has("array")) return listShape(schema, linked);
  return types.has("object") && !types.has("string") ? objectShape(schema, linked) : scalarOf(schema, linked);
}

/** Each member that the schema names, and the type of the others, unless it rules them out or names some and is silent. */
export function objectShape(schema: Json, linked: LinkedSpec): Exclude<ValueShape, ScalarType> {
  const parts = partsOf(schema, linked);
  const members = parts.flatMap((part) =>
    getEntries(part, "properties").map(([name, property]) => [name, memberShape(property, linked)] as const),
  );
  const others = parts.map((part) => get(part, "additionalProperties")).find((each) => each !== undefined);
  const type = others === undefined || others === true ? "string" : scalarOf(others, linked);
  const open = others === undefined ? members.length === 0 : others !== false;
  return { members: Object.fromEntries(members), ...(open && { others: type }) };
}

function memberShape(schema: Json, linked: LinkedSpec): ScalarType | ListShape {
  return typesOf(schema, linked).has("array") ? listShape(schema, linked) : scalarOf(schema, linked);
}

function listShape(schema: Json, linked: LinkedSpec): ListShape {
  const [items] = restOf(schema, linked);
  const list = items === undefined ? "string" : scalarOf(items, linked);
  const tuple = partsOf(schema, linked).map((part) => getArray(part, "prefixItems"));
  const first = tuple.find((each) => each.length > 0)?.map((item) => scalarOf(item, linked)) ?? [];
  return first.every((type) => type === list) ? { list } : { list, first };
}

/** Schemas of items, those of a tuple's first as well. */
export function itemsOf(schema: Json, linked: LinkedSpec): Json[] {
  const tuple = partsOf(schema, linked).flatMap((part) => getArray(part, "prefixItems"));
  return [...restOf(schema, linked), ...tuple];
}

function restOf(schema: Json, linked: LinkedSpec): Json[] {
  return partsOf(schema, linked).flatMap((part) => {
    const items = get(part, "items");
    return items === undefined ? [] : [items];
  });
}

/** Schemas of members, named or not. */
export function memberSchemas(schema: Json, linked: LinkedSpec): Json[] {
  return partsOf(schema, linked).flatMap((part) => {
    const others = get(part, "additionalProperties");
    return [
      ...getEntries(part, "properties").map(([, property]) => property),
      ...(others === undefined ? [] : [others]),
    ];
  });
}

/** All types that a schema speaks of; of one that names none, those that its other keywords are about. */
export function typesOf(schema: Json, linked: LinkedSpec): ReadonlySet<string> {
  return new Set(partsOf(schema, linked).flatMap(ownTypes));
}

function ownTypes(part: Json): string[] {
  const named = [get(part, "type"), ...getArray(part, "type")].filter((type) => typeof type === "string");
  if (named.length > 0) return named;
  const values = [get(part, "const"), ...getArray(part, "enum")].filter((value) => value !== undefined);
  return [
    ...(isObject(get(part, "properties")) ? ["object"] : []),
    ...(get(part, "items") === undefined && !isArray(get(part, "prefixItems")) ? [] : ["array"]),
    ...values.map(typeOf),
  ];
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

/** Whether a string of a form stands for bytes, which no JSON could hold. */
export function isBytes(schema: Json, linked: LinkedSpec): boolean {
  const types = typesOf(schema, linked);
  if ([...types].some((type) => type !== "string" && type !== "null")) return false;
  return partsOf(schema, linked).some(
    (part) =>
      getString(part, "format") === "binary" ||
      (getString(part, "contentMediaType") !== undefined && getString(part, "contentEncoding") === undefined),
  );
}

/** A schema, and those that it refers to or has as alternatives. */
export function partsOf(schema: Json, linked: LinkedSpec, seen: Set<string> = new Set()): Json[] {
  const ref = getString(schema, "$ref");
  const target = ref === undefined || seen.has(ref) ? undefined : linked.schemas.get(ref)?.schema;
  if (ref !== undefined) seen.add(ref);
  return [
    schema,
    ...(target === undefined ? [] : partsOf(target, linked, seen)),
    ...["allOf", "oneOf", "anyOf"].flatMap((keyword) =>
      getArray(schema, keyword).flatMap((part) => partsOf(part, linked, seen)),
    ),
  ];
}
