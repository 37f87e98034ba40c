/** Reads generated code as statements, in one pass. The code holds placeholders for strings (`strings.ts`). */
import { type Statement, settle } from "./settle.js";
import type { StringTable } from "./strings.js";

interface Frame {
  readonly statements: Statement[];
  /** Opens after `else if`, and ends where that does. */
  readonly chained: boolean;
  /** A block without a head holds nothing together here: ajv gives no name twice in one function. */
  readonly bare: boolean;
}

const [QUOTE, OPENING, CLOSING, SEMICOLON, BLOCK, END] = [34, 40, 41, 59, 123, 125];

export function readStatements(code: string, strings: StringTable): Statement[] {
  const all: Statement[] = [];
  const frames: Frame[] = [];
  let statements = all;
  let parentheses = 0;
  let start = 0;
  let extra = 0;
  const add = (end: number, ending: string): Statement => {
    const text = code.slice(start, end).trim() + ending;
    const statement: Statement = { text, width: text.length + extra };
    statements.push(statement);
    start = end + 1;
    extra = 0;
    return statement;
  };
  const open = (inside: Statement[], chained = false, bare = false): void => {
    frames.push({ statements, chained, bare });
    statements = inside;
  };
  const close = (): Frame | undefined => {
    const frame = frames.pop();
    if (frame !== undefined) statements = frame.statements;
    return frame;
  };
  for (let at = 0; at < code.length; at++)
    switch (code.charCodeAt(at)) {
      case QUOTE: {
        const end = code.indexOf('"', at + 1);
        extra += strings.widthOf(code.slice(at + 1, end)) - (end + 1 - at);
        at = end;
        break;
      }
      case OPENING:
        parentheses++;
        break;
      case CLOSING:
        parentheses--;
        break;
      case SEMICOLON:
        if (parentheses === 0) add(at, ";");
        break;
      case BLOCK: {
        if (parentheses > 0) break;
        if (at === start) {
          open(statements, false, true);
          start = at + 1;
          break;
        }
        const statement = add(at, "");
        statement.body = [];
        open(statement.body);
        break;
      }
      case END: {
        if (parentheses > 0) break;
        start = at + 1;
        if (close()?.bare !== false) break;
        const statement = statements.at(-1);
        if (statement !== undefined && code.startsWith("else ", start)) {
          statement.otherwise = [];
          const chained = code.startsWith("else if", start);
          open(statement.otherwise, chained);
          at = start += "else ".length;
          if (chained) at--;
          else start++;
          break;
        }
        settle(statements, code.startsWith("return errors;}", start));
        while (frames.at(-1)?.chained) {
          close();
          settle(statements, false);
        }
      }
    }
  return all;
}
