/**
 * Takes the string literals out of generated code and puts them back. In between, the code holds `"0"`, `"1"`, … instead,
 * so that no rule that rewrites code can be led astray by what a schema's author wrote into a string.
 */
const STRING = /"(?:[^"\\]|\\.)*"/g;

/** Most names of functions are shorter. */
const NAME_WIDTH = 40;

export class StringTable {
  readonly #texts: string[] = [];
  readonly #ids = new Map<string, number>();

  /** Code in which each string literal is replaced by a number in quotes. */
  takeOut(code: string): string {
    return code.replace(STRING, (text) => this.placeholder(text));
  }

  /** Stands for `source`, any expression, until it is put back. */
  placeholder(source: string): string {
    let id = this.#ids.get(source);
    if (id === undefined) {
      id = this.#texts.push(source) - 1;
      this.#ids.set(source, id);
    }
    return `"${id}"`;
  }

  /** The source behind a placeholder, given with or without its quotes. */
  sourceOf(placeholder: string): string {
    return this.#texts[Number(placeholder.replaceAll('"', ""))] ?? "";
  }

  /** Length of what a placeholder stands for, given by its number; that of a name is not known yet. */
  widthOf(id: string): number {
    const text = this.#texts[Number(id)] ?? "";
    return text.startsWith("\0") ? NAME_WIDTH : text.length;
  }

  /** Everything that placeholders stand for, by number. */
  get texts(): readonly string[] {
    return this.#texts;
  }
}

/** Code with what its placeholders stand for in their places. */
export function putBack(code: string, textOf: (id: number) => string): string {
  return code.replace(/"(\d+)"/g, (_, id: string) => textOf(Number(id)));
}
