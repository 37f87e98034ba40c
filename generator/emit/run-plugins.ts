/** Runs the emitters of a project, and holds what they give to the rules: they may be wrong in any way that code can be. */
import type { Diagnostics } from "../diagnostic.js";
import type { EmitInput, EmittedFile } from "./emitted-file.js";
import { problemOfPath, TakenPaths } from "./output-path.js";
import type { EmitterPlugin } from "./plugin.js";
import { lock } from "./read-only.js";
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
  if (plugins.length > 0) lock(input.model, input.names, input.linked);
  const result = new Map<string, readonly EmittedFile[]>();
  for (const plugin of plugins) {
    onEmitter(plugin.name);
    const files = call(plugin, input, diagnostics).flatMap((file) => {
      const problem = problemOf(file) ?? (isFile(file) ? taken.take(file.path, plugin.name) : undefined);
      if (problem === undefined) return isFile(file) ? [file] : [];
      diagnostics.report(
        "emit/bad-file",
        `the emitter ${plugin.name} gave ${nameOf(file)}, which ${problem}`,
      );
      return [];
    });
    result.set(plugin.name, files);
  }
  return result;
}

/** Path and text of a file as they were when the emitter gave it: whatever they are. */
interface Given {
  readonly path: unknown;
  readonly text: unknown;
}

function call(plugin: EmitterPlugin, input: EmitInput, diagnostics: Diagnostics): readonly Given[] {
  const { name } = plugin;
  const folder = process.cwd();
  const onExit = (): void => {
    console.error(`knockgen: the emitter ${name} ended the process; nothing is written`);
    process.exitCode = 1;
  };
  process.once("exit", onExit);
  try {
    const given: unknown = plugin.emit(input);
    if (Array.isArray(given)) return Array.from({ length: given.length }, (_, index) => copyOf(given[index]));
    // It is told of here, and not where nothing waits for it.
    const isPromise = given instanceof Promise;
    if (isPromise) given.catch(() => undefined);
    const found = isPromise ? "a promise; it must give them at once" : typeof given;
    diagnostics.report("emit/bad-file", `the emitter ${name} gave no list of files, but ${found}`);
  } catch (error) {
    diagnostics.report("emit/plugin-failed", `the emitter ${name} threw: ${sayThrown(error)}`);
  } finally {
    process.off("exit", onExit);
    if (process.cwd() !== folder) {
      process.chdir(folder);
      diagnostics.report("emit/plugin-failed", `the emitter ${name} changed the working directory`);
    }
  }
  return [];
}

/** Getters and proxies answer once. */
function copyOf(file: unknown): Given {
  if (typeof file !== "object" || file === null) return { path: undefined, text: undefined };
  const { path, text }: { readonly path?: unknown; readonly text?: unknown } = file;
  return { path, text };
}

function isFile(file: Given): file is EmittedFile {
  return typeof file.path === "string" && typeof file.text === "string";
}

function problemOf(file: Given): string | undefined {
  if (!isFile(file)) return "is not { path, text } with two strings";
  return (
    problemOfPath(file.path) ?? (/\p{Surrogate}/u.test(file.text) ? "holds half a character" : undefined)
  );
}

const MOST_SHOWN = 200;

function nameOf({ path }: Given): string {
  return typeof path === "string" ? JSON.stringify(path.slice(0, MOST_SHOWN)) : "a file";
}
