/** How the text of a parameter becomes a value, read off its schema. */
import { getArray, getString, isObject, type Json } from "../../json.js";
import type { LinkedSpec } from "../../link/types.js";
import type { OperationDef, ParameterDef } from "../../model/types.js";
import type { Parameter } from "../runtime/route.js";
import { object } from "./literal.js";

/** Upstream says only in words that a state key may be empty, and that the slash before it may then be missing. */
const MAY_BE_EMPTY = new Set(["stateKey"]);

export function mayBeEmpty(operation: OperationDef, parameter: ParameterDef): boolean {
  return (
    parameter.in === "path" &&
    MAY_BE_EMPTY.has(parameter.name) &&
    operation.path.endsWith(`/{${parameter.name}}`)
  );
}

export function printParameter(operation: OperationDef, parameter: ParameterDef, linked: LinkedSpec): string {
  const { type, list } = conversionOf(parameter.schema, linked);
  return object([
    ["in", JSON.stringify(parameter.in)],
    ["name", JSON.stringify(parameter.in === "header" ? parameter.name.toLowerCase() : parameter.name)],
    ["type", JSON.stringify(type)],
    ...flag("list", list),
    ...flag("required", parameter.required),
    ...flag("mayBeEmpty", mayBeEmpty(operation, parameter)),
  ]);
}

export function flag(name: string, is: boolean): [string, string][] {
  return is ? [[name, "true"]] : [];
}

interface Conversion {
  readonly type: Parameter["type"];
  readonly list: boolean;
}

function conversionOf(schema: Json, linked: LinkedSpec): Conversion {
  const types = typesOf(schema, linked, new Set());
  if (types.has("array")) {
    const item = itemsOf(schema, linked, new Set()).map((items) => conversionOf(items, linked).type)[0];
    return { type: item === undefined || item === "object" ? "string" : item, list: true };
  }
  // Where text is among the types, any text is a value, and converting it would lose what it was.
  const [only] = types.has("string") ? ["string"] : SIMPLE.filter((type) => types.has(type));
  const type = SIMPLE.find((each) => each === only);
  return { type: type ?? "string", list: false };
}

const SIMPLE = ["object", "number", "integer", "boolean"] as const;

/** All types that a schema speaks of, through references and alternatives. */
function typesOf(schema: Json, linked: LinkedSpec, seen: Set<string>): Set<string> {
  const own = isObject(schema) ? schema.type : undefined;
  const types = new Set([own, ...getArray(schema, "type")].filter((type) => typeof type === "string"));
  for (const part of partsOf(schema, linked, seen))
    for (const type of typesOf(part, linked, seen)) types.add(type);
  return types;
}

function itemsOf(schema: Json, linked: LinkedSpec, seen: Set<string>): Json[] {
  const own = isObject(schema) && schema.items !== undefined ? [schema.items] : [];
  return [...own, ...partsOf(schema, linked, seen).flatMap((part) => itemsOf(part, linked, seen))];
}

function partsOf(schema: Json, linked: LinkedSpec, seen: Set<string>): Json[] {
  const ref = getString(schema, "$ref");
  const target = ref === undefined || seen.has(ref) ? undefined : linked.schemas.get(ref)?.schema;
  if (ref !== undefined) seen.add(ref);
  return [
    ...(target === undefined ? [] : [target]),
    ...["allOf", "oneOf", "anyOf"].flatMap((keyword) => getArray(schema, keyword)),
  ];
}
