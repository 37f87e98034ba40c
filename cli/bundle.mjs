/**
 * Bundles what the compiler has made of the command line into `dist/bin`: Node takes most of the time in which modules are loaded
 * to find and open each of them, and a run needs nearly three hundred. Packages stay outside.
 */
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const dist = path.resolve(import.meta.dirname, "../dist");
const outdir = path.join(dist, "bin");
const inDist = (file) => path.join(dist, file);

/** A thread has its modules for itself, in a file beside the one that starts it, as where it was compiled to. */
const THREADS = { worker: inDist("generator/thread/worker.js") };
const STARTING_THREADS = /second-thread\.js$/;

/** Where a run begins that has nothing to do: with all that they import, one file. */
const FIRST = ["cli/run.js", "cli/commands/generate.js", "cli/generate.js", "cli/report-all.js"].map(inDist);

/** It would hash what is in the bundle already, file by file. */
const OF_CODE = /cache\/hash-of-code\.js$/;
const { hashOfCode } = await import(inDist("generator/cache/hash-of-code.js"));

/** A package in CommonJS: to find what it exports, Node would read each of its files once more. */
const commander = {
  name: "commander",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^commander$/ }, ({ path: name }) => ({ path: name, namespace: "required" }));
    onLoad({ filter: /./, namespace: "required" }, ({ path: name }) => ({
      contents: `import { createRequire } from "node:module";
        export const { Argument, Command, CommanderError, InvalidArgumentError, Option } = createRequire(import.meta.url)("${name}");`,
    }));
  },
};

/** Modules find the files beside them where they were compiled to. `first` are those that every other one is loaded after. */
const places = (first) => ({
  name: "places",
  setup: ({ onLoad }) => {
    onLoad({ filter: OF_CODE }, () => ({
      contents: `export const hashOfCode = () => ${JSON.stringify(hashOfCode())};`,
    }));
    onLoad({ filter: /\.js$/ }, ({ path: file }) => {
      const text = readFileSync(file, "utf8");
      const place = path.relative(outdir, file).replaceAll(path.sep, "/");
      const contents = STARTING_THREADS.test(file)
        ? text
        : text.replaceAll("import.meta.url", `new URL(${JSON.stringify(place)}, import.meta.url).href`);
      // A module that all entries import comes to lie in one file with the others.
      const others =
        first?.has(file) === false ? FIRST.map((each) => `\nimport ${JSON.stringify(each)};`).join("") : "";
      return { contents: contents + others, resolveDir: path.dirname(file) };
    });
  },
});

const options = {
  outdir,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  alias: { "#generator": inDist("generator"), "#inspect": inDist("inspect") },
  logLevel: "warning",
};

/** Paths of all modules that are loaded with some; not those that they import when asked. */
async function modulesOf(entryPoints) {
  const whenAsked = {
    name: "when-asked",
    setup: ({ onResolve }) =>
      onResolve({ filter: /./ }, ({ kind }) => (kind === "dynamic-import" ? { external: true } : undefined)),
  };
  const { metafile } = await build({
    ...options,
    entryPoints,
    plugins: [whenAsked],
    metafile: true,
    write: false,
  });
  return Object.keys(metafile.inputs).map((file) => path.resolve(file));
}

rmSync(outdir, { recursive: true, force: true });
await build({ ...options, entryPoints: THREADS, plugins: [places()] });
const first = new Set(await modulesOf(FIRST));
for (const entry of FIRST) first.delete(entry);
const main = inDist("cli/main.js");
await build({ ...options, splitting: true, entryPoints: { main }, plugins: [commander, places(first)] });
