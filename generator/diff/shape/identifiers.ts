/** Patterns that say no more than the identifier formats do: releases up to v1.18 write one of the two, later ones both. */

const FORMATS: { readonly [pattern: string]: string } = {
  "^@": "mx-user-id",
  "^!": "mx-room-id",
  "^\\$": "mx-event-id",
  "^#": "mx-room-alias",
  "^mxc:\\/\\/": "mx-mxc-uri",
  "^mxc://": "mx-mxc-uri",
};

/** `^geo:`, `^turns?:`, `^https?://`: the scheme of a URI and nothing else. */
const SCHEME = /^\^([a-z][a-z?]*):(?:\\?\/\\?\/)?$/;

export function formatOfPattern(pattern: string): string | undefined {
  if (Object.hasOwn(FORMATS, pattern)) return FORMATS[pattern];
  const scheme = SCHEME.exec(pattern)?.[1];
  return scheme === undefined ? undefined : `${scheme}:`;
}

/** An identifier of Matrix, not a hint at how a text is written (`uri`, `email`). */
export function isIdentifier(format: string): boolean {
  return format.startsWith("mx-");
}
