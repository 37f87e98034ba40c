/** The runtime's modules as they are emitted: JavaScript and declarations of the files in `../runtime`. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type TypeScript from "typescript";

/** One module, compiled. */
export interface RuntimeText {
  readonly js: string;
  readonly declarations: string;
}

const read = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../runtime/${file}`, import.meta.url)), "utf8");

/** Reads what the build has left beside this file or, where this file runs from its source, compiles one module. */
export function runtimeText(name: string): RuntimeText {
  const source = new URL(`../runtime/${name}.ts`, import.meta.url);
  return existsSync(fileURLToPath(source))
    ? compile(read(`${name}.ts`))
    : { js: read(`${name}.js`), declarations: read(`${name}.d.ts`) };
}

/** Gives the bytes that the build would: each module of the runtime is complete in itself (`isolatedDeclarations`). */
function compile(source: string): RuntimeText {
  const ts: typeof TypeScript = createRequire(import.meta.url)("typescript");
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    isolatedDeclarations: true,
    strict: true,
  };
  return {
    js: ts.transpileModule(source, { compilerOptions }).outputText,
    declarations: ts.transpileDeclaration(source, { compilerOptions }).outputText,
  };
}
