/** A user's project in a temporary folder, scaffolded in this process. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Diagnostics } from "../../../generator/diagnostic.js";
import { understand } from "../../../generator/pipeline.js";
import { applyChanges } from "../../../generator/scaffold/apply.js";
import { planScaffold } from "../../../generator/scaffold/plan.js";
import type { ApiSubjects, ScaffoldPlan, Subject } from "../../../generator/scaffold/scaffold-plan.js";
import { selectOperations } from "../../../generator/scaffold/select.js";
import { readSubjects } from "../../../generator/scaffold/subject.js";
import { findRunner } from "../../../generator/scaffold/test-runner.js";

export const root: string = path.resolve(import.meta.dirname, "../../..");

const specs = new Map<string, readonly ApiSubjects[]>();

/** Content of a specification; read once. */
export function subjectsOf(spec: string): readonly ApiSubjects[] {
  const known = specs.get(spec) ?? readSubjects(understand({ spec }, new Diagnostics()));
  specs.set(spec, known);
  return known;
}

export class UserProject {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), "knockgen-scaffold-"));
  readonly handlers: string = path.join(this.folder, "src");

  constructor() {
    mkdirSync(this.handlers);
    symlinkSync(path.join(root, "node_modules"), path.join(this.folder, "node_modules"));
    this.write("package.json", `{ "type": "module", "devDependencies": { "vitest": "3" } }\n`);
  }

  plan(spec: string, patterns: readonly string[], out?: string): ScaffoldPlan {
    const apis = subjectsOf(spec);
    const { subjects, problems } = selectOperations(patterns, apis);
    if (problems.length > 0) throw new Error(problems.join("\n"));
    return this.planSubjects(apis, subjects, out);
  }

  planSubjects(apis: readonly ApiSubjects[], chosen: readonly Subject[], out?: string): ScaffoldPlan {
    const fallback = path.join(this.folder, "generated");
    const { runner } = findRunner(this.handlers);
    return planScaffold({
      apis,
      chosen,
      folder: this.handlers,
      ...(out !== undefined && { out }),
      fallback,
      runner,
      tests: true,
    });
  }

  scaffold(spec: string, patterns: readonly string[]): ScaffoldPlan {
    const plan = this.plan(spec, patterns);
    if (plan.problems.length > 0) throw new Error(plan.problems.join("\n"));
    applyChanges(this.handlers, plan.changes);
    return plan;
  }

  /** By path relative to the handlers' folder. */
  files(): Map<string, string> {
    const names = readdirSync(this.handlers, { recursive: true, encoding: "utf8" });
    return new Map(
      names
        .filter((name) => name.endsWith(".ts"))
        .sort()
        .map((name) => [name, readFileSync(path.join(this.handlers, name), "utf8")] as const),
    );
  }

  read(name: string): string {
    return readFileSync(path.join(this.handlers, name), "utf8");
  }

  /** Relative to the project's folder. */
  write(name: string, text: string): void {
    mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
    writeFileSync(path.join(this.folder, name), text);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
