/**
 * Bundles what the compiler has made of the server into `dist/bundle`: Node takes longer to find and open six hundred modules than to
 * load what is in them. Packages stay outside.
 */
import { rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const dist = path.resolve(import.meta.dirname, "dist");
const outdir = path.join(dist, "bundle");

rmSync(outdir, { recursive: true, force: true });
await build({
  outdir,
  // A thread's file is looked for beside the one that starts it.
  entryPoints: {
    index: path.join(dist, "index.js"),
    "check-worker": path.join(dist, "federation/incoming/check-worker.js"),
  },
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  logLevel: "warning",
});
