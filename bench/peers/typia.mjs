/** typia on the same shape: its own generator writes the guard, TypeScript takes the types off. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const bench = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const out = mkdtempSync(path.join(bench, "typia-output-"));
execFileSync(
  process.execPath,
  [
    path.join(bench, "node_modules/typia/lib/executable/typia.js"),
    "generate",
    "--input",
    "typia-input",
    "--output",
    path.basename(out),
    "--project",
    "tsconfig.json",
  ],
  { cwd: bench, stdio: "ignore" },
);
const { outputText } = ts.transpileModule(readFileSync(path.join(out, "guard.ts"), "utf8"), {
  compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
});
writeFileSync(path.join(out, "guard.mjs"), outputText);
export const { typiaGuard } = await import(pathToFileURL(path.join(out, "guard.mjs")).href);
rmSync(out, { recursive: true });
