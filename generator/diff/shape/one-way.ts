/** Says in one way what can be said in several, so that texts of conditions differ only where their meaning does. */
import {
  compare,
  fromEntries,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  mapChanged,
  stableStringify,
} from "../../json.js";
import { ASSERTION_SHAPES, COMPOSITIONS } from "../../lower/keywords.js";
import { mapSubschemas } from "../../lower/subschemas.js";

/** Lists whose order says nothing; nor does what stands in them twice, but for `oneOf`. */
const UNORDERED: ReadonlySet<string> = new Set(["allOf", "anyOf", "enum", "oneOf", "required", "type"]);

/** A schema, and all within it. */
export function inOneWay(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const inner = demanding(withListedValues(mapSubschemas(schema, inOneWay)));
  const sorted = folded(mapChanged(inner, (value, keyword) => inOrder(keyword, value)));
  return onlyMember(sorted) ?? typesOfBranches(sorted) ?? sorted;
}

/** A list of a keyword as it is said everywhere. */
export function inOrder(keyword: string, value: Json): Json {
  if (!UNORDERED.has(keyword) || !isArray(value)) return value;
  const list = keyword === "oneOf" ? sorted(value) : sortedOnce(value);
  return keyword === "type" && list.length === 1 ? (list[0] ?? null) : list;
}

/** A schema for what stands beside a key that only demands other keys is a list of these. */
export function demanding(schema: JsonObject): JsonObject {
  const { dependentSchemas = {}, dependentRequired = {}, ...rest } = schema;
  if (schema.dependentSchemas === undefined && schema.dependentRequired === undefined) return schema;
  if (!isObject(dependentSchemas) || !isObject(dependentRequired)) return schema;
  const names = new Map(Object.entries(dependentRequired));
  const others: [string, Json][] = [];
  for (const [key, part] of Object.entries(dependentSchemas)) {
    const demand = isObject(part) && Object.keys(part).length === 1 ? part.required : undefined;
    if (demand === undefined) others.push([key, part]);
    else names.set(key, [...asList(names.get(key)), ...asList(demand)]);
  }
  const demands = [...names].map(([key, list]) => [key, sortedOnce(asList(list))] as const);
  return {
    ...rest,
    ...(demands.length > 0 && { dependentRequired: fromEntries(demands) }),
    ...(others.length > 0 && { dependentSchemas: fromEntries(others) }),
  };
}

function withListedValues(schema: JsonObject): JsonObject {
  if (schema.const === undefined || schema.enum !== undefined) return schema;
  const { const: value, ...rest } = schema;
  return { ...rest, enum: [value] };
}

/** Assertions that count what the keyword beside them finds. */
const COUNTING: ReadonlySet<string> = new Set(["maxContains", "minContains"]);

/** Whether a keyword says the same wherever in an `allOf` it stands. */
function standsAlone(keyword: string): boolean {
  return ASSERTION_SHAPES.has(keyword) && !COUNTING.has(keyword);
}

/** Members of `allOf` that say only such keywords stand with the others, unless these say something else by the same keyword. */
function folded(schema: JsonObject): JsonObject {
  const { allOf, ...own } = schema;
  if (!isArray(allOf)) return schema;
  let all: JsonObject = own;
  const left = allOf.filter((member) => {
    const known = all;
    const isFolded =
      isObject(member) &&
      Object.entries(member).every(
        ([keyword, value]) => standsAlone(keyword) && isSame(known[keyword] ?? value, value),
      );
    if (isFolded) all = { ...known, ...member };
    return !isFolded;
  });
  return left.length === 0 ? all : { ...all, allOf: left };
}

function isSame(a: Json, b: Json): boolean {
  return a === b || stableStringify(a) === stableStringify(b);
}

/** The member of a composition of one, with nothing beside it. */
function onlyMember(schema: JsonObject): Json | undefined {
  const [entry, ...more] = Object.entries(schema);
  if (entry === undefined || more.length > 0) return undefined;
  const [keyword, members] = entry;
  const isComposed = COMPOSITIONS.some((name) => name === keyword);
  return isComposed && isArray(members) && members.length === 1 ? members[0] : undefined;
}

/** `anyOf` of schemas that say a type and nothing else. */
function typesOfBranches({ anyOf, ...rest }: JsonObject): JsonObject | undefined {
  if (!isArray(anyOf) || rest.type !== undefined) return undefined;
  const types = anyOf.map((branch) =>
    isObject(branch) && Object.keys(branch).length === 1 ? branch.type : undefined,
  );
  if (types.some((type) => type === undefined)) return undefined;
  return {
    ...rest,
    type: inOrder(
      "type",
      types.flatMap((type) => type ?? []),
    ),
  };
}

function asList(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}

function sortedOnce(values: readonly Json[]): readonly Json[] {
  const list = sorted(values);
  return list.filter((value, index) => index === 0 || !isSame(list[index - 1] ?? null, value));
}

function sorted(values: readonly Json[]): readonly Json[] {
  if (values.length < 2) return values;
  const texts = values.map((value) => [stableStringify(value), value] as const);
  return texts.sort(([a], [b]) => compare(a, b)).map(([, value]) => value);
}
