/** Completes dist/ with what the TypeScript compiler does not copy: data, and sources that are emitted as they are. */
import { cpSync } from "node:fs";

const ASSETS = [
  "emit/validators/prelude.js",
  "emit/manifest.schema.json",
  "emit/matrix.ts",
  "config/config.schema.json",
];
for (const file of ASSETS) cpSync(`generator/${file}`, `dist/generator/${file}`);
