/** The schema of a form's value: that of its document, with bytes where it has text that is bytes. */
import { getEntries, getString, isObject, type Json } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";
import { COMPOSITIONS } from "../lower/keywords.js";
import { mapSchemasIn } from "../lower/subschemas.js";
import { typesOf } from "./parts.js";
import { isBytes, itemsOf } from "./shape.js";
import { WrittenOut } from "./written-out.js";

export interface FormSchema {
  readonly schema: Schema;
  /** Whether it is put together of so many parts that in some of them bytes are still text. */
  readonly isCut: boolean;
}

/** Members of bytes are bytes in it and no text. */
export function formSchema(schema: Schema, linked: LinkedSpec): FormSchema {
  const written = new WrittenOut();
  return { schema: withBytes(schema, linked, written, new Set()), isCut: written.isCut };
}

/** `open`: definitions that are under way. */
function withBytes(schema: Schema, linked: LinkedSpec, written: WrittenOut, open: Set<string>): Schema {
  if (!isObject(schema)) return schema;
  const id = getString(schema, "$ref");
  const target = id === undefined ? undefined : linked.schemas.get(id)?.schema;
  if (id !== undefined && target !== undefined) {
    if (open.has(id)) return schema;
    const own = written.of(id, target, () => {
      open.add(id);
      const found = withBytes(target, linked, written, open);
      open.delete(id);
      return found;
    });
    return own === undefined || own === target ? schema : own;
  }
  let changed = false;
  const properties = getEntries(schema, "properties").map(([name, property]) => {
    const mapped = bytesSchema(property, linked);
    changed ||= mapped !== property;
    return [name, mapped] as const;
  });
  const compositions = COMPOSITIONS.flatMap((keyword) => {
    const parts = schema[keyword];
    if (parts === undefined) return [];
    const mapped = mapSchemasIn(keyword, parts, (part) =>
      isObject(part) ? withBytes(part, linked, written, open) : part,
    );
    changed ||= mapped !== parts;
    return [[keyword, mapped] as const];
  });
  if (!changed) return schema;
  return {
    ...schema,
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...Object.fromEntries(compositions),
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
