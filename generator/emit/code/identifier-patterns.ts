/** Matrix's identifiers as JSON Schema can say them. It has no words for bytes or addresses, where the guards know more. */
import { MATRIX } from "./identifier-formats.js";

export interface IdentifierPattern {
  /** With the u flag. */
  readonly pattern: string;
  readonly maxLength?: number;
  /** The pattern that upstream writes beside the format, and that this one implies. */
  readonly implies: string | undefined;
}

/** Identifiers have at most 255 bytes, so no more characters either. */
const MOST = 255;

/** Undefined for formats that are not Matrix's. */
export function patternOf(format: string): IdentifierPattern | undefined {
  const known = Object.entries(MATRIX).find(([name]) => name === format)?.[1];
  if (known === undefined) return undefined;
  const { form, implies } = known;
  const limit = known.test?.includes("isShort") === true ? { maxLength: MOST } : {};
  return { pattern: form ?? `${implies ?? ""}[^\\0]+$`, ...limit, implies };
}
