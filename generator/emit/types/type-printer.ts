/** Prints types, and remembers them. What schemas say in words is put in afterwards, so that a new wording needs no compiler. */
import type { Memo } from "../../cache/memo.js";
import { isArray, isObject, type Json, mapObject } from "../../json.js";
import type { Schema } from "../../link/linked-spec.js";
import { CompilerPrinter } from "./compiler-printer.js";
import { keywordOf } from "./simplify.js";
import { printThread } from "./thread.js";

const COMPONENTS = "#/components/schemas/";

export class TypePrinter {
  readonly #memo: Memo;
  #printer: CompilerPrinter | undefined;

  constructor(memo: Memo) {
    this.#memo = memo;
  }

  /** The text of a simplified schema's type. `$ref`s are names of types that are in scope where the text goes. */
  print(schema: Schema): string {
    const docs: string[] = [];
    const bare = takeDocs(schema, docs);
    const text = this.#memo.recall(
      "type",
      () => JSON.stringify(bare),
      () => indented(printThread()?.print(bare) ?? this.#compiler().print(bare)),
    );
    return putDocs(text, docs);
  }

  #compiler(): CompilerPrinter {
    if (this.#printer === undefined) {
      this.#memo.load("typescript");
      this.#printer = new CompilerPrinter();
    }
    return this.#printer;
  }
}

/** With two spaces for each level, as everywhere; TypeScript's printer takes four. */
function indented(text: string): string {
  return text.replace(/^(?: {4})+/gm, (spaces) => spaces.slice(spaces.length / 2));
}

/** The schema with a number in place of each doc comment, and references where openapi-typescript expects them. */
function takeDocs(schema: Schema, docs: string[]): Schema {
  const walk = (value: Json, key: string): Json => {
    if (key === "enum") return value;
    if (key === "x-doc") return `/** \u00a7${docs.push(String(value)) - 1} */`;
    if (key === "$ref" && typeof value === "string") return COMPONENTS + value;
    if (isArray(value)) return value.map((item) => walk(item, ""));
    return isObject(value) ? mapObject(value, (child, name) => walk(child, keywordOf(key, name))) : value;
  };
  return isObject(schema) ? mapObject(schema, (child, name) => walk(child, name)) : schema;
}

function putDocs(text: string, docs: readonly string[]): string {
  return text.replace(/^( *)\/\*\* \u00a7(\d+) \*\/$/gm, (_, indent: string, index: string) =>
    (docs[Number(index)] ?? "")
      .trimEnd()
      .split("\n")
      .map((line) => indent + line)
      .join("\n"),
  );
}
