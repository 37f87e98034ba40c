/** Meaning of the text of a parameter, read off its schema through references and alternatives. */
import { get, getArray, getEntries, getString, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { partsOf, saidOf, typesOf } from "./parts.js";
import { type Reading, readingOf, type ScalarType } from "./reading.js";

export interface ListShape {
  readonly list: ScalarType;
  /** Of the first items, where a tuple says another type for them. */
  readonly first?: readonly ScalarType[];
}

interface ObjectShape {
  readonly members: { readonly [name: string]: ScalarType | ListShape };
  readonly others?: ScalarType;
}

/** As the emitted code has it. */
export type ValueShape = ScalarType | ListShape | ObjectShape;

/** A list where the schema may be one, else an object where it may be one. */
export function shapeOf(schema: Json, linked: LinkedSpec): ValueShape {
  const types = typesOf(schema, linked);
  if (types.has("array")) return listShape([schema], linked);
  if (types.has("object") && !types.has("string")) return objectShape(schema, linked);
  return readingOf([schema], linked).type;
}

/** Each member that the schema names, and the type of the others, unless it rules them out or names some and is silent. */
export function objectShape(schema: Json, linked: LinkedSpec): ObjectShape {
  const members = namedMembers(schema, linked).map((name) => {
    const said = saidOf(schema, (part) => memberIn(part, name), linked);
    const isList = said.some((each) => typesOf(each, linked).has("array"));
    return [name, isList ? listShape(said, linked) : readingOf(said, linked).type] as const;
  });
  const others = othersOf(schema, linked);
  return {
    members: Object.fromEntries(members),
    ...(others.length > 0 && { others: readingOf(others, linked).type }),
  };
}

function namedMembers(schema: Json, linked: LinkedSpec): string[] {
  const names = partsOf(schema, linked).flatMap((part) => getEntries(part, "properties"));
  return [...new Set(names.map(([name]) => name))];
}

/** Of one part of a schema alone: a list of the member's schema, or an empty one. */
export function memberIn(part: Json, name: string): Json[] {
  const member = get(get(part, "properties"), name);
  return member === undefined ? [] : [member];
}

/** All that is said of members that have no name in the schema: nothing where it has none, or where it names some and is silent. */
function othersOf(schema: Json, linked: LinkedSpec): Json[] {
  const said = saidOf(schema, othersIn, linked);
  const parts = partsOf(schema, linked);
  const has = (keyword: string): boolean => parts.some((part) => get(part, keyword) !== undefined);
  if (has("additionalProperties") || has("unevaluatedProperties")) return said;
  return has("patternProperties") || !has("properties") ? [...said, true] : said;
}

function othersIn(part: Json): Json[] {
  return [
    get(part, "additionalProperties") ?? false,
    get(part, "unevaluatedProperties") ?? false,
    ...getEntries(part, "patternProperties").map(([, others]) => others),
  ].filter((others) => others !== false);
}

function listShape(schemas: readonly Json[], linked: LinkedSpec): ListShape {
  const [list, ...first] = itemReadings(schemas, linked).map(({ type }) => type);
  return list === undefined || first.every((type) => type === list)
    ? { list: list ?? "string" }
    : { list, first };
}

/** Of the items after a tuple, then of the tuple's one by one. */
function itemReadings(schemas: readonly Json[], linked: LinkedSpec): Reading[] {
  const parts = schemas.flatMap((schema) => partsOf(schema, linked));
  const lengths = parts.map((part) => getArray(part, "prefixItems").length);
  const length = lengths.reduce((most, each) => Math.max(most, each), 0);
  return [length, ...Array.from({ length }, (_, index) => index)].map((index) => {
    const said = schemas.flatMap((schema) => saidOf(schema, (part) => itemIn(part, index), linked));
    const sought = schemas.flatMap((schema) => saidOf(schema, soughtIn, linked));
    // An item need not be what is sought, and may be anything where nothing else is said.
    return readingOf([...(said.length === 0 ? [true] : said), ...sought], linked);
  });
}

function itemIn(part: Json, index: number): Json[] {
  const item = getArray(part, "prefixItems")[index] ?? get(part, "items") ?? get(part, "unevaluatedItems");
  return item === undefined || item === false ? [] : [item];
}

function soughtIn(part: Json): Json[] {
  const sought = get(part, "contains");
  return sought === undefined ? [] : [sought];
}

/** How each of the texts in a value is read. */
export function readingsOf(schema: Json, linked: LinkedSpec): readonly Reading[] {
  const types = typesOf(schema, linked);
  if (types.has("array")) return itemReadings([schema], linked);
  if (!types.has("object") || types.has("string")) return [readingOf([schema], linked)];
  const members = namedMembers(schema, linked).flatMap((name) => {
    const said = saidOf(schema, (part) => memberIn(part, name), linked);
    const isList = said.some((each) => typesOf(each, linked).has("array"));
    return isList ? itemReadings(said, linked) : [readingOf(said, linked)];
  });
  const others = othersOf(schema, linked);
  return others.length === 0 ? members : [...members, readingOf(others, linked)];
}

/** Schemas of items, those of a tuple's first as well. */
export function itemsOf(schema: Json, linked: LinkedSpec): Json[] {
  const parts = partsOf(schema, linked);
  const rest = parts.map((part) => get(part, "items") ?? get(part, "unevaluatedItems"));
  return [
    ...rest.filter((items) => items !== undefined),
    ...parts.flatMap((part) => getArray(part, "prefixItems")),
  ];
}

/** Schemas of members, named or not. */
export function memberSchemas(schema: Json, linked: LinkedSpec): Json[] {
  return partsOf(schema, linked).flatMap((part) => [
    ...getEntries(part, "properties").map(([, property]) => property),
    ...othersIn(part),
  ]);
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
