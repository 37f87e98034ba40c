/** Secrets within a text: in the query of an address, before its host, in a parameter of a header, in an address within an address. */

import { decoded, escaped } from "../unknown-json.js";
import { kindOfParameter, type SecretKind } from "./secret-names.js";

/** Before it, the start or a separator. A value may stand in quotes. */
const PAIR = /(^|[?&#;,\s])([\w.%*-]+)(\s*=\s*)("[^"]*"|[^&#;,\s"<>]+)/g;

/** The password of a person in an address. */
const USER = /(\/\/[^\s/?#@:]{0,256}:)([^\s/?#@]{1,256})(?=@)/g;

/** Longer texts are contents, of which the names of members tell. */
const MAX_LENGTH = 16 * 1024;
/** Addresses within addresses. */
const MAX_DEPTH = 3;

export interface EmbeddedSecret {
  readonly value: string;
  readonly kind: SecretKind;
}

export function embeddedSecrets(text: string): readonly EmbeddedSecret[] {
  const found: EmbeddedSecret[] = [];
  replaceEmbedded(text, (value, kind) => {
    found.push({ value, kind });
    return value;
  });
  return found;
}

/** A text with others in the place of its secrets; all else stays as it was written. */
export function replaceEmbedded(
  text: string,
  other: (value: string, kind: SecretKind) => string,
  depth = 0,
): string {
  if (depth >= MAX_DEPTH || text.length > MAX_LENGTH) return text;
  const named = text.replace(
    USER,
    (_, before: string, password: string) => `${before}${other(decoded(password), "credentials")}`,
  );
  if (!named.includes("=")) return named;
  return named.replace(PAIR, (whole: string, before: string, name: string, sign: string, written: string) => {
    const isQuoted = written.startsWith('"');
    const inner = isQuoted ? written.slice(1, -1) : written;
    const value = decoded(inner);
    const kind = kindOfParameter(decoded(name).replace(/\*$/, ""));
    const replaced = kind === undefined ? replaceEmbedded(value, other, depth + 1) : other(value, kind);
    if (replaced === value) return whole;
    const rewritten = value === inner ? replaced : escaped(replaced);
    return `${before}${name}${sign}${isQuoted ? `"${rewritten}"` : rewritten}`;
  });
}
