/** The `Authorization: X-Matrix …` header (server-server API, "Request Authentication"). */

/** Fields of the header. */
export interface XMatrix {
  readonly origin: string;
  /** Older servers leave it out. */
  readonly destination: string | undefined;
  readonly key: string;
  readonly sig: string;
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z:/=[\]-]+/y;
const NAME = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const SCHEME = /^x-matrix +/i;
const SPACE = /[ \t]*/y;
const NEEDS_ESCAPE = /["\\]/g;
/** Longer than any honest header, short enough to read at once. */
const MAX_LENGTH = 8192;

function take(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

/** A quoted string from its opening quote: the text, and where it ends. */
function readQuoted(
  text: string,
  from: number,
): { readonly value: string; readonly end: number } | undefined {
  let value = "";
  for (let at = from + 1; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '"') return { value, end: at + 1 };
    if (letter === "\\") at++;
    value += text.charAt(at);
  }
  return undefined;
}

/** The value of a parameter, quoted or bare, and where it ends. */
function readValue(text: string, at: number): { readonly value: string; readonly end: number } | undefined {
  if (text.charAt(at) === '"') return readQuoted(text, at);
  const value = take(TOKEN, text, at);
  return value === "" ? undefined : { value, end: at + value.length };
}

/**
 * The parameters after the scheme, names in lower case; undefined if malformed or if one is repeated. As HTTP has it,
 * nothing may stand between two commas, and space around an equals sign.
 */
function readParameters(text: string): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  const afterSpace = (at: number): number => at + take(SPACE, text, at).length;
  let at = 0;
  for (;;) {
    at = afterSpace(at);
    if (at < text.length && text.charAt(at) !== ",") {
      const name = take(NAME, text, at).toLowerCase();
      const equals = afterSpace(at + name.length);
      if (name === "" || text.charAt(equals) !== "=" || parameters.has(name)) return undefined;
      const read = readValue(text, afterSpace(equals + 1));
      if (read === undefined) return undefined;
      parameters.set(name, read.value);
      at = afterSpace(read.end);
    }
    if (at >= text.length) return parameters;
    if (text.charAt(at) !== ",") return undefined;
    at++;
  }
}

/** Reads a header; undefined for another scheme or a malformed one. Unknown parameters are ignored. */
export function parseXMatrix(header: string): XMatrix | undefined {
  const scheme = SCHEME.exec(header);
  if (scheme === null || header.length > MAX_LENGTH) return undefined;
  const parameters = readParameters(header.slice(scheme[0].length));
  const origin = parameters?.get("origin");
  const key = parameters?.get("key");
  const sig = parameters?.get("sig");
  if (origin === undefined || key === undefined || sig === undefined) return undefined;
  return { origin, destination: parameters?.get("destination"), key, sig };
}

function quote(value: string): string {
  return `"${value.replace(NEEDS_ESCAPE, "\\$&")}"`;
}

/** Writes a header. */
export function formatXMatrix({ origin, destination, key, sig }: XMatrix): string {
  const to = destination === undefined ? "" : `,destination=${quote(destination)}`;
  return `X-Matrix origin=${quote(origin)}${to},key=${quote(key)},sig=${quote(sig)}`;
}
