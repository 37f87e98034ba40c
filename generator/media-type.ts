/** Names of media types. */

/** A type or a range (RFC 9110, sections 8.3.1 and 12.5.1), maybe of types that end alike; parameters may follow. */
const MEDIA_TYPE = /^(?:\*\/\*|[\w!#$%&'+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+)\s*(?:;[^\p{Cc}]*)?$/u;

export function isMediaType(name: string): boolean {
  return MEDIA_TYPE.test(name);
}

/** A type without its parameters, in lower case. */
export function essenceOf(name: string): string {
  return name.split(";")[0]?.trim().toLowerCase() ?? "";
}

/** A `charset` of UTF-8, which is what texts and JSON are in anyway. */
const UTF_8 = /^charset="?utf-?8"?$/;

/** The sense of a name, equal for names that say the same: in lower case, without a charset that goes without saying. */
export function meaningOf(name: string): string {
  const [, ...parameters] = name.toLowerCase().split(";");
  const told = parameters.map((each) => each.trim()).filter((each) => each !== "" && !UTF_8.test(each));
  return [essenceOf(name), ...told].join("; ");
}

/** `json`, or what ends in `+json` (RFC 6839, section 3.1); not `json-seq` or `jsonl`, which are several values. */
const JSON_TYPE = /^[^/;]+\/(?:[^;]*\+)?json\s*(?:;|$)/i;

/** Whether values of a media type are JSON texts. */
export function isJsonMediaType(name: string): boolean {
  return JSON_TYPE.test(name);
}

/** Whether a body is a form, urlencoded or in parts. */
export function formKind(name: string): "form" | "multipart" | undefined {
  const type = essenceOf(name);
  if (type === "application/x-www-form-urlencoded") return "form";
  return type === "multipart/form-data" ? "multipart" : undefined;
}
