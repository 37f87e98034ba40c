/** Emits everything from a folder, and bundles modules of it into one that Node can import. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { emit } from "../../generator/support/emit.js";

export interface Everything {
  readonly folder: string;
  readonly files: ReadonlyMap<string, string>;
}

export function emitEverything(spec: string): Everything {
  const { folder, files, diagnostics } = emit(spec, { emit: ["types", "validators", "routes", "client"] });
  const errors = diagnostics.all.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  return { folder, files: new Map(files.map((file) => [file.path, file.text])) };
}

/** Exports of a module that consists of these lines, written as if it lay in the output folder. */
export async function importLines(
  folder: string,
  lines: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const outfile = path.join(folder, `bundle-${lines.join("").length}.mjs`);
  await build({
    stdin: { contents: lines.join("\n"), resolveDir: folder, loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "neutral",
    outfile,
    logLevel: "error",
  });
  return import(pathToFileURL(outfile).href);
}
