/** Members of a value that its schema does not name, in any branch that could apply. */
import { get, getArray, getEntries, isArray, isObject, type Json } from "../../generator/json.js";
import type { LinkedSpec, Schema } from "../../generator/link/linked-spec.js";
import { pointer } from "../../generator/pointer.js";

/** Pointers of the members; nothing is unknown where a schema names no member. */
export function unknownMembers(schema: Schema, value: Json, linked: LinkedSpec, at = ""): string[] {
  return within(branches(schema, linked), value, linked, at);
}

function within(schemas: readonly Json[], value: Json, linked: LinkedSpec, at: string): string[] {
  if (isArray(value)) {
    const items = schemas.flatMap((schema) => get(schema, "items") ?? []);
    return value.flatMap((item, index) => within(expand(items, linked), item, linked, at + pointer(index)));
  }
  if (!isObject(value)) return [];
  const isOpen = !schemas.some((schema) => namesMembers(schema));
  return Object.entries(value).flatMap(([name, member]) => {
    const said = schemas.flatMap((schema) => membersOf(schema, name));
    const here = at + pointer(name);
    return said.length === 0 && !isOpen ? [here] : within(expand(said, linked), member, linked, here);
  });
}

function namesMembers(schema: Json): boolean {
  return ["properties", "patternProperties"].some((keyword) => getEntries(schema, keyword).length > 0);
}

function membersOf(schema: Json, name: string): Json[] {
  const own = getEntries(schema, "properties").flatMap(([key, each]) => (key === name ? [each] : []));
  const matching = getEntries(schema, "patternProperties").flatMap(([pattern, each]) =>
    new RegExp(pattern, "u").test(name) ? [each] : [],
  );
  const others = get(schema, "additionalProperties");
  return [...own, ...matching, ...(others === undefined || others === false ? [] : [others])];
}

function expand(schemas: readonly Json[], linked: LinkedSpec): Json[] {
  return schemas.flatMap((schema) => branches(schema, linked));
}

/** The schema, those that it refers to, and those that it puts together. */
function branches(schema: Json, linked: LinkedSpec, seen: readonly string[] = []): Json[] {
  if (!isObject(schema)) return [];
  const { $ref } = schema;
  const isNew = typeof $ref === "string" && !seen.includes($ref);
  const target = isNew ? linked.schemas.get($ref)?.schema : undefined;
  const inner = ["allOf", "anyOf", "oneOf"].flatMap((keyword) => getArray(schema, keyword));
  return [
    schema,
    ...(isNew && target !== undefined ? branches(target, linked, [...seen, $ref]) : []),
    ...inner.flatMap((each) => branches(each, linked, seen)),
  ];
}
