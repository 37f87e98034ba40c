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

/** Whether a type or range is, or holds, a type; whatever parameters either has. */
export function holds(described: string, type: string | null | undefined): boolean {
  const [wanted, given] = [essenceOf(described), essenceOf(type)];
  return wanted === given || covers(wanted, given);
}

/** Of a table by type, the entry for a type: its own, or that of the narrowest range that holds it. */
export function forMediaType<T>(
  table: { readonly [mediaType: string]: T },
  mediaType: string | null | undefined,
): T | undefined {
  const type = essenceOf(mediaType);
  const held = Object.keys(table).filter((key) => holds(key, type));
  const isExact = (key: string): number => Number(essenceOf(key) === type);
  const [found] = held.sort((a, b) => isExact(b) - isExact(a) || essenceOf(b).length - essenceOf(a).length);
  return found === undefined ? undefined : table[found];
}
