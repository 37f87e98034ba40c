/** Says in one way what can be said in several, so that texts of conditions differ only where their meaning does. */
import { fromEntries, isArray, isObject, type Json, type JsonObject, stableStringify } from "../../json.js";
import { ASSERTION_SHAPES, COMPOSITIONS } from "../../lower/keywords.js";
import { mapSubschemas } from "../../lower/subschemas.js";

/** Lists whose order says nothing. */
const UNORDERED: ReadonlySet<string> = new Set(["enum", "required", "type"]);

/** A schema, and all within it. */
export function inOneWay(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const inner = folded(withListedValues(demanding(mapSubschemas(schema, inOneWay))));
  const sorted = fromEntries(
    Object.entries(inner).map(([keyword, value]) => [
      keyword,
      UNORDERED.has(keyword) && isArray(value) ? sortedOnce(value) : value,
    ]),
  );
  return onlyMember(sorted) ?? typesOfBranches(sorted) ?? sorted;
}

/** A schema for what stands beside a key that only demands other keys is a list of these. */
export function demanding(schema: JsonObject): JsonObject {
  const { dependentSchemas, dependentRequired, ...rest } = schema;
  if (!isObject(dependentSchemas)) return schema;
  const entries = Object.entries(dependentSchemas);
  const demands = entries.filter(([, part]) => isDemand(part));
  if (demands.length === 0) return schema;
  const names = new Map(Object.entries(isObject(dependentRequired) ? dependentRequired : {}));
  for (const [key, part] of demands)
    names.set(key, sortedOnce([...asList(names.get(key)), ...asList(isObject(part) ? part.required : [])]));
  const others = entries.filter(([, part]) => !isDemand(part));
  return {
    ...rest,
    dependentRequired: fromEntries([...names]),
    ...(others.length > 0 && { dependentSchemas: fromEntries(others) }),
  };
}

function isDemand(part: Json): boolean {
  return isObject(part) && Object.keys(part).length === 1 && isArray(part.required);
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

/** Members of `allOf` that say only such keywords stand with the others, unless these say the same keyword. */
function folded({ allOf, ...own }: JsonObject): JsonObject {
  if (!isArray(allOf)) return own;
  let all: JsonObject = own;
  const left = allOf.filter((member) => {
    const known = all;
    const isFolded =
      isObject(member) &&
      Object.keys(member).every((keyword) => standsAlone(keyword) && !Object.hasOwn(known, keyword));
    if (isFolded) all = { ...known, ...member };
    return !isFolded;
  });
  return left.length === 0 ? all : { ...all, allOf: left };
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
  return { ...rest, type: sortedOnce(types.flatMap((type) => type ?? [])) };
}

function asList(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}

function sortedOnce(values: readonly Json[]): Json[] {
  const byText = new Map(values.map((value) => [stableStringify(value), value] as const));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
