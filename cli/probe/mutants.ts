/** Damaged requests: one thing wrong in each, at the borders of what the schema allows. */
import { getArray, getEntries, getString, isObject, type Json } from "#generator/json.js";
import type { LinkedSpec } from "#generator/link/linked-spec.js";
import type { OperationDef, ParameterDef } from "#generator/model/model.js";
import { partsOf } from "#generator/model/parts.js";
import type { Parts } from "./valid-request.js";

export interface Mutant {
  /** In a few words, without values: `body/initial_state is a number`. */
  readonly damage: string;
  readonly pointer: string;
  readonly place: "path" | "query" | "body";
  readonly parts: Parts;
  /** The body as text, where it is not JSON. */
  readonly raw?: string;
}

export function mutantsOf(operation: OperationDef, linked: LinkedSpec, valid: Parts): Mutant[] {
  return [...pathMutants(valid), ...queryMutants(operation, valid), ...bodyMutants(operation, linked, valid)];
}

const IDENTIFIERS = new Set(["roomId", "userId", "eventId", "roomAlias"]);

function pathMutants(valid: Parts): Mutant[] {
  return Object.keys(valid.path)
    .filter((name) => IDENTIFIERS.has(name))
    .map((name) => ({
      damage: "is not an identifier",
      pointer: `/${name}`,
      place: "path",
      parts: { ...valid, path: { ...valid.path, [name]: "bogus" } },
    }));
}

function queryMutants({ parameters }: OperationDef, valid: Parts): Mutant[] {
  const without = (name: string): Parts => ({
    ...valid,
    query: Object.fromEntries(Object.entries(valid.query).filter(([each]) => each !== name)),
  });
  const queries = parameters.filter((parameter) => parameter.in === "query");
  return queries.flatMap((parameter): Mutant[] => {
    const { name, required } = parameter;
    const pointer = `/${name}`;
    const odd = oddText(parameter);
    return [
      ...(required ? [{ damage: "is missing", pointer, place: "query", parts: without(name) } as const] : []),
      ...(odd === undefined
        ? []
        : [
            {
              damage: "is of another type",
              pointer,
              place: "query",
              parts: { ...valid, query: { ...valid.query, [name]: odd } },
            } as const,
          ]),
    ];
  });
}

function oddText({ schema }: ParameterDef): string | undefined {
  const type = getString(schema, "type");
  if (type === "integer" || type === "number" || type === "boolean") return "bogus";
  return getArray(schema, "enum").length > 0 ? "bogus" : undefined;
}

function bodyMutants(operation: OperationDef, linked: LinkedSpec, valid: Parts): Mutant[] {
  const { body } = valid;
  if (body === undefined) return [];
  const whole = (damage: string, raw: string): Mutant => ({
    damage,
    pointer: "",
    place: "body",
    parts: valid,
    raw,
  });
  const schema = operation.requestBody?.contents.find(({ json }) => json)?.schema;
  const properties = schema === undefined ? [] : propertiesOf(schema, linked);
  const given: { readonly [name: string]: Json } = isObject(body) ? body : {};
  const replaced = (name: string, value: Json): Parts => ({ ...valid, body: { ...given, [name]: value } });
  return [
    whole("breaks off", "{"),
    whole("is null", "null"),
    whole("is a list", "[]"),
    ...Object.keys(given).map(
      (name): Mutant => ({
        damage: "is missing",
        pointer: `/${name}`,
        place: "body",
        parts: {
          ...valid,
          body: Object.fromEntries(Object.entries(given).filter(([each]) => each !== name)),
        },
      }),
    ),
    ...properties.flatMap(([name, property]): Mutant[] =>
      oddValues(property, linked).map(([damage, value]) => ({
        damage,
        pointer: `/${name}`,
        place: "body",
        parts: replaced(name, value),
      })),
    ),
  ];
}

/** Without null: many servers take it for a member that is left out. */
function oddValues(schema: Json, linked: LinkedSpec): [string, Json][] {
  const types = new Set(statedTypes(schema, linked));
  if (types.size === 0) return [];
  const odd: [string, Json, readonly string[]][] = [
    ["is a number", 42, ["integer", "number"]],
    ["is a text", "bogus", ["string"]],
    ["is a list", [7], ["array"]],
    ["is an object", { bogus: 7 }, ["object"]],
  ];
  return odd
    .filter(([, , ofTypes]) => !ofTypes.some((type) => types.has(type)))
    .map(([damage, value]) => [damage, value]);
}

function statedTypes(schema: Json, linked: LinkedSpec): string[] {
  return partsOf(schema, linked).flatMap((part) => {
    const own = isObject(part) ? part.type : undefined;
    const types = typeof own === "string" ? [own] : getArray(part, "type");
    return types.filter((type) => typeof type === "string");
  });
}

function propertiesOf(schema: Json, linked: LinkedSpec): [string, Json][] {
  return [...new Map(partsOf(schema, linked).flatMap((part) => getEntries(part, "properties")))];
}
