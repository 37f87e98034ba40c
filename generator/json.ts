/** JSON values as the generator sees them, and the few operations on them that every stage needs. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether a value is a list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** The own property of an object, so that a schema that says `constructor` never reaches the prototype. */
export function get(value: unknown, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function getString(value: unknown, key: string): string | undefined {
  const found = get(value, key);
  return typeof found === "string" ? found : undefined;
}

export function getArray(value: unknown, key: string): readonly Json[] {
  const found = get(value, key);
  return isArray(found) ? found : [];
}

/** Own entries of the object under `key`; none when it is missing or of another type. */
export function getEntries(value: unknown, key: string): [string, Json][] {
  const found = get(value, key);
  return isObject(found) ? Object.entries(found) : [];
}

/** An object from entries; `__proto__` becomes an ordinary own property. */
export function fromEntries<T extends Json>(entries: Iterable<readonly [string, T]>): { [key: string]: T } {
  return Object.fromEntries(entries);
}

/** Visits each member, or each item by its index. Walks over whole specifications go through here, so it makes no entries. */
export function visitMembers(
  value: readonly Json[] | JsonObject,
  visit: (child: Json, key: string) => void,
): void {
  if (isArray(value)) for (const [index, item] of value.entries()) visit(item, String(index));
  else for (const key in value) visit(value[key] ?? null, key);
}

/**
 * Each member changed, in the same order; what becomes undefined is left out. Walks over whole specifications go through here,
 * so it makes no entries.
 */
export function mapObject(
  object: JsonObject,
  change: (value: Json, key: string) => Json | undefined,
): { [key: string]: Json } {
  const mapped: { [key: string]: Json } = {};
  for (const key in object) {
    const value = change(object[key] ?? null, key);
    if (value === undefined) continue;
    if (key === "__proto__")
      Object.defineProperty(mapped, key, { value, enumerable: true, configurable: true, writable: true });
    else mapped[key] = value;
  }
  return mapped;
}

/** The same, but a copy only where a member did change. */
export function mapChanged(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  let mapped: { [key: string]: Json } | undefined;
  for (const key in object) {
    const value = object[key] ?? null;
    const changed = change(value, key);
    if (changed === value) continue;
    mapped ??= { ...object };
    // A copy has an own `__proto__` where the object had one, but an assignment would not reach it.
    Object.defineProperty(mapped, key, {
      value: changed,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return mapped ?? object;
}

const texts = new WeakMap<object, string>();

/** JSON text with sorted keys: equal for equal values, whatever order their files had. Values do not change, so each is printed once. */
export function stableStringify(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  let text = texts.get(value);
  if (text === undefined) {
    text = isArray(value) ? `[${value.map(stableStringify).join(",")}]` : stableObject(value);
    texts.set(value, text);
  }
  return text;
}

function stableObject(object: Json): string {
  if (!isObject(object)) return "null";
  const keys = Object.keys(object).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${stableStringify(object[key] ?? null)}`).join(",")}}`;
}

/** Code unit order, the same on every machine (`localeCompare` is not). */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
