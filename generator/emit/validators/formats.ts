/**
 * The formats that validators check. Matrix's own always are; all others are annotations, as JSON Schema has it, unless
 * asked for.
 */
import { type Format, MATRIX, printFormat } from "../code/identifier-formats.js";
import { STANDARD } from "./standard-formats.js";

const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ...Object.entries(MATRIX),
  ...Object.entries<Format>(STANDARD),
]);

export function isAssertedFormat(format: string, assertFormats: boolean): boolean {
  return Object.hasOwn(MATRIX, format) || (assertFormats && Object.hasOwn(STANDARD, format));
}

export function formatNames(): string[] {
  return [...FORMATS.keys()];
}

/** Whether a string of that format matches the pattern in any case, so that one check does for both. */
export function formatImplies(format: string, pattern: string): boolean {
  return FORMATS.get(format)?.implies === pattern;
}

/** Patterns that a text of the format matches, near enough to tell good texts from bad ones where nothing is compiled. */
export function formatForms(format: string): readonly RegExp[] {
  const { form, implies, ignoreCase = false } = FORMATS.get(format) ?? {};
  return [form, implies && `${implies}[^]`].flatMap((source) =>
    source === undefined ? [] : [new RegExp(source, ignoreCase ? "i" : "")],
  );
}

/** The emitted function's name and source, and what it calls; several formats may share that. */
export function formatFunction(format: string): {
  readonly name: string;
  readonly source: string;
  readonly helpers: readonly string[];
} {
  const found: Format = FORMATS.get(format) ?? { name: "isAnything", test: "true" };
  return { name: found.name, source: printFormat(found), helpers: found.helpers ?? [] };
}
