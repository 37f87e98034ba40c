/** Leaves out the `type` of a schema whose `enum` or `const` allows only values of that type. */
import { isArray, isObject } from "../../../json.js";
import type { Schema } from "../../../link/linked-spec.js";
import { mapSubschemas } from "../../../lower/subschemas.js";
import { isOfType } from "../../../value-type.js";

export function withoutImpliedTypes(schema: Schema): Schema {
  if (!isObject(schema)) return schema;
  const { type, ...rest } = mapSubschemas(schema, (child) =>
    isObject(child) || typeof child === "boolean" ? withoutImpliedTypes(child) : {},
  );
  if (type === undefined) return rest;
  const types = isArray(type) ? type : [type];
  const allowed = rest.const === undefined ? rest.enum : [rest.const];
  const implied = isArray(allowed) && allowed.every((value) => types.some((name) => isOfType(value, name)));
  return implied ? rest : { ...rest, type };
}
