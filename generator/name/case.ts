/** From the specification's names to identifiers: `m.room.message$m.text` -> `RoomMessageText`, `logout_all` -> `LogoutAll`. */

const WORD = /[\p{L}\p{N}]+/gu;
const DIGIT_FIRST = /^\p{N}/u;

/** Pascal case; characters other than letters and digits end a word, capitals inside a word stay. Never empty, never a keyword. */
export function pascal(text: string): string {
  let joined = "";
  for (const word of text.match(WORD) ?? []) joined += word.charAt(0).toUpperCase() + word.slice(1);
  if (joined === "") return "Unnamed";
  return DIGIT_FIRST.test(joined) ? `_${joined}` : joined;
}

export function camel(text: string): string {
  const name = pascal(text);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Event types without the `m.` that all of them have. */
export function pascalEventType(type: string): string {
  return pascal(type.replace(/^m\./, ""));
}

/** Pascal case that tells separators apart, for names that would otherwise be equal: `a.b_c` -> `ADotBUnderscoreC`. */
export function pascalSpelled(text: string): string {
  const spelled = text.replace(
    /[^\p{L}\p{N}]/gu,
    (character) => ` ${SPELLED[character] ?? `U${character.codePointAt(0)?.toString(16) ?? ""}`} `,
  );
  return pascal(spelled);
}

/** The same for names that would be equal but for the case of a first letter: `a/b` -> `LowerASlashLowerB`. */
export function pascalCased(text: string): string {
  return pascalSpelled(text.replace(/(?<![\p{L}\p{N}])\p{Ll}/gu, (letter) => `Lower${letter.toUpperCase()}`));
}

const SPELLED: { readonly [character: string]: string } = {
  ".": "Dot",
  _: "Underscore",
  "-": "Dash",
  $: "Dollar",
  " ": "Space",
  "/": "Slash",
};

/** The end of the name of a response's type: `Response200`, `Response4XX`, `ResponseDefault`. */
export function responseSuffix(status: string): string {
  return `Response${status === "DEFAULT" ? "Default" : status}`;
}
