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
