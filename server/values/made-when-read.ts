/**
 * Large events in answers: parsed JSON may take twenty times its text, which no answer holds for all of its events at once (O8).
 */
import { sizeUpTo } from "./size-up-to.js";
import { standFor } from "./written-json.js";

const LARGE = 1_024;

/** As `make` gives it. Something large is written at once, and each part of it that may be large is made anew whenever it is read. */
export function madeWhenRead<T extends object>(isLarge: boolean, make: () => T): T {
  const made = make();
  const large = isLarge ? Object.keys(made).filter((key) => isLargePart(Reflect.get(made, key))) : [];
  if (large.length === 0) return made;
  const text = JSON.stringify(made);
  for (const key of large)
    Object.defineProperty(made, key, { enumerable: true, get: () => Reflect.get(make(), key) });
  return standFor(made, text);
}

function isLargePart(value: unknown): boolean {
  return sizeUpTo(value, LARGE) >= LARGE;
}
