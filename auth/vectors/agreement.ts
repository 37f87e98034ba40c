/** Result of comparing the engine with one recorded answer. */
import { isJsonObject, type JsonObject, type JsonValue, own } from "../json/value.js";

/** Whether the engine agrees; if not, what it says instead. */
export type Agreement = { readonly agrees: true } | { readonly agrees: false; readonly detail: string };

/** The engine agrees. */
export const AGREES: Agreement = { agrees: true };

/** The engine disagrees, and how. */
export function disagrees(detail: string): Agreement {
  return { agrees: false, detail };
}

/** Agreement if two texts are equal. */
export function sameText(what: string, ours: string, theirs: JsonValue | undefined): Agreement {
  return ours === theirs ? AGREES : disagrees(`${what}: ${ours}`);
}

/** The first disagreement, if any. */
export function all(...agreements: readonly Agreement[]): Agreement {
  return agreements.find((agreement) => !agreement.agrees) ?? AGREES;
}

/** A text field of a line, empty if it is not there. */
export function text(line: JsonObject, key: string): string {
  const value = own(line, key);
  return typeof value === "string" ? value : "";
}

/** An object field of a line, empty if it is not there. */
export function object(line: JsonObject, key: string): JsonObject {
  const value = own(line, key);
  return isJsonObject(value) ? value : {};
}
