/** Completes dist/ with what the TypeScript compiler does not copy: emitted code, data, and sources that are emitted as they are. */
import { cpSync, existsSync } from "node:fs";

const ASSETS = [
  "generator/emit/validators/prelude.js",
  "generator/emit/manifest.schema.json",
  "generator/emit/matrix.ts",
  "generator/config/config.schema.json",
];
for (const file of ASSETS) cpSync(file, `dist/${file}`);

// All but the sources, which the compiler has turned into code and declarations.
if (existsSync("generated"))
  cpSync("generated", "dist/generated", {
    recursive: true,
    filter: (file) => !/(?<!\.d)\.ts$/.test(file),
  });
