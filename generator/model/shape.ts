/** Meaning of the text of a parameter, read off its schema through references and alternatives. */
import { get, getArray, getEntries, getString, isArray, isObject, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";

export type ScalarType = "string" | "integer" | "number" | "boolean";

/** As the emitted code has it. */
export type ValueShape =
  | ScalarType
  | { readonly list: ScalarType }
  | {
      readonly members: { readonly [name: string]: ScalarType | { readonly list: ScalarType } };
      readonly others?: ScalarType;
    };

const SCALARS = ["number", "integer", "boolean"] as const;

/** Where text is among the types, any text is a value, and converting it would lose what it was. */
export function scalarOf(schema: Json, linked: LinkedSpec): ScalarType {
  const types = typesOf(schema, linked);
  return types.has("string") ? "string" : (SCALARS.find((type) => types.has(type)) ?? "string");
}

/** A list where the schema may be one, else an object where it may be one. */
export function shapeOf(schema: Json, linked: LinkedSpec): ValueShape {
  const types = typesOf(schema, linked);
  if (types.has("array")) return { list: itemType(schema, linked) };
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

function memberShape(schema: Json, linked: LinkedSpec): ScalarType | { readonly list: ScalarType } {
  return typesOf(schema, linked).has("array") ? { list: itemType(schema, linked) } : scalarOf(schema, linked);
}

function itemType(schema: Json, linked: LinkedSpec): ScalarType {
  const [items] = itemsOf(schema, linked);
  return items === undefined ? "string" : scalarOf(items, linked);
}

export function itemsOf(schema: Json, linked: LinkedSpec): Json[] {
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
  const parts = partsOf(schema, linked);
  const types = parts.flatMap((part) => [get(part, "type"), ...getArray(part, "type")]);
  const named = types.filter((type) => typeof type === "string");
  if (named.length > 0) return new Set(named);
  const implied = parts.flatMap((part) => [
    ...(isObject(get(part, "properties")) ? ["object"] : []),
    ...(get(part, "items") === undefined && !isArray(get(part, "prefixItems")) ? [] : ["array"]),
    ...[get(part, "const"), ...getArray(part, "enum")].flatMap((value) =>
      value === undefined ? [] : [typeof value === "boolean" ? "boolean" : typeof value],
    ),
  ]);
  return new Set(implied);
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
