/** The schema of a form's value: that of its document, with bytes where it has text that is bytes. */
import { getArray, getEntries, getString, isObject, type Json } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";
import { typesOf } from "./parts.js";
import { isBytes, itemsOf } from "./shape.js";

/** Members of bytes are bytes in it and no text. */
export function formSchema(schema: Schema | undefined, linked: LinkedSpec, depth = 0): Schema {
  if (schema === undefined || !isObject(schema) || depth > 8) return schema ?? {};
  const ref = getString(schema, "$ref");
  const target = ref === undefined ? undefined : linked.schemas.get(ref)?.schema;
  if (target !== undefined) {
    const own = formSchema(target, linked, depth + 1);
    return own === target ? schema : own;
  }
  let changed = false;
  const properties = getEntries(schema, "properties").map(([name, property]) => {
    const mapped = bytesSchema(property, linked);
    changed ||= mapped !== property;
    return [name, mapped] as const;
  });
  const allOf = getArray(schema, "allOf").map((part) => {
    const mapped = formSchema(isObject(part) ? part : {}, linked, depth + 1);
    changed ||= mapped !== part;
    return mapped;
  });
  if (!changed) return schema;
  return {
    ...schema,
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(allOf.length > 0 && { allOf }),
  };
}

/** `x-bytes` is the format of a value that is a Blob or a Uint8Array. */
function bytesSchema(schema: Json, linked: LinkedSpec): Json {
  const description = getString(schema, "description");
  const bytes = { type: "string", format: "x-bytes" };
  if (isBytes(schema, linked)) return { ...bytes, ...(description !== undefined && { description }) };
  const [items] = typesOf(schema, linked).has("array") ? itemsOf(schema, linked) : [];
  if (items === undefined || !isBytes(items, linked)) return schema;
  return { ...(isObject(schema) ? schema : {}), type: "array", items: bytes };
}
