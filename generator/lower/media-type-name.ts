/** Names of media types. */

/** A type or a range (RFC 9110, sections 8.3.1 and 12.5.1), maybe of types that end alike; parameters may follow. */
const MEDIA_TYPE = /^(?:\*\/\*|[\w!#$%&'+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+)\s*(?:;[^\p{Cc}]*)?$/u;

export function isMediaType(name: string): boolean {
  return MEDIA_TYPE.test(name);
}
