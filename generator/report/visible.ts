/** Foreign text made safe for a terminal: it cannot move the cursor, set colours, change the direction of text, or hide a part of it. */

/** Control, direction and invisible characters as the escapes that name them; line breaks and tabs as a space. */
export function visible(text: string): string {
  return escaped(text.replace(/[\n\r\t]+/g, " "));
}

/** The same for one line of a file, whose columns stay where they are as far as they can. */
export function visibleLine(text: string): string {
  return escaped(text.replace(/[\r\t]/g, " "));
}

function escaped(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]|\u034f/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
