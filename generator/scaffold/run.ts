/** Runs `knockgen scaffold`: reads the specification, plans, writes, and says what it did. */
import { existsSync } from "node:fs";
import nodePath from "node:path";
import { Diagnostics } from "../diagnostic.js";
import type { LoadOptions } from "../load/loaded-spec.js";
import { understand } from "../pipeline.js";
import { colorsFor } from "../report/colors.js";
import { locate, printDiagnostics } from "../report/diagnostics.js";
import { exitCodeOf } from "../report/exit-code.js";
import { visible } from "../report/visible.js";
import { applyChanges } from "./apply.js";
import { planScaffold } from "./plan.js";
import type { ScaffoldPlan } from "./scaffold-plan.js";
import { selectOperations } from "./select.js";
import { readSubjects } from "./subject.js";
import { type FoundRunner, findRunner } from "./test-runner.js";

export interface ScaffoldOptions extends Pick<LoadOptions, "spec" | "allowOutside" | "names"> {
  readonly dir: string;
  /** A folder, `knockgen/generated`, or a pattern such as `#matrix/*.js`. */
  readonly out?: string;
  readonly format: "text" | "json";
  /** False to write none for new operations. */
  readonly tests?: boolean;
}

/** Exit codes: 0 fine, 1 nothing was written because something is in the way, 2 no such operation or specification. */
export function runScaffold(patterns: readonly string[], options: ScaffoldOptions): number {
  const started = performance.now();
  const { spec, dir, out, format, allowOutside, names, tests = true } = options;
  const diagnostics = new Diagnostics();
  const understood = understand(
    { spec, ...(allowOutside !== undefined && { allowOutside }), ...(names !== undefined && { names }) },
    diagnostics,
  );
  if (diagnostics.hasErrors) {
    const errors = diagnostics.all.filter(({ severity }) => severity === "error");
    const sources = { spec, text: (path: string) => understood.loaded.file(path)?.text };
    process.stderr.write(
      printDiagnostics(locate(errors, understood.loaded.file), sources, colorsFor(process.stderr)),
    );
    return exitCodeOf(errors);
  }
  const apis = readSubjects(understood);
  const selection = selectOperations(patterns, apis);
  const fallback = existsSync("generated") ? "./generated" : "@knockgen/matrix";
  const found = findRunner(dir);
  const plan = planScaffold({
    apis,
    chosen: selection.subjects,
    folder: dir,
    ...(out !== undefined && { out }),
    fallback,
    runner: found.runner,
    tests,
  });
  const problems = [...selection.problems, ...plan.problems];
  if (problems.length > 0) {
    for (const problem of problems) process.stderr.write(`knockgen: ${visible(problem)}\n`);
    process.stderr.write("Nothing was written.\n");
    return plan.problems.length === 0 ? 2 : 1;
  }
  applyChanges(dir, plan.changes);
  report(plan, { dir: nodePath.normalize(dir), found, format }, performance.now() - started);
  return 0;
}

interface Reporting {
  readonly dir: string;
  readonly found: FoundRunner;
  readonly format: "text" | "json";
}

function report(plan: ScaffoldPlan, { dir, found, format }: Reporting, milliseconds: number): void {
  const added = plan.changes.filter(({ before }) => before === undefined).map(({ path }) => path);
  const modified = plan.changes.filter(({ before }) => before !== undefined).map(({ path }) => path);
  const { gone, renamed, notes, operations } = plan;
  if (format === "json") {
    const summary = {
      dir,
      operations,
      added,
      modified,
      renamed,
      gone,
      notes,
      tests: found,
      milliseconds: Math.round(milliseconds),
    };
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  const colors = colorsFor(process.stdout);
  for (const path of added) console.log(colors.green(`  + ${path}`));
  for (const path of modified) console.log(colors.yellow(`  ~ ${path}`));
  for (const { from, to, path } of renamed) console.log(visible(`${path}: ${from} is now called ${to}`));
  for (const { id, path } of gone) console.log(visible(`${path}: ${id} is no longer in the specification`));
  for (const note of notes) console.log(colors.yellow(visible(note)));
  if (added.some((path) => path.endsWith(".test.ts")))
    console.log(visible(`The tests are for ${found.runner}: ${found.why}`));
  const seconds = `${(milliseconds / 1000).toFixed(2)} s`;
  const count = `${operations} operation${operations === 1 ? "" : "s"}`;
  if (added.length + modified.length === 0) console.log(`${dir} is up to date: ${count} (${seconds})`);
  else console.log(`${dir}: ${added.length} added, ${modified.length} changed, of ${count} (${seconds})`);
}
