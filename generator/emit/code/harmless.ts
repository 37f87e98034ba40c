/**
 * Characters that a reader does not see as what they are: controls, marks that turn the direction of text, and those that take
 * no room (trojansource.codes). In code they stand as escapes, which mean the same; comments do without them.
 */
const ODD = new RegExp(
  [
    "[\\0-\\x08\\v\\f\\x0e-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]",
    "\\udb40[\\udc00-\\udfff]",
  ].join("|"),
  "g",
);
/** All that is not plain ASCII. Most texts have nothing of the kind, and to look for it takes a fraction of the time. */
const UNUSUAL = /[^\t\n -~]/;
const UNUSUAL_RUNS = /[^\t\n -~]+/g;
/** Those that part words or lines. */
const SPACE = new Set(["\v", "\f", "\u0085", "\u2028", "\u2029"]);

/** For comments: gone, but for those that part words. */
export function withoutOdd(text: string): string {
  return text.replace(ODD, (character) => (SPACE.has(character) ? " " : ""));
}

/** For everything else that is printed: in a literal, an escape is the same character. */
export function escapeOdd(text: string): string {
  return UNUSUAL.test(text) ? text.replace(UNUSUAL_RUNS, (run) => run.replace(ODD, escaped)) : text;
}

function escaped(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
