/** Does to scaffolded files what people do: fills them in, comments, reformats, adds imports and helpers. */
import fc from "fast-check";

/** Each takes a text with `\n` and gives another; all are chosen at random and in any number. */
const HABITS: readonly ((text: string, token: string) => string)[] = [
  (text, token) =>
    text.replace(
      /throw new MatrixHttpError\(501.*\n/,
      `// ${token}: later\n\tconst   answer = helper( '${token}' )\n  throw new MatrixHttpError(500, answer, '')   \n`,
    ),
  (text, token) =>
    `${text}\nfunction helper(text: string): string {\n\n  return text.trim() /* ${token} */\n}\n`,
  (text, token) => `// ${token}\n/* a licence,\n   of two lines */\n${text}`,
  (text, token) => text.replace(/^import /m, `import   * as path${token} from 'node:path'\nimport `),
  (text, token) => text.replace(/^export const /m, `export const /* ${token} */ `),
  (text, token) => text.replace(/\n \* @knockgen/, `\n * My own words: ${token}.\n * @knockgen`),
  (text, token) => text.replace(/(@knockgen .*)\n/, `$1\n * ${token} below the mark.\n`),
  (text, token) =>
    text.replace(/ {4}\.\.\.unimplemented,\n/, `    ...unimplemented, // ${token}\n    // and ${token}\n`),
  (text) => text.replace(/ {2}/g, "\t"),
  (text) => (text.includes("'") ? text : text.replace(/"/g, "'")),
  (text) => text.replace(/;$/gm, ""),
  (text) => text.replace(/\n$/, ""),
  (text) => text.replace(/\n/g, "\r\n"),
  (text) => `\uFEFF${text}`,
  (text, token) => text.replace(/\(_context: Context\)/, `({ now: _now${token} }: Pick<Context, "now">)`),
  (text, token) => text.replace(/async \(\) =>/, `async ( { request } /* ${token} */ ) =>`),
];

export const habits: fc.Arbitrary<readonly number[]> = fc.subarray([...HABITS.keys()]);

export function fillIn(text: string, chosen: readonly number[], token: string): string {
  return chosen.reduce((filled, index) => HABITS[index]?.(filled, token) ?? filled, text);
}

/**
 * Lines, with their line breaks, that are not as they were written by us. Lines whose content follows the specification
 * (comments, imports, types, what is wired) stay ours when only their formatting was changed.
 */
export function userLines(scaffolded: string, filled: string): string[] {
  const ours = new Set(linesOf(scaffolded).flatMap((line) => [line, `${line}\r`]));
  const followed = new Set(linesOf(scaffolded).filter(follows).map(plain));
  return linesOf(filled).filter((line) => !ours.has(line) && !(follows(line) && followed.has(plain(line))));
}

function follows(line: string): boolean {
  return /^(?:\*|import |export |type |\w+,|\w+: \w+\(context\),)/.test(line.trim());
}

function plain(line: string): string {
  return line
    .replace(/\/\* \w+ \*\//g, "")
    .replace(/[\s;]/g, "")
    .replaceAll("'", '"');
}

/** The byte order mark is the file's, not the first line's. */
export function linesOf(text: string): string[] {
  return (text.startsWith("\uFEFF") ? text.slice(1) : text).split("\n");
}

/** The first line that is missing, or that comes earlier than it did. */
export function firstLost(wanted: readonly string[], lines: readonly string[]): string | undefined {
  let at = 0;
  for (const line of wanted) {
    // Text added after a last line without a line break adds the break.
    const found = lines.findIndex((each, index) => index >= at && (each === line || each === `${line}\r`));
    if (found === -1) return line;
    at = found + 1;
  }
  return undefined;
}
