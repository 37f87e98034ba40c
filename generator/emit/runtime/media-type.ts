/** Media types, and the ranges of them that descriptions may name. */

/** A type without its parameters, in lower case; empty where there is none. */
export function essenceOf(mediaType: string | null | undefined): string {
  return mediaType?.split(";")[0]?.trim().toLowerCase() ?? "";
}

/** Whether a range, such as `image/*` or `application/*+json`, holds a type; both without parameters. */
export function covers(range: string, type: string): boolean {
  const [start = "", end = ""] = range.split("*");
  return range === "*/*" || (range.includes("*") && type.startsWith(start) && type.endsWith(end));
}

/** Of a table by type, the entry for a type: its own, or that of the narrowest range that holds it. */
export function forMediaType<T>(
  table: { readonly [mediaType: string]: T },
  mediaType: string | null | undefined,
): T | undefined {
  const type = essenceOf(mediaType);
  const held = Object.keys(table)
    .map((key) => ({ key, range: essenceOf(key) }))
    .filter(({ range }) => range === type || covers(range, type))
    .sort((a, b) => Number(b.range === type) - Number(a.range === type) || b.range.length - a.range.length);
  const [found] = held;
  return found && table[found.key];
}
