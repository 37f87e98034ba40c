/** Completes dist/ with what the TypeScript compiler does not copy: emitted validators, the manifest and the runtime sources. */
import { cpSync, existsSync } from "node:fs";

for (const [from, to] of [
  ["generator/emit/validators/prelude.js", "dist/generator/emit/validators/prelude.js"],
  ["generator/emit/manifest.schema.json", "dist/generator/emit/manifest.schema.json"],
  ["generator/config/config.schema.json", "dist/generator/config/config.schema.json"],
  ["generator/emit/matrix.ts", "dist/generator/emit/matrix.ts"],
  ["generated/validators", "dist/generated/validators"],
  ["generated/manifest.json", "dist/generated/manifest.json"],
  ["generator/emit/runtime", "dist/generator/emit/runtime"],
]) {
  if (existsSync(from)) cpSync(from, to, { recursive: true, filter: (file) => !file.endsWith(".test.ts") });
}
