/** Decides what becomes of each file, without touching any: operations that are new, known, renamed, or gone. */
import nodePath from "node:path";
import { Parser, readExisting } from "./existing.js";
import { Outcome } from "./outcome.js";
import { planApi } from "./plan-api.js";
import { planIndex } from "./plan-index.js";
import { inferPlace } from "./retarget.js";
import type { ApiSubjects, ScaffoldPlan, Subject } from "./scaffold-plan.js";
import { type GeneratedPlace, generatedPlace } from "./specifiers.js";
import type { TestRunner } from "./test-runner.js";

export interface PlanOptions {
  /** Every operation of the specification. */
  readonly apis: readonly ApiSubjects[];
  /** Those that are to have files. */
  readonly chosen: readonly Subject[];
  /** The user's folder. */
  readonly folder: string;
  /** Where the generated code is; when missing, where the files that are there have it, or else `fallback`. */
  readonly out?: string;
  readonly fallback: string;
  readonly runner: TestRunner;
  /** False where the project tests its handlers in another way. */
  readonly tests: boolean;
}

export function planScaffold({
  apis,
  chosen,
  folder,
  out,
  fallback,
  runner,
  tests,
}: PlanOptions): ScaffoldPlan {
  const existing = readExisting(folder);
  const outcome = new Outcome(nodePath.resolve(folder), existing.problems);
  const place = out === undefined ? undefined : generatedPlace(out);
  const parser = new Parser();
  const known = new Set(apis.map(({ api }) => api));
  // An API may be gone as a whole; `--only` is not offered, so that nothing else looks like it.
  const lost = existing.files
    .filter(({ marker }) => marker.kind === "api" && !known.has(marker.id))
    .map(({ marker }) => ({ api: marker.id, subjects: [] }));
  const planned: string[] = [];
  let isNew = false;
  for (const { api, subjects } of [...apis, ...lost]) {
    const wanted = chosen.filter((subject) => subject.api === api);
    const present = existing.find("api", api);
    if (present === undefined && wanted.length === 0) continue;
    planned.push(api);
    isNew ||= present === undefined;
    const inferred = present && inferPlace(present.source, api, outcome.folderOf(present.path));
    const generated: GeneratedPlace = place ?? inferred ?? generatedPlace(fallback);
    planApi({ api, subjects, wanted, existing, place: generated, parser, outcome, runner, tests });
  }
  planIndex(planned, { existing, outcome, isNew });
  return outcome.plan();
}
