/** Names of media types. */

/** A type or a range (RFC 9110, sections 8.3.1 and 12.5.1), maybe of types that end alike; parameters may follow. */
const MEDIA_TYPE = /^(?:\*\/\*|[\w!#$%&'+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+)\s*(?:;[^\p{Cc}]*)?$/u;

export function isMediaType(name: string): boolean {
  return MEDIA_TYPE.test(name);
}

/** `json`, or what ends in `+json` (RFC 6839, section 3.1); not `json-seq` or `jsonl`, which are several values. */
const JSON_TYPE = /^[^/;]+\/(?:[^;]*\+)?json\s*(?:;|$)/i;

/** Whether values of a media type are JSON texts. */
export function isJsonMediaType(name: string): boolean {
  return JSON_TYPE.test(name);
}
