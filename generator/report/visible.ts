/** Foreign text made safe for a terminal: it cannot move the cursor, set colours, change the direction of text, or hide a part of it. */

/** Control, direction and invisible characters as the escapes that name them; line breaks and tabs as a space. */
export function visible(text: string): string {
  return escaped(text.replace(/[\n\r\t]+/g, " "));
}

/** The same for one line of a file, whose columns stay where they are as far as they can. */
export function visibleLine(text: string): string {
  return escaped(text.replace(/[\r\t]/g, " "));
}

/** JSON for a terminal as well as for machines, to which an escape is the same character. */
export function visibleJson(value: unknown, indent?: number): string {
  // A string holds no line break as it is, so that those of the layout are the only ones.
  return JSON.stringify(value, undefined, indent).replace(ODD, (odd) =>
    odd === "\n" ? odd : escapedInJson(odd),
  );
}

function escapedInJson(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

const ODD = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]|\u034f/gu;

function escaped(text: string): string {
  return text.replace(ODD, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
