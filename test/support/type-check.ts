/** Type-checks sources in memory against the project's own files, as a user's compiler would. */
import path from "node:path";
import ts from "typescript";
import { problemsOf, programOf } from "./compiler.js";

const root: string = path.resolve(import.meta.dirname, "../..");

/** Strictest flags that what we emit promises to compile under. */
export const STRICT: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  noEmit: true,
  types: [],
};

/** Problems of the sources, each as `name:line: message`; names are paths relative to the project's root. */
export function typeCheck(sources: ReadonlyMap<string, string>, options: ts.CompilerOptions = {}): string[] {
  const files = new Map([...sources].map(([name, text]) => [path.join(root, name), text] as const));
  const all = { ...STRICT, ...options };
  const program = programOf([...files.keys()], all, files);
  return problemsOf(program).map(({ file, start, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    if (file === undefined || start === undefined) return text;
    return `${path.relative(root, file.fileName)}:${file.getLineAndCharacterOfPosition(start).line + 1}: ${text}`;
  });
}
