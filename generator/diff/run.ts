/** One run of `knockgen diff`: read both folders, compare, print. */
import { existsSync, statSync, writeFileSync } from "node:fs";
import { Diagnostics } from "../diagnostic.js";
import { placeOfSpec } from "../load/find.js";
import { readNameOverrides } from "../name/tables.js";
import { didYouMean } from "../near-names.js";
import { colorsFor } from "../report/colors.js";
import { locate, printDiagnostics } from "../report/diagnostics.js";
import { type DiffOptions, diffReleases } from "./diff.js";
import type { DiffReport } from "./diff-report.js";
import { labelsOf } from "./labels.js";
import { printJson } from "./print/json.js";
import { printMarkdown } from "./print/markdown.js";
import { printText } from "./print/text.js";
import { type Release, readRelease } from "./release.js";

export interface RunOptions {
  readonly format: "text" | "json" | "markdown" | "html";
  readonly failOn?: "breaking" | "wire";
  readonly operation?: readonly string[];
  readonly event?: readonly string[];
  readonly docs?: boolean;
  readonly assertFormats?: boolean;
  readonly against?: string;
  readonly out?: string;
  /** Names of the two for the report; their paths where none are given. */
  readonly names?: readonly [string, string];
}

export interface Streams {
  readonly stdout: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly stderr: { readonly isTTY?: boolean; write(text: string): unknown };
}

/** A wrong call; the exit code is 2. */
export class UsageError extends Error {}

/** Gives the exit code. */
export async function runDiff(
  old: string,
  next: string,
  options: RunOptions,
  streams: Streams,
): Promise<number> {
  for (const spec of [old, next])
    if (!existsSync(spec)) throw new UsageError(`${spec} is neither a folder nor a file`);
  if (options.against !== undefined && !statSync(options.against, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${options.against} is not a folder`);
  const [oldLabel, nextLabel] = labelsOf(...(options.names ?? [old, next]));
  const before = read(old, oldLabel, streams);
  const after = read(next, nextLabel, streams);
  if (before === undefined || after === undefined) return 1;
  checkNames(options, before, after);
  let report = diffReleases(before, after, diffOptionsOf(options));
  if (options.against !== undefined) {
    const { findUsages } = await import("./against/usages.js");
    report = {
      ...report,
      usages: findUsages(
        report,
        before,
        readNameOverrides(before.loaded, new Diagnostics()),
        options.against,
      ),
    };
  }
  const text = await print(report, before, after, options, streams);
  if (options.out === undefined) streams.stdout.write(text);
  else writeFileSync(options.out, text);
  return fails(options, report) ? 1 : 0;
}

function fails({ failOn }: RunOptions, { summary: { changes } }: DiffReport): boolean {
  if (failOn === undefined) return false;
  return changes.breaking > 0 || (failOn === "breaking" && changes.stricter > 0);
}

function diffOptionsOf({ operation, event, docs, assertFormats }: RunOptions): DiffOptions {
  return {
    ...(operation && { operations: operation }),
    ...(event && { events: event }),
    ...(docs !== undefined && { docs }),
    ...(assertFormats !== undefined && { assertFormats }),
  };
}

/** Reads one specification. Its warnings are said, since they tell where the comparison is not of the documents as they stand; only errors stop. */
function read(spec: string, label: string, streams: Streams): Release | undefined {
  const diagnostics = new Diagnostics();
  const release = readRelease(spec, diagnostics, label);
  const { folder } = placeOfSpec(spec);
  const sources = { spec: folder, text: (path: string) => release.loaded.file(path)?.text };
  const located = locate(diagnostics.all, release.loaded.file);
  if (located.length > 0) streams.stderr.write(printDiagnostics(located, sources, colorsFor(streams.stderr)));
  return diagnostics.hasErrors ? undefined : release;
}

function checkNames({ operation = [], event = [] }: RunOptions, ...releases: Release[]): void {
  const models = releases.map(({ model }) => model);
  const operations = models.flatMap(({ apis }) =>
    apis.flatMap(({ module, operations: own, webhooks }) =>
      [...own, ...webhooks].flatMap(({ operationId }) => [operationId, `${module}/${operationId}`]),
    ),
  );
  const events = models.flatMap((model) =>
    model.events.flatMap(({ type, subType }) =>
      subType === undefined ? [type] : [type, `${type}$${subType}`],
    ),
  );
  requireKnown("operation", operation, new Set(operations));
  requireKnown("event", event, new Set(events));
}

function requireKnown(kind: string, names: readonly string[], known: ReadonlySet<string>): void {
  for (const name of names)
    if (!known.has(name))
      throw new UsageError(`neither specification has an ${kind} ${name}${didYouMean(name, known)}`);
}

async function print(
  report: DiffReport,
  old: Release,
  next: Release,
  { format, out }: RunOptions,
  { stdout }: Streams,
): Promise<string> {
  switch (format) {
    case "json":
      return printJson(report);
    case "markdown":
      return printMarkdown(report);
    case "html": {
      const { printHtml } = await import("./print/html/page.js");
      return printHtml(report, old, next);
    }
    case "text":
      return printText(report, colorsFor(out === undefined ? stdout : {}));
  }
}
