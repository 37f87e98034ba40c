/** Leaves out the `type` of a schema whose `enum` or `const` allows only values of that type. */
import { isArray, isObject, type Json } from "../../json.js";
import type { Schema } from "../../link/linked-spec.js";
import { mapSubschemas } from "./schema.js";

export function withoutImpliedTypes(schema: Schema): Schema {
  if (!isObject(schema)) return schema;
  const { type, ...rest } = mapSubschemas(schema, (child) =>
    isObject(child) || typeof child === "boolean" ? withoutImpliedTypes(child) : {},
  );
  if (type === undefined) return rest;
  const types = isArray(type) ? type : [type];
  const allowed = rest.const === undefined ? rest.enum : [rest.const];
  const implied = isArray(allowed) && allowed.every((value) => types.some((name) => hasType(value, name)));
  return implied ? rest : { ...rest, type };
}

function hasType(value: Json, type: Json): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
