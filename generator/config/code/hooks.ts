/**
 * Module hooks under which a configuration runs: TypeScript is compiled as it is read, `knockgen` is the one that runs, and a
 * module that is loaded again is read again. Node runs this file in a thread of its own.
 */
import { readFile } from "node:fs/promises";
import { createRequire, type InitializeHook, type LoadHook, type ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import type { MessagePort } from "node:worker_threads";
import { type HookData, RUN } from "./hook-data.js";

let port: MessagePort | undefined;
let own = "";

export const initialize: InitializeHook<HookData> = (data) => {
  ({ port, own } = data);
};

/** Modules of the project carry the number of the run, which their imports inherit. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  const run = runOf(context.parentURL);
  if (run === null) return next(specifier, context);
  if (specifier === "knockgen") return { url: own, shortCircuit: true };
  const candidates = candidatesFor(specifier);
  for (const [index, candidate] of candidates.entries())
    try {
      const found = await next(candidate, context);
      const isTheirs = found.url.startsWith("file:") && !found.url.includes("/node_modules/");
      return isTheirs ? { ...found, url: `${found.url}?${RUN}=${run}` } : found;
    } catch (error) {
      if (index === candidates.length - 1) throw await missing(error, specifier, context, next);
    }
  return next(specifier, context);
};

export const load: LoadHook = async (url, context, next) => {
  if (runOf(url) === null) return next(url, context);
  const path = fileURLToPath(url);
  port?.postMessage(path);
  if (!/\.m?ts$/.test(path)) return next(url, context);
  return { format: "module", source: compile(path, await readFile(path, "utf8")), shortCircuit: true };
};

function runOf(url: string | undefined): string | null {
  return url !== undefined && URL.canParse(url) ? new URL(url).searchParams.get(RUN) : null;
}

/** As TypeScript resolves them: `./table.js` may be `table.ts`, and a bundler's project writes `./table`. */
function candidatesFor(specifier: string): readonly string[] {
  if (!/^\.{0,2}\//.test(specifier)) return [specifier];
  if (/\.m?js$/.test(specifier)) return [specifier, specifier.replace(/js$/, "ts")];
  return [specifier, `${specifier}.ts`, `${specifier}/index.ts`];
}

/** The error about the name that the program has, and not about the last one that was tried. */
async function missing(
  last: unknown,
  specifier: string,
  context: Parameters<ResolveHook>[1],
  next: Parameters<ResolveHook>[2],
): Promise<unknown> {
  try {
    await next(specifier, context);
    return last;
  } catch (error) {
    return error;
  }
}

function compile(path: string, text: string): string {
  const ts: typeof import("typescript") = createRequire(import.meta.url)("typescript");
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      inlineSourceMap: true,
      inlineSources: true,
    },
  });
  const [problem] = diagnostics;
  if (problem === undefined) return outputText;
  const place = problem.file?.getLineAndCharacterOfPosition(problem.start ?? 0);
  const where = place === undefined ? "" : `:${place.line + 1}:${place.character + 1}`;
  throw new SyntaxError(`${path}${where}: ${ts.flattenDiagnosticMessageText(problem.messageText, " ")}`);
}
