/** Globs of server ACLs: no input makes them slow. */

/** Text in which each unit of UTF-16 is a character, as in all names of servers. */
const ONE_UNIT_EACH = /^[^\ud800-\udfff]*$/;

/**
 * Whether a whole text matches a glob: `*` is any run of characters, `?` one character, everything else itself.
 * Characters are code points.
 */
export function matchesGlob(glob: string, text: string): boolean {
  return ONE_UNIT_EACH.test(text) ? matchesParts(glob.split("*"), text) : matchesPoints([...glob], [...text]);
}

/**
 * By the parts between the stars, which the platform looks for: a list may hold thousands of globs, and each server that asks is
 * held against all. The first place where a part stands serves no worse than a later one.
 */
function matchesParts(parts: readonly string[], text: string): boolean {
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return first.length === text.length && standsAt(first, text, 0);
  const end = text.length - last.length;
  if (end < first.length || !standsAt(first, text, 0) || !standsAt(last, text, end)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = find(part, text, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

function standsAt(part: string, text: string, at: number): boolean {
  if (!part.includes("?")) return text.startsWith(part, at);
  if (at + part.length > text.length) return false;
  for (let index = 0; index < part.length; index++)
    if (part[index] !== "?" && part[index] !== text[at + index]) return false;
  return true;
}

/** The first place from `from` on; -1 where there is none. */
function find(part: string, text: string, from: number): number {
  if (!part.includes("?")) return text.indexOf(part, from);
  for (let at = from; at + part.length <= text.length; at++) if (standsAt(part, text, at)) return at;
  return -1;
}

/** A mismatch goes back to the last star and never further: at most one step per letter of the glob for each letter of the text. */
function matchesPoints(pattern: readonly string[], letters: readonly string[]): boolean {
  if (pattern.filter((part) => part !== "*").length > letters.length) return false;
  let at = 0;
  let letter = 0;
  let star = -1;
  let resume = 0;
  while (letter < letters.length) {
    const wanted = pattern[at];
    if (wanted === "*") {
      star = at++;
      resume = letter;
    } else if (wanted !== undefined && (wanted === "?" || wanted === letters[letter])) {
      at++;
      letter++;
    } else if (star >= 0) {
      at = star + 1;
      letter = ++resume;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
