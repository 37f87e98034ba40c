/** Audits generated/: validators import and evaluate nothing, and no file holds a date or a path of the machine that made it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const FORBIDDEN_CALLS = new Set(["require", "eval", "Function", "fetch", "importScripts"]);
const problems = [];
let audited = 0;

for (const entry of readdirSync("generated", { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  const text = readFileSync(path, "utf8");
  audited += 1;
  if (/\b20\d\d-[01]\d-[0-3]\dT[0-2]\d:/.test(text) && path.endsWith("manifest.json"))
    problems.push(`${path}: holds a date`);
  if (text.includes(process.cwd())) problems.push(`${path}: holds a path of this machine`);
  if (/validators\/[^/]+\.js$/.test(path)) auditValidators(path, text);
}

/** @param {string} path @param {string} text */
function auditValidators(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  /** @param {ts.Node} node */
  const visit = (node) => {
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
    if (
      ts.isImportDeclaration(node) ||
      (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    )
      problems.push(`${path}:${line}: imports something`);
    const called = ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression : undefined;
    if (called && ts.isIdentifier(called) && FORBIDDEN_CALLS.has(called.text))
      problems.push(`${path}:${line}: calls ${called.text}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
}

for (const problem of problems) console.error(problem);
console.log(`${audited} emitted files audited, ${problems.length} problems`);
process.exitCode = problems.length === 0 && audited > 0 ? 0 : 1;
