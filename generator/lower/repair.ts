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
type Change = (message: string, where: string, changes: JsonObject, drop?: readonly string[]) => void;

export function repair(schema: JsonObject, at: string, context: SchemaContext): JsonObject {
  let repaired = schema;
  const change = (changes: JsonObject, drop: readonly string[] = []): void => {
    repaired = fromEntries(
      Object.entries({ ...repaired, ...changes }).filter(([key]) => !drop.includes(key)),
    );
  };
  const warn: Change = (message, where, changes, drop) => {
    context.diagnostics.report("lower/invalid-schema", message, { file: context.file, pointer: at + where });
    change(changes, drop);
  };
  // In these versions it is not an older draft that is taken for a newer one.
  const old = context.dialect === "swagger-2" || context.dialect === "openapi-3.0";
  const inDialect: Change = (message, where, changes, drop) =>
    old ? change(changes, drop) : warn(message, where, changes, drop);
  if (schema.type === "string[]")
    warn("type string[] was read as an array of strings", "/type", {
      type: "array",
      items: { type: "string" },
    });
  if (isArray(schema.items))
    warn(
      "a list under items was read as prefixItems",
      "/items",
      {
        prefixItems: schema.items,
        ...(schema.additionalItems !== undefined && { items: schema.additionalItems }),
      },
      schema.additionalItems === undefined ? ["items"] : ["additionalItems"],
    );
  else if (schema.additionalItems !== undefined)
    warn("additionalItems without a list under items says nothing", "/additionalItems", {}, [
      "additionalItems",
    ]);
  if (isObject(schema.dependencies)) readDependencies(schema, schema.dependencies, warn);
  if (isArray(schema.type) && schema.type.some(isObject)) {
    const branches = schema.type.map((type) => (isObject(type) ? type : { type }));
    warn("schemas in the list under type were read as anyOf", "/type", { anyOf: branches }, ["type"]);
  }
  for (const [exclusive, limit] of [
    ["exclusiveMaximum", "maximum"],
    ["exclusiveMinimum", "minimum"],
  ] as const) {
    const bound = schema[limit];
    if (schema[exclusive] === true && bound !== undefined)
      inDialect(`${exclusive}: true was read as draft 4`, `/${exclusive}`, { [exclusive]: bound }, [limit]);
    else if (schema[exclusive] === true)
      warn(`${exclusive}: true says nothing without ${limit}`, `/${exclusive}`, {}, [exclusive]);
    else if (typeof schema[exclusive] === "boolean")
      inDialect(`${exclusive}: ${schema[exclusive]} was read as draft 4`, `/${exclusive}`, {}, [exclusive]);
  }
  const nullable = context.openapi
    ? NULLABLE[context.dialect].find((key) => typeof schema[key] === "boolean")
    : undefined;
  if (nullable !== undefined) readNullable(schema, nullable, at, context, change);
  if (context.openapi && isArray(schema.oneOf) && overlaps(schema.oneOf)) {
    context.diagnostics.report(
      "lower/overlapping-one-of",
      "a branch of oneOf is any object, so that no other branch could match alone",
      { file: context.file, pointer: `${at}/oneOf` },
    );
    repaired = fromEntries(
      Object.entries(repaired).map(([key, value]) => [key === "oneOf" ? "anyOf" : key, value] as const),
    );
  }
  return repaired;
}

/** Draft 7 had one keyword for both. */
function readDependencies(schema: JsonObject, dependencies: JsonObject, warn: Change): void {
  const entries = Object.entries(dependencies);
  const required = entries.filter(([, value]) => isArray(value));
  const schemas = entries.filter(([, value]) => !isArray(value));
  const merged = (key: string, list: readonly (readonly [string, Json])[]): JsonObject => {
    const present = schema[key];
    return list.length === 0 ? {} : { [key]: { ...fromEntries(list), ...(isObject(present) && present) } };
  };
  warn(
    "dependencies was read as dependentRequired and dependentSchemas",
    "/dependencies",
    { ...merged("dependentRequired", required), ...merged("dependentSchemas", schemas) },
    ["dependencies"],
  );
}

/**
 * OpenAPI 3.0.3 lets `nullable` add null to the `type` beside it. Beside a reference or branches it would add nothing by the
 * letter; what its authors mean is that value or null.
 */
function readNullable(
  schema: JsonObject,
  keyword: string,
  at: string,
  context: SchemaContext,
  change: (changes: JsonObject, drop?: readonly string[]) => void,
): void {
  const report = (message: string): void =>
    context.diagnostics.report("lower/invalid-schema", message, {
      file: context.file,
      pointer: at + pointer(keyword),
    });
  if (keyword === "nullable" && context.dialect !== "openapi-3.0" && schema.nullable === true)
    report(
      context.dialect === "swagger-2"
        ? "Swagger 2.0 has no nullable; it was read as the type null"
        : "nullable was read as the type null",
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
      {
        file: context.file,
        pointer: at + pointer(keyword),
      },
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
