/**
 * Large events in answers: parsed JSON may take twenty times its text, which no answer holds for all of its events at once (O8).
 */
import { sizeUpTo } from "./size-up-to.js";

const LARGE = 1_024;

/** As `make` gives it. Of something large, each part that may be large is made anew whenever it is read. */
export function madeWhenRead<T extends object>(isLarge: boolean, make: () => T): T {
  const made = make();
  if (!isLarge) return made;
  for (const [key, value] of Object.entries(made))
    if (sizeUpTo(value, LARGE) >= LARGE)
      Object.defineProperty(made, key, { enumerable: true, get: () => Reflect.get(make(), key) });
  return made;
}
