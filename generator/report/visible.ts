/** Foreign text made safe for a terminal: it cannot move the cursor, set colours, or change the direction of text. */

/** Control and direction characters as the escapes that name them; line breaks and tabs as a space. */
export function visible(text: string): string {
  return escaped(text.replace(/[\n\r\t]+/g, " "));
}

/** The same for one line of a file, whose columns stay where they are as far as they can. */
export function visibleLine(text: string): string {
  return escaped(text.replace(/[\r\t]/g, " "));
}

function escaped(text: string): string {
  return text.replace(
    /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
