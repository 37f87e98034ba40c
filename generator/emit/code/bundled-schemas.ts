/** Schemas as one document has them together: each definition under a name of its own, and references to those names. */
import {
  compare,
  fromEntries,
  getEntries,
  getString,
  isObject,
  type Json,
  type JsonObject,
} from "../../json.js";
import type { Schema, SchemaId } from "../../link/linked-spec.js";
import { mapSubschemas } from "../../lower/subschemas.js";
import type { NamedType, Names } from "../../name/names.js";

/** Changes each schema for a document, its parts first. */
export type Prepare = (schema: JsonObject) => JsonObject;

/** Every schema of a value changed; data such as enums stays. */
function mapSchema(schema: Schema, change: Prepare): Schema {
  if (!isObject(schema)) return schema;
  return change(mapSubschemas(schema, (part) => (isObject(part) ? mapSchema(part, change) : part)));
}

/** The definitions that some schemas lead to. */
export function reachedFrom(schemas: Iterable<Schema>, names: Names): ReadonlyMap<SchemaId, NamedType> {
  const found = new Map<SchemaId, NamedType>();
  const left = [...schemas];
  for (let schema = left.pop(); schema !== undefined; schema = left.pop())
    mapSchema(schema, (each) => {
      const id = getString(each, "$ref");
      const type = id === undefined || found.has(id) ? undefined : names.bySchema.get(id);
      if (id !== undefined && type !== undefined) {
        found.set(id, type);
        left.push(type.schema);
      }
      return each;
    });
  return found;
}

/** Names that are each other's in no case: with the module before them where several modules have one. */
export function bundledNames(types: Iterable<NamedType>): ReadonlyMap<NamedType, string> {
  const all = [...types];
  const count = new Map<string, number>();
  for (const { name } of all) count.set(name, (count.get(name) ?? 0) + 1);
  return new Map(
    all.map((type) => {
      const { module, name } = type;
      return [type, plain((count.get(name) ?? 0) > 1 ? `${module}.${name}` : name)] as const;
    }),
  );
}

/** As OpenAPI allows it in a key of components; other characters by their code. */
function plain(name: string): string {
  return name.replace(
    /[^A-Za-z0-9._-]/gu,
    (character) => `_u${character.codePointAt(0)?.toString(16) ?? ""}_`,
  );
}

/** A schema whose references lead to `prefix` and a name. */
export function bundledSchema(
  schema: Schema,
  refs: ReadonlyMap<SchemaId, string>,
  prefix: string,
  prepare: Prepare,
): Schema {
  const refTo = (id: Json | undefined): string | undefined => {
    const name = typeof id === "string" ? refs.get(id) : undefined;
    return name === undefined ? undefined : prefix + name;
  };
  return mapSchema(schema, (each) => {
    const $ref = refTo(each.$ref);
    const { discriminator } = each;
    return prepare({
      ...each,
      ...($ref !== undefined && { $ref }),
      ...(isObject(discriminator) && { discriminator: renamed(discriminator, refTo) }),
    });
  });
}

function renamed(discriminator: JsonObject, refTo: (id: Json) => string | undefined): JsonObject {
  const mapping = getEntries(discriminator, "mapping").flatMap(([value, id]): [string, Json][] => {
    const ref = refTo(id);
    return ref === undefined ? [] : [[value, ref]];
  });
  return { ...discriminator, mapping: fromEntries(mapping) };
}

/** Members in the order of their names. */
export function sortedByName<T extends Json>(entries: Iterable<readonly [string, T]>): { [name: string]: T } {
  return fromEntries([...entries].sort(([a], [b]) => compare(a, b)));
}
