/** The core schema of YAML 1.2.2 (section 10.3.2). The parser's own reads `0b11` as a number, and `-.5` as text. */
import { CORE_SCHEMA, type Schema, Type } from "js-yaml";

const INTEGER = /^(?:[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+)$/;
const FLOAT = /^(?:[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Most scalars are words, which the first character tells. */
function begins(text: string): boolean {
  const code = text.charCodeAt(0);
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e;
}

function typeOf(name: string, pattern: RegExp): Type {
  return new Type(`tag:yaml.org,2002:${name}`, {
    kind: "scalar",
    resolve: (text: string | null) => text !== null && begins(text) && pattern.test(text),
    construct: numberOf,
  });
}

function numberOf(text: string): number {
  if (/nan$/i.test(text)) return Number.NaN;
  if (/inf$/i.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  // Zero has no sign in JSON.
  return Number(text) + 0;
}

export const YAML_1_2: Schema = CORE_SCHEMA.extend({
  implicit: [typeOf("int", INTEGER), typeOf("float", FLOAT)],
});
