/** Globs of server ACLs: no input makes them slow. */

/**
 * Whether a whole text matches a glob: `*` is any run of characters, `?` one character, everything else itself.
 * Characters are code points. Between two stars the first place that fits serves no worse than a later one, so a mismatch
 * goes back to the last star and never further: at most one step per letter of the glob for each letter of the text.
 */
export function matchesGlob(glob: string, text: string): boolean {
  const pattern = [...glob];
  const letters = [...text];
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
