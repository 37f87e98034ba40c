/** Other ways of saying what JSON Schema 2020-12 says: those of older drafts and of OpenAPI 3.0, and some slips. */
import { fromEntries, isArray, isObject, type Json, type JsonObject } from "../json.js";
import { pointer } from "../pointer.js";
import type { SchemaContext } from "./context.js";

/** Null, where a schema says it in other words. */
export const NULL: JsonObject = { type: "null" };

/** Keywords beside which `nullable` would come to nothing: null would have to match them too. */
const COMPOSITES = ["$ref", "allOf", "anyOf", "oneOf", "not", "discriminator"] as const;
/** Keywords that say it, by dialect; Swagger 2.0 has it by an extension that its tools share. */
const NULLABLE: { readonly [dialect in SchemaContext["dialect"]]: readonly string[] } = {
  "swagger-2": ["nullable", "x-nullable"],
  "openapi-3.0": ["nullable"],
  "openapi-3.1": ["nullable"],
  "openapi-3.2": ["nullable"],
  "json-schema": ["nullable"],
};
/** A schema under repair. */
interface Repairing {
  /** As it was written. */
  readonly schema: JsonObject;
  readonly at: string;
  readonly context: SchemaContext;
  readonly change: (changes: JsonObject, drop?: readonly string[]) => void;
  /** Changes, and says so of the keyword. */
  readonly warn: (keyword: string, message: string, changes: JsonObject, drop?: readonly string[]) => void;
}

export function repair(schema: JsonObject, at: string, context: SchemaContext): JsonObject {
  let repaired = schema;
  const change: Repairing["change"] = (changes, drop = []) => {
    repaired = fromEntries(
      Object.entries({ ...repaired, ...changes }).filter(([key]) => !drop.includes(key)),
    );
  };
  const warn: Repairing["warn"] = (keyword, message, changes, drop) => {
    const origin = { file: context.file, pointer: at + pointer(keyword) };
    context.diagnostics.report("lower/invalid-schema", message, origin);
    change(changes, drop);
  };
  const repairing = { schema, at, context, change, warn };
  readStringList(repairing);
  readTuple(repairing);
  readDependencies(repairing);
  readTypes(repairing);
  readIds(repairing);
  readExclusive(repairing);
  if (!context.openapi) return repaired;
  readNullable(repairing);
  return isLooseOneOf(repairing) ? withAnyOf(repaired) : repaired;
}

function readStringList({ schema, warn }: Repairing): void {
  if (schema.type === "string[]")
    warn("type", "type string[] was read as an array of strings", {
      type: "array",
      items: { type: "string" },
    });
}

/** Up to draft 2019-09, `items` could be a list, and `additionalItems` what follows it. */
function readTuple({ schema: { items, additionalItems }, warn }: Repairing): void {
  if (isArray(items)) {
    const rest = additionalItems === undefined ? undefined : { items: additionalItems };
    const changes = { prefixItems: items, ...rest };
    const drop = [rest === undefined ? "items" : "additionalItems"];
    warn("items", "a list under items was read as prefixItems", changes, drop);
  } else if (additionalItems !== undefined)
    warn("additionalItems", "additionalItems without a list under items says nothing", {}, [
      "additionalItems",
    ]);
}

/** Draft 7 had one keyword for both. */
function readDependencies({ schema, warn }: Repairing): void {
  if (!isObject(schema.dependencies)) return;
  const entries = Object.entries(schema.dependencies);
  const required = entries.filter(([, value]) => isArray(value));
  const schemas = entries.filter(([, value]) => !isArray(value));
  const merged = (key: string, list: readonly (readonly [string, Json])[]): JsonObject => {
    const present = schema[key];
    return list.length === 0 ? {} : { [key]: { ...fromEntries(list), ...(isObject(present) && present) } };
  };
  warn(
    "dependencies",
    "dependencies was read as dependentRequired and dependentSchemas",
    { ...merged("dependentRequired", required), ...merged("dependentSchemas", schemas) },
    ["dependencies"],
  );
}

/** Draft 3 let a list of types have schemas in it. */
function readTypes({ schema: { type: types }, warn }: Repairing): void {
  if (!isArray(types) || !types.some(isObject)) return;
  const branches = types.map((type) => (isObject(type) ? type : { type }));
  warn("type", "schemas in the list under type were read as anyOf", { anyOf: branches }, ["type"]);
}

/** Draft 4 called `$id` `id`; until draft 7, one that is a fragment was an anchor. */
function readIds({ schema, context, warn }: Repairing): void {
  const keyword = context.draft === 4 && schema.$id === undefined ? "id" : "$id";
  const id = schema[keyword];
  if (typeof id !== "string") return;
  if (id.length > 1 && id.startsWith("#"))
    warn(keyword, `${keyword} of a fragment was read as $anchor`, { $anchor: id.slice(1) }, [keyword]);
  else if (keyword === "id") warn(keyword, "id was read as $id", { $id: id }, [keyword]);
}

/** In draft 4, and in OpenAPI up to 3.0, these are true or false, of the bound beside them. */
function readExclusive({ schema, context, change, warn }: Repairing): void {
  if (schema.exclusiveMaximum === undefined && schema.exclusiveMinimum === undefined) return;
  // In these versions it is not an older draft that is taken for a newer one.
  const isUsual = context.dialect === "swagger-2" || context.dialect === "openapi-3.0";
  const read: Repairing["warn"] = (keyword, message, changes, drop) =>
    isUsual ? change(changes, drop) : warn(keyword, message, changes, drop);
  for (const [exclusive, limit] of [
    ["exclusiveMaximum", "maximum"],
    ["exclusiveMinimum", "minimum"],
  ] as const) {
    const [isExclusive, bound] = [schema[exclusive], schema[limit]];
    if (typeof isExclusive !== "boolean") continue;
    const message = `${exclusive}: ${isExclusive} was read as draft 4`;
    if (!isExclusive) read(exclusive, message, {}, [exclusive]);
    else if (bound !== undefined) read(exclusive, message, { [exclusive]: bound }, [limit]);
    else warn(exclusive, `${exclusive}: true says nothing without ${limit}`, {}, [exclusive]);
  }
}

/**
 * OpenAPI 3.0.3 lets `nullable` add null to the `type` beside it. Beside a reference or branches it would add nothing by the
 * letter; what its authors mean is that value or null.
 */
function readNullable({ schema, at, context, change }: Repairing): void {
  const keyword = NULLABLE[context.dialect].find((key) => typeof schema[key] === "boolean");
  if (keyword === undefined) return;
  const origin = { file: context.file, pointer: at + pointer(keyword) };
  if (keyword === "nullable" && context.dialect !== "openapi-3.0" && schema.nullable === true)
    context.diagnostics.report(
      "lower/invalid-schema",
      context.dialect === "swagger-2"
        ? "Swagger 2.0 has no nullable; it was read as the type null"
        : "nullable was read as the type null",
      origin,
    );
  if (schema[keyword] === false) {
    change({}, [keyword]);
    return;
  }
  const type =
    typeof schema.type === "string" && schema.type !== "null" ? { type: [schema.type, "null"] } : {};
  const present = COMPOSITES.filter((key) => schema[key] !== undefined);
  if (present.some((key) => key !== "discriminator")) {
    const inner = context.origins.mark(
      fromEntries(present.map((key) => [key, schema[key] ?? null] as const)),
      { file: context.file, pointer: at },
    );
    change({ ...type, anyOf: [inner, NULL] }, [keyword, ...present.filter((key) => key !== "anyOf")]);
  } else change(type, [keyword]);
  if (isArray(schema.enum) && !schema.enum.includes(null))
    context.diagnostics.report(
      "lower/nullable",
      "null is not among the values of the enum, so that nullable adds nothing",
      origin,
    );
}

/** Whether alternatives exclude each other by the letter, and cannot be meant to; told. */
function isLooseOneOf({ schema, at, context }: Repairing): boolean {
  if (!isArray(schema.oneOf) || !overlaps(schema.oneOf)) return false;
  context.diagnostics.report(
    "lower/overlapping-one-of",
    "a branch of oneOf is any object, so that no other branch could match alone",
    { file: context.file, pointer: `${at}/oneOf` },
  );
  return true;
}

function withAnyOf(schema: JsonObject): JsonObject {
  return fromEntries(
    Object.entries(schema).map(([key, value]) => [key === "oneOf" ? "anyOf" : key, value] as const),
  );
}

function overlaps(branches: readonly Json[]): boolean {
  const bare = branches.filter(
    (branch) =>
      isObject(branch) &&
      branch.type === "object" &&
      Object.keys(branch).every((key) => key === "type" || key === "description" || key === "title"),
  );
  return bare.length > 0 && branches.length > bare.length;
}
