/** The order of strings by Unicode code point, which is not that of their UTF-16 units. */

/** Code points of surrogate pairs come after U+E000 to U+FFFF, their UTF-16 units before: lift them. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Compares two strings by Unicode code point. */
export function compareCodePoints(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Whether a key has code units that UTF-16 and Unicode may order differently. */
function isHigh(key: string): boolean {
  for (let at = 0; at < key.length; at++) if (key.charCodeAt(at) >= 0xd800) return true;
  return false;
}

/** Sorts keys by Unicode code point, in place. Most are in order already, and few have letters that need a closer look. */
export function sortByCodePoint(keys: string[]): string[] {
  let sorted = true;
  let high = false;
  let previous = "";
  for (const key of keys) {
    if (isHigh(key)) high = true;
    if (key < previous) sorted = false;
    previous = key;
  }
  if (high) return keys.sort(compareCodePoints);
  return sorted ? keys : keys.sort();
}
