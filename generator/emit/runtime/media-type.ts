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

/** Of several types and ranges, that of a type: the one that says the most of it. */
export function typeFor(described: readonly string[], type: string | null | undefined): string | undefined {
  const said = (each: string): number => essenceOf(each).replace(/\*/g, "").length;
  return described.filter((each) => holds(each, type)).sort((a, b) => said(b) - said(a))[0];
}

/** Of a table by type, the entry for a type: its own, or that of the narrowest range that holds it. */
export function forMediaType<T>(
  table: { readonly [mediaType: string]: T },
  mediaType: string | null | undefined,
): T | undefined {
  const found = typeFor(Object.keys(table), mediaType);
  return found === undefined ? undefined : table[found];
}
