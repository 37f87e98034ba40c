/** Runs the emitters of a project, and holds what they give to the rules: they may be wrong in any way that code can be. */
import type { Diagnostics } from "../diagnostic.js";
import type { EmitInput, EmittedFile } from "./emitted-file.js";
import { problemOfPath, TakenPaths } from "./output-path.js";
import type { EmitterPlugin } from "./plugin.js";
import { sayThrown } from "./thrown.js";

/** Files by emitter. Mistakes are reported, and the file or the emitter is left out. */
export function runPlugins(
  plugins: readonly EmitterPlugin[],
  input: EmitInput,
  ours: readonly EmittedFile[],
  diagnostics: Diagnostics,
  onEmitter: (name: string) => void,
): ReadonlyMap<string, readonly EmittedFile[]> {
  const taken = new TakenPaths();
  for (const { path } of ours) taken.take(path, "knockgen");
  const result = new Map<string, readonly EmittedFile[]>();
  for (const plugin of plugins) {
    onEmitter(plugin.name);
    const given = call(plugin, input, diagnostics);
    const files = given.filter((file): file is EmittedFile => {
      const problem = problemOf(file) ?? (isFile(file) ? taken.take(file.path, plugin.name) : undefined);
      if (problem !== undefined)
        diagnostics.report(
          "emit/bad-file",
          `the emitter ${plugin.name} gave ${nameOf(file)}, which ${problem}`,
        );
      return problem === undefined;
    });
    result.set(
      plugin.name,
      files.map(({ path, text }) => ({ path, text })),
    );
  }
  return result;
}

function call({ name, emit }: EmitterPlugin, input: EmitInput, diagnostics: Diagnostics): readonly unknown[] {
  try {
    const given: unknown = emit(input);
    if (Array.isArray(given)) return given;
    const found = given instanceof Promise ? "a promise; it must give them at once" : typeof given;
    diagnostics.report("emit/bad-file", `the emitter ${name} gave no list of files, but ${found}`);
  } catch (error) {
    diagnostics.report("emit/plugin-failed", `the emitter ${name} threw: ${sayThrown(error)}`);
  }
  return [];
}

function isFile(file: unknown): file is EmittedFile {
  return (
    typeof file === "object" &&
    file !== null &&
    "path" in file &&
    "text" in file &&
    typeof file.path === "string" &&
    typeof file.text === "string"
  );
}

function problemOf(file: unknown): string | undefined {
  if (!isFile(file)) return "is not { path, text } with two strings";
  return (
    problemOfPath(file.path) ?? (/\p{Surrogate}/u.test(file.text) ? "holds half a character" : undefined)
  );
}

function nameOf(file: unknown): string {
  const path: unknown = typeof file === "object" && file !== null && "path" in file ? file.path : undefined;
  return typeof path === "string" ? JSON.stringify(path) : "a file";
}
