/**
 * Bundles what the compiler has made of the command line into `dist/bin`: Node takes most of the time in which modules are loaded
 * to find and open each of them, and a run needs nearly three hundred. Packages stay outside.
 */
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const dist = path.resolve(import.meta.dirname, "../dist");
const outdir = path.join(dist, "bin");

/** Modules with entries of their own here; each is found beside the one that starts it, as where it was compiled to. */
const THREADS = { worker: path.join(dist, "generator/thread/worker.js") };
const STARTING_THREADS = /second-thread\.js$/;

/** All other modules find the files beside them where they were compiled to. */
const places = {
  name: "places",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.js$/ }, ({ path: file }) => {
      if (STARTING_THREADS.test(file)) return undefined;
      const place = path.relative(outdir, file).replaceAll(path.sep, "/");
      const contents = readFileSync(file, "utf8").replaceAll(
        "import.meta.url",
        `new URL(${JSON.stringify(place)}, import.meta.url).href`,
      );
      return { contents };
    });
  },
};

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: { main: path.join(dist, "cli/main.js"), ...THREADS },
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  alias: { "#generator": path.join(dist, "generator"), "#inspect": path.join(dist, "inspect") },
  plugins: [places],
  logLevel: "warning",
});
