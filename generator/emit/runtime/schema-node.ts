/** Schemas and their keywords, whose values are not known to be of any type. */

export type Node = { readonly [keyword: string]: unknown };

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

export function list(value: unknown): readonly unknown[] {
  return isList(value) ? value : [];
}

export function number(value: unknown, otherwise = 0): number {
  return typeof value === "number" ? value : otherwise;
}
