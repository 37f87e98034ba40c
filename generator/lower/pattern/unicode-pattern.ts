/**
 * Regular expressions as documents have them that were written for engines without the `u` flag (ECMAScript 5.1, to which Swagger 2.0
 * and OpenAPI 3.0 refer): signs are escaped that need not be, and braces and hyphens stand for themselves.
 */
import { createRequire } from "node:module";
import type { AST } from "@eslint-community/regexpp";

const library = (): typeof import("@eslint-community/regexpp") =>
  createRequire(import.meta.url)("@eslint-community/regexpp");

/** The same expression for an engine with the flag; undefined where there is none, or where something else may have been meant. */
export function withUnicode(source: string): string | undefined {
  try {
    const { RegExpParser, visitRegExpAST } = library();
    const pattern = new RegExpParser().parsePattern(source, 0, source.length, { unicode: false });
    let written = "";
    let end = 0;
    visitRegExpAST(pattern, {
      onCharacterEnter: (character) => {
        written += source.slice(end, character.start) + rewritten(character, source);
        end = character.end;
      },
    });
    written += source.slice(end);
    new RegExp(written, "u");
    return written;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Signs that mean something by themselves, and stand for themselves behind a backslash. */
const SIGN = /^[$()*+./?[\\\]^{|}]$/;
const OCTAL = /^\\0[0-7]{1,2}$/;

function rewritten(character: AST.Character, source: string): string {
  const { raw, value, parent, end } = character;
  const isInClass = parent.type.startsWith("CharacterClass");
  if (OCTAL.test(raw)) return `\\x${value.toString(16).padStart(2, "0")}`;
  if (raw.length === 1) return isInClass ? raw.replace("-", "\\-") : unescaped(raw, source[end]);
  const sign = raw.slice(1);
  // Such an escape means nothing here, and something in other languages: `\A`, `\Z`, `\p`.
  if (/^[A-Za-z0-9]$/.test(sign) && value === sign.charCodeAt(0))
    throw new SyntaxError(`${raw} is no escape`);
  if (sign.length > 1 || /^[A-Za-z0-9]$/.test(sign) || SIGN.test(sign) || (isInClass && sign === "-"))
    return raw;
  return sign;
}

/** A brace that a count may have been meant by is not taken for a sign. */
function unescaped(raw: string, next = ""): string {
  if (raw === "\\" || (raw === "{" && /[\d,]/.test(next))) throw new SyntaxError(`${raw} may mean a count`);
  return /[{}\]]/.test(raw) ? `\\${raw}` : raw;
}
