/** Finds a type's check in a generated folder and runs it over what a file holds. */
import { existsSync, readFileSync } from "node:fs";
import nodePath from "node:path";
import { pathToFileURL } from "node:url";
import { readConfig } from "../config/read.js";
import { Diagnostics } from "../diagnostic.js";
import type { Manifest } from "../emit/manifest.js";
import type { CheckResult, Issue } from "../emit/matrix.js";
import { packageRoot } from "../package-root.js";
import type { ValidateFlags } from "./commands/validate.js";

/** Exit codes: 0 all valid, 1 some not, 2 no such type or file. */
export async function runValidate(type: string, file: string, flags: ValidateFlags): Promise<number> {
  const folder = findGenerated(flags.out);
  if (folder === undefined)
    return fail("there is no manifest.json: generate first, or name the folder with --out");
  const candidates = typesOf(folder).filter(
    ({ name, module }) => name === type || `${module}/${name}` === type,
  );
  const [found, another] = candidates;
  if (found === undefined) return fail(`there is no type ${type}${suggestion(type, folder)}`);
  if (another !== undefined)
    return fail(
      `${type} is in several modules: ${candidates.map(({ module, name }) => `${module}/${name}`).join(", ")}`,
    );
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    return fail(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const check = await loadCheck(folder, found);
  const label = file === "-" ? "standard input" : file;
  let valid = true;
  for (const { line, value, error } of readValues(text)) {
    const where = line === undefined ? label : `${label}:${line}`;
    const issues: readonly Issue[] =
      error === undefined
        ? issuesOf(check(value))
        : [{ path: [], message: `is not JSON: ${error}`, keyword: "json" }];
    if (issues.length > 0) valid = false;
    if (flags.format === "json")
      process.stdout.write(`${JSON.stringify({ where, valid: issues.length === 0, issues })}\n`);
    else if (issues.length === 0) console.log(`${where}: a valid ${found.name}`);
    else
      for (const { path, message } of issues)
        console.log(`${where}: ${path.length === 0 ? "the value" : pathText(path)} ${message}`);
  }
  return valid ? 0 : 1;
}

interface FoundType {
  readonly name: string;
  readonly module: string;
}

/** What the configuration says counts like a flag; a bad one is for `generate` to complain of. */
function findGenerated(flag: string | undefined): string | undefined {
  const out = flag ?? readConfig(undefined, new Diagnostics())?.config.out;
  const folders =
    out === undefined
      ? ["generated", nodePath.join(packageRoot, "dist/generated"), nodePath.join(packageRoot, "generated")]
      : [out];
  return folders
    .map((folder) => nodePath.resolve(folder))
    .find((folder) => existsSync(nodePath.join(folder, "manifest.json")));
}

/** Every type that has a check: the manifest lists them by operation, by event, and the rest. */
function typesOf(folder: string): FoundType[] {
  const manifest: Manifest = JSON.parse(readFileSync(nodePath.join(folder, "manifest.json"), "utf8"));
  const operations = manifest.operations.flatMap(
    ({ api, names: { path, query, headers, requestBody, responses } }) =>
      [path, query, headers, requestBody, ...Object.values(responses)].flatMap((name) =>
        name ? [{ name: name.type, module: api }] : [],
      ),
  );
  const events = manifest.events.flatMap(({ names: { event, content } }) =>
    [event, content].flatMap((name) => (name ? [{ name: name.type, module: "events" }] : [])),
  );
  return [...operations, ...events, ...manifest.types.map(({ type, module }) => ({ name: type, module }))];
}

async function loadCheck(
  folder: string,
  { name, module }: FoundType,
): Promise<(value: unknown) => CheckResult<unknown>> {
  const url = pathToFileURL(nodePath.join(folder, `validators/${module}.js`)).href;
  const loaded: Record<string, (value: unknown) => CheckResult<unknown>> = await import(url);
  const check = loaded[`check${name}`];
  if (check === undefined)
    throw new Error(`validators/${module}.js has no check${name}, which the manifest lists`);
  return check;
}

function issuesOf(result: CheckResult<unknown>): readonly Issue[] {
  return result.ok ? [] : result.issues;
}

/** One value, or else a value a line. */
function* readValues(text: string): Generator<{ line?: number; value?: unknown; error?: string }> {
  const whole = parse(text);
  const lines = text.split("\n");
  if (
    whole.error === undefined ||
    lines.filter((line) => line.trim() !== "").length < 2 ||
    parse(lines[0] ?? "").error !== undefined
  ) {
    yield whole;
    return;
  }
  for (const [index, line] of lines.entries())
    if (line.trim() !== "") yield { line: index + 1, ...parse(line) };
}

function parse(text: string): { value?: unknown; error?: string } {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function pathText(path: Issue["path"]): string {
  const parts = path.map((part) =>
    typeof part === "number"
      ? `[${part}]`
      : /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(part)
        ? `.${part}`
        : `[${JSON.stringify(part)}]`,
  );
  return parts.join("").replace(/^\./, "");
}

function suggestion(type: string, folder: string): string {
  const wanted = type.toLowerCase().replace(/[^a-z0-9]/g, "");
  const near = typesOf(folder)
    .map(({ name }) => name)
    .filter((name) => name.toLowerCase().includes(wanted) || wanted.includes(name.toLowerCase()));
  return near.length === 0
    ? "; manifest.json lists them all"
    : `; did you mean ${[...new Set(near)].slice(0, 4).join(", ")}?`;
}

function fail(message: string): number {
  process.stderr.write(`knockgen: ${message}\n`);
  return 2;
}
