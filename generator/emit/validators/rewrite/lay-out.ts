/**
 * Lays generated code out: one statement a line, indented. It comes last, while the code still holds placeholders for strings and
 * names (`strings.ts`), so that no brace or semicolon of a string is in the way.
 *
 *     function (data){if(typeof data === "0"){let data0 = data["1"];{if("2"(data0)){return false;}}}else {return false;}return true;}
 */
import type { Statement } from "./settle.js";
import { readStatements } from "./statements.js";
import type { StringTable } from "./strings.js";
import { WIDTH, wrap } from "./wrap.js";

const TIDY: readonly (readonly [RegExp, string])[] = [
  [/\b(if|for)\(/g, "$1 ("],
  [/\(let (\w+)=0; \1<(\w+); \1\+\+\)/g, "(let $1 = 0; $1 < $2; $1++)"],
  [/!\(((?:"\d+"|\w+)\(\w+\))\)/g, "!$1"],
  [/!\((\w+(?:\.\w+)*) === ("\d+"|\w+)\)/g, "$1 !== $2"],
];

/** The same code with line breaks, two spaces for each block that it is in. */
export function layOut(code: string, strings: StringTable): string {
  const tidy = TIDY.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), code);
  const lines: string[] = [];
  print(readStatements(tidy, strings), 0, lines, strings);
  return lines.join("\n");
}

function print(statements: readonly Statement[], depth: number, lines: string[], strings: StringTable): void {
  const indent = "  ".repeat(depth);
  const line = (text: string, width: number): string =>
    width + 2 * depth <= WIDTH ? indent + text : wrap(text, depth, strings);
  for (const statement of statements) {
    if (statement.body === undefined) {
      lines.push(line(statement.text, statement.width));
      continue;
    }
    let start = "";
    let each = statement;
    for (;;) {
      lines.push(line(`${start}${each.text} {`, each.width + start.length + 2));
      print(each.body ?? [], depth + 1, lines, strings);
      const next = chained(each.otherwise);
      if (next === undefined) break;
      each = next;
      start = "} else ";
    }
    if (each.otherwise !== undefined) {
      lines.push(`${indent}} else {`);
      print(each.otherwise, depth + 1, lines, strings);
    }
    lines.push(`${indent}}`);
  }
}

/** A condition that follows as `else if`. */
function chained([only, ...others]: readonly Statement[] = []): Statement | undefined {
  return others.length === 0 && only?.text.startsWith("if (") ? only : undefined;
}
