/** Nearly every pattern of the specification is a sigil at the start; types and validators say that without a regular expression. */

/** What a pattern of the form `^prefix` says of a string; the empty string for `^$`. */
export function literalPrefix(pattern: string): string | undefined {
  if (pattern === "^$") return "";
  const prefix = /^\^((?:[\w@!#:-]|\\[/$.])+)$/.exec(pattern)?.[1];
  return prefix?.replaceAll("\\", "");
}
