/** Compiles a module of a plugin for a package: Node does not read TypeScript there. */
import { createRequire } from "node:module";
import type { EmittedFile } from "./emitted-file.js";

/** JavaScript and declarations, or the first problem. */
export function compileSource({ path, text }: EmittedFile): readonly EmittedFile[] | string {
  const ts: typeof import("typescript") = createRequire(import.meta.url)("typescript");
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    newLine: ts.NewLineKind.LineFeed,
  };
  const options = { fileName: path, reportDiagnostics: true };
  const code = ts.transpileModule(text, { ...options, compilerOptions });
  const types = ts.transpileDeclaration(text, {
    ...options,
    compilerOptions: { ...compilerOptions, declaration: true, isolatedDeclarations: true },
  });
  const [problem] = [...(code.diagnostics ?? []), ...(types.diagnostics ?? [])];
  if (problem !== undefined) {
    const { line, character } = problem.file?.getLineAndCharacterOfPosition(problem.start ?? 0) ?? {
      line: 0,
      character: 0,
    };
    return `${line + 1}:${character + 1}: ${ts.flattenDiagnosticMessageText(problem.messageText, " ")}`;
  }
  const stem = path.replace(/\.ts$/, "");
  return [
    { path: `${stem}.d.ts`, text: types.outputText },
    { path: `${stem}.js`, text: code.outputText },
  ];
}
