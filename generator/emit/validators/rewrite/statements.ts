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
  const blocks = new Blocks(code);
  let parentheses = 0;
  for (let at = 0; at < code.length; at++)
    switch (code.charCodeAt(at)) {
      case QUOTE: {
        const end = code.indexOf('"', at + 1);
        blocks.extra += strings.widthOf(code.slice(at + 1, end)) - (end + 1 - at);
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
        if (parentheses === 0) blocks.add(at, ";");
        break;
      case BLOCK:
        if (parentheses === 0) blocks.begin(at);
        break;
      case END:
        if (parentheses === 0) at = blocks.end(at);
    }
  return blocks.all;
}

/** The statements so far, and the blocks around the place up to which the code is read. */
class Blocks {
  readonly all: Statement[] = [];
  /** Characters that the placeholders of the statement under way stand for, beyond their own. */
  extra = 0;
  readonly #code: string;
  readonly #around: Frame[] = [];
  #statements = this.all;
  /** Where the statement under way starts. */
  #start = 0;

  constructor(code: string) {
    this.#code = code;
  }

  /** The statement that ends before an offset. */
  add(end: number, ending: string): Statement {
    const text = this.#code.slice(this.#start, end).trim() + ending;
    const statement: Statement = { text, width: text.length + this.extra };
    this.#statements.push(statement);
    this.#start = end + 1;
    this.extra = 0;
    return statement;
  }

  /** The block whose brace is at an offset: of what stands before it, if anything does. */
  begin(at: number): void {
    if (at === this.#start) {
      this.#enter(this.#statements, { bare: true });
      this.#start = at + 1;
      return;
    }
    const statement = this.add(at, "");
    statement.body = [];
    this.#enter(statement.body, {});
  }

  /** Ends the innermost block, and begins the `else` that may follow; gives the offset up to which that has read. */
  end(at: number): number {
    this.#start = at + 1;
    if (this.#leave()?.bare !== false) return at;
    const statement = this.#statements.at(-1);
    if (statement !== undefined && this.#code.startsWith("else ", this.#start)) {
      statement.otherwise = [];
      const chained = this.#code.startsWith("else if", this.#start);
      this.#enter(statement.otherwise, { chained });
      this.#start += (chained ? "else " : "else {").length;
      return this.#start - 1;
    }
    settle(this.#statements, this.#code.startsWith("return errors;}", this.#start));
    while (this.#around.at(-1)?.chained) {
      this.#leave();
      settle(this.#statements, false);
    }
    return at;
  }

  #enter(inside: Statement[], { chained = false, bare = false }: Partial<Frame>): void {
    this.#around.push({ statements: this.#statements, chained, bare });
    this.#statements = inside;
  }

  #leave(): Frame | undefined {
    const frame = this.#around.pop();
    if (frame !== undefined) this.#statements = frame.statements;
    return frame;
  }
}
