/** Runs a type's check, from a generated folder, over what a file holds. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import nodePath from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { findConfig } from "#generator/config/find.js";
import { Diagnostics } from "#generator/diagnostic.js";
import type { CheckResult, Issue } from "#generator/emit/matrix.js";
import { visible, visibleJson } from "#generator/report/visible.js";
import { Failure } from "../failure.js";
import { readLines } from "../lines.js";
import { isSystemFailure, systemMessage } from "../system-error.js";
import { type FoundType, similarNames, typesOf } from "./emitted-types.js";
import { type ReadValue, readLine, readValues, withoutMark } from "./values.js";

export interface ValidateFlags {
  readonly out?: string;
  readonly format: "text" | "json";
}

/** Bytes beyond which a file is not held in memory, and so must be JSON lines. */
const LARGE = 256 * 1024 * 1024;

/** Exit codes: 0 all valid, 1 some not, 2 no such type or file. */
export async function runValidate(
  type: string,
  file: string,
  flags: ValidateFlags,
  large: number = LARGE,
): Promise<number> {
  const folder = await findGenerated(flags.out);
  if (folder === undefined)
    return fail("there is no manifest.json: generate first, or name the folder with --out");
  const types = typesOf(folder);
  const candidates = types.filter(({ name, module }) => name === type || `${module}/${name}` === type);
  const [found, another] = candidates;
  if (found === undefined) return fail(`there is no type ${type}${suggestion(type, types)}`);
  if (another !== undefined)
    return fail(
      `${type} is in several modules: ${candidates.map(({ module, name }) => `${module}/${name}`).join(", ")}`,
    );
  const module = nodePath.join(folder, `validators/${found.module}.js`);
  if (!existsSync(module))
    return fail(`${folder} holds no validators of ${found.module}: generate them with --emit validators`);
  const check = await loadCheck(module, found);
  let valid = 0;
  let invalid = 0;
  for await (const { value, error, ...place } of valuesOf(file, large)) {
    const issues =
      error === undefined
        ? issuesOf(check(value))
        : [{ path: [], message: `is not JSON: ${error}`, keyword: "json" }];
    if (issues.length === 0) valid++;
    else invalid++;
    print(whereOf(file, place), found, issues, flags);
  }
  if (flags.format === "text" && valid + invalid > 1 && invalid > 0)
    console.log(`${invalid} of ${valid + invalid} values are not valid as ${found.name}`);
  return invalid === 0 ? 0 : 1;
}

/** Throws a `Failure` where the file cannot be read. */
async function* valuesOf(file: string, large: number): AsyncGenerator<ReadValue> {
  try {
    if (file === "-") yield* readValues(await text(process.stdin));
    else if (statSync(file).size <= large) yield* readValues(readFileSync(file, "utf8"));
    else yield* valuesOfLines(file);
  } catch (error) {
    throw isSystemFailure(error) ? new Failure(`cannot read ${systemMessage(error)}`, 2) : error;
  }
}

async function* valuesOfLines(file: string): AsyncGenerator<ReadValue> {
  let line = 0;
  for await (const read of readLines(file)) {
    line += 1;
    const bare = line === 1 ? withoutMark(read) : read;
    if (bare.trim() !== "") yield readLine(bare, line);
  }
}

function whereOf(file: string, { line, column }: Pick<ReadValue, "line" | "column">): string {
  const places = [line, column].flatMap((place) => (place === undefined ? [] : [`:${place}`]));
  return `${file === "-" ? "standard input" : visible(file)}${places.join("")}`;
}

function print(
  where: string,
  { name }: FoundType,
  issues: readonly Issue[],
  { format }: ValidateFlags,
): void {
  if (format === "json")
    process.stdout.write(`${visibleJson({ where, valid: issues.length === 0, issues })}\n`);
  else if (issues.length === 0) console.log(`${where}: a valid ${name}`);
  else
    for (const issue of issues) {
      const path = subjectOf(issue);
      const subject = path.length === 0 ? "the value" : visible(pathText(path));
      console.log(`${where}: ${subject} ${visible(issue.message)}`);
    }
}

/** The value that a sentence is about: of a property that is missing, the object that lacks it. */
function subjectOf({ path, keyword }: Issue): Issue["path"] {
  return keyword === "required" ? path.slice(0, -1) : path;
}

/** Settings of the configuration count like flags; `generate` reports errors in it. */
async function findGenerated(flag: string | undefined): Promise<string | undefined> {
  const out = flag ?? (await findConfig(undefined, new Diagnostics()))?.config.out;
  const folders =
    out === undefined
      ? [
          "generated",
          nodePath.dirname(createRequire(import.meta.url).resolve("@knockgen/matrix/manifest.json")),
        ]
      : [out];
  return folders
    .map((folder) => nodePath.resolve(folder))
    .find((folder) => existsSync(nodePath.join(folder, "manifest.json")));
}

async function loadCheck(
  place: string,
  { name, module }: FoundType,
): Promise<(value: unknown) => CheckResult<unknown>> {
  const url = pathToFileURL(place).href;
  const loaded: Record<string, (value: unknown) => CheckResult<unknown>> = await import(url);
  const check = loaded[`check${name}`];
  if (check === undefined)
    throw new Error(`validators/${module}.js has no check${name}, which the manifest lists`);
  return check;
}

function issuesOf(result: CheckResult<unknown>): readonly Issue[] {
  return result.ok ? [] : result.issues;
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

function suggestion(type: string, types: readonly FoundType[]): string {
  const similar = similarNames(type, types);
  return similar.length === 0 ? "; manifest.json lists them all" : `; did you mean ${similar.join(", ")}?`;
}

function fail(message: string): number {
  process.stderr.write(`knockgen: ${visible(message)}\n`);
  return 2;
}
