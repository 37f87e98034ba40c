/** Nearly every pattern of the specification is a sigil at the start; types and validators say that without a regular expression. */

/** The literal prefix that a pattern of the form `^prefix` demands; the empty string for `^$`. */
export function literalPrefix(pattern: string): string | undefined {
  if (pattern === "^$") return "";
  const prefix = /^\^((?:[\w@!#:-]|\\[/$.])+)$/.exec(pattern)?.[1];
  return prefix?.replaceAll("\\", "");
}
