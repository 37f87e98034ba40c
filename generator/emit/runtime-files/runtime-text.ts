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
  return legible(
    existsSync(fileURLToPath(source))
      ? compiledOnce(read(`${name}.ts`))
      : { js: read(`${name}.js`), declarations: read(`${name}.d.ts`) },
  );
}

/** The compiler's output, as it is emitted. */
export function legible({ js, declarations }: RuntimeText): RuntimeText {
  return { js: indented(js), declarations: indented(declarations).replace(LONG, breakParameters) };
}

/** Declarations that the compiler prints on one line, however long. */
const LONG = /^export .{120,}$/gm;

/** With a line for each parameter. */
function breakParameters(line: string): string {
  const start = line.indexOf("(") + 1;
  const parameters: string[] = [];
  let depth = 0;
  let from = start;
  let at = start;
  for (; start > 0 && at < line.length && depth >= 0; at++) {
    if ("([{<".includes(line[at] ?? "")) depth++;
    if (")]}".includes(line[at] ?? "") || (line[at] === ">" && line[at - 1] !== "=")) depth--;
    if (depth < 0 || (depth === 0 && line[at] === ",")) {
      parameters.push(line.slice(from, at).trim());
      from = at + 1;
    }
  }
  if (parameters.length < 2) return line;
  return `${line.slice(0, start)}\n${parameters.map((each) => `  ${each},\n`).join("")}${line.slice(at - 1)}`;
}

/** With two spaces for each level, as everywhere; the compiler takes four. */
function indented(text: string): string {
  return text.replace(/^(?: {4})+/gm, (spaces) => spaces.slice(spaces.length / 2));
}

/** By source: a process that runs from sources, as tests do, generates many times. */
const compiled = new Map<string, RuntimeText>();

function compiledOnce(source: string): RuntimeText {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const text = compile(source);
  compiled.set(source, text);
  return text;
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
