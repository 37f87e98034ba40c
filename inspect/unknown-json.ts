/** Reading JSON of which nothing is known: a stranger's body, file or header. */
export { memberOf } from "@knockgen/matrix/runtime/member";

/** Undefined for what is not JSON, and for a body that was not kept. */
export function jsonOf(bytes: Uint8Array | undefined): unknown {
  if (bytes === undefined || bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A part of an address without its escapes; as it is where they are damaged. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A text as it stands in an address. Halves of a pair of surrogates, which JSON may hold, cannot be escaped. */
export function escaped(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"));
}
