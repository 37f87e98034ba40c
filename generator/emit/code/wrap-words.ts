/** Breaks the long lines of Markdown between words, where that does not change what it says. */

const WIDTH = 120;

/** Characters that would mean something else at the start of a line: a list, a heading, a quotation, a table, a tag. */
const MEANS_MORE = /^(?:[-+*#>|=@~`]|\d+[.)])/;

export function wrapWords(lines: readonly string[]): string[] {
  let fenced = false;
  return lines.flatMap((line) => {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    // Code and tables stay as they are.
    if (line.length <= WIDTH || fenced || /^(?: {4}|\t|\s*\|)/.test(line)) return [line];
    return wrapped(line);
  });
}

function wrapped(line: string): string[] {
  const [start = ""] = /^\s*(?:(?:[-+*]|\d+[.)])\s+|>\s*)?/.exec(line) ?? [];
  const indent = start.startsWith(">") ? start : " ".repeat(start.length);
  const lines: string[] = [];
  let current = start;
  for (const word of line.slice(start.length).split(" ")) {
    const fits = current.length + 1 + word.length <= WIDTH;
    if (current === start || current === indent) current += word;
    else if (fits || MEANS_MORE.test(word) || word === "") current += ` ${word}`;
    else {
      lines.push(current.trimEnd());
      current = indent + word;
    }
  }
  return [...lines, current.trimEnd()];
}
