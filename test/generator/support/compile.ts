/** Compiles TypeScript as strictly as it goes. */
import ts from "typescript";
import { problemsOf, programOf } from "../../support/compiler.js";

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  isolatedDeclarations: true,
  declaration: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  skipLibCheck: false,
  types: [],
  noEmit: true,
};

/** All problems, as `file:line: message`. */
export function compile(files: readonly string[]): string[] {
  return [...new Set(problemsOf(programOf(files, OPTIONS)).map(describe))];
}

function describe({ file, start, messageText }: ts.Diagnostic): string {
  const line =
    file === undefined || start === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
  const name = file?.fileName.replace(/^.*knockgen-test-[^/]+\//, "") ?? "";
  return `${name}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
}
