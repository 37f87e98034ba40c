/** Items of the shortest list that a schema accepts. */
import { number } from "../../emit/runtime/schema-node.js";
import { getArray, type Json, type JsonObject, stableStringify } from "../../json.js";

/** A list that must be longer than `most` is sampled too short. */
export function itemSchemas(schema: JsonObject, most: number): Json[] {
  const { items = true, contains } = schema;
  const found = getArray(schema, "prefixItems").slice(0, most);
  const fill = (each: Json, length: number): void => {
    while (found.length < Math.min(length, most)) found.push(each);
  };
  if (contains !== undefined)
    fill({ allOf: [items, contains] }, found.length + number(schema.minContains, 1));
  fill(items, number(schema.minItems));
  return found;
}

/** Items of a list that must not hold a value twice: each that is there already becomes another of `others`. */
export function distinct(
  values: readonly Json[],
  others: (value: Json, index: number) => Iterable<Json>,
): readonly Json[] {
  const taken = new Set<string>();
  const isNew = (value: Json): boolean => !taken.has(stableStringify(value));
  const found: Json[] = [];
  for (const [index, value] of values.entries()) {
    const one = isNew(value) ? value : firstOf(others(value, index), isNew);
    // Not so many different ones can be found.
    if (one === undefined) return values;
    taken.add(stableStringify(one));
    found.push(one);
  }
  return found;
}

function firstOf(values: Iterable<Json>, isRight: (value: Json) => boolean): Json | undefined {
  for (const value of values) if (isRight(value)) return value;
  return undefined;
}

/** Goes on where it was left, for each who asks; a generator ends with the first `for … of` that leaves it. */
export function goingOn<T>(values: Iterator<T>): Iterable<T> {
  return { [Symbol.iterator]: () => ({ next: () => values.next() }) };
}

/** Values like this one, which a schema that accepts it is likely to accept. */
export function alike(value: Json, index: number): Json[] {
  if (typeof value === "number") return [value + index];
  if (typeof value === "boolean") return [!value];
  return typeof value === "string" ? [`${value}${index}`] : [];
}
