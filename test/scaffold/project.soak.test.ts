/** Every operation of whole releases, scaffolded, compiles under the strictest flags and its tests pass; after a change of release too. */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { shared } from "../support/shared.js";
import { root } from "./support/project.js";
import { compile, emit, makeProject, runTests } from "./support/strict-project.js";

const releases = shared("matrix-spec");
const data = (release: string): string => `${releases}/${release}/data`;

test("our own specification, every operation", () => {
  const project = makeProject();
  const spec = path.join(root, "schemas");
  emit(project, spec);
  const { operations } = project.scaffold(spec, ["*"]);
  expect(compile(project)).toBe("");
  expect(runTests(project)).toEqual({ passed: operations, failed: 0, skipped: 0 });
  expect(project.plan(spec, ["*"]).changes).toEqual([]);
}, 300_000);

for (const release of ["v1.7", "v1.16", "v1.19"])
  test.skipIf(releases === undefined)(
    `every operation of ${release}`,
    () => {
      const project = makeProject();
      emit(project, data(release));
      const { operations } = project.scaffold(data(release), ["*"]);
      expect(operations).toBeGreaterThan(200);
      expect(compile(project)).toBe("");
      expect(runTests(project)).toEqual({ passed: operations, failed: 0, skipped: 0 });
    },
    300_000,
  );

test.skipIf(releases === undefined)(
  "a release, and then one that has lost and renamed operations",
  () => {
    const project = makeProject();
    emit(project, data("v1.1"));
    const before = project.scaffold(data("v1.1"), ["client-server/*", "server-server/*"]);
    execFileSync("rm", ["-r", path.join(project.folder, "generated")]);
    emit(project, data("v1.19"));
    const after = project.scaffold(data("v1.19"), ["client-server/*", "server-server/*"]);
    expect(compile(project)).toBe("");
    expect(runTests(project)).toEqual({
      passed: after.operations - after.gone.length,
      failed: 0,
      skipped: after.gone.length,
    });
    expect(after.gone.length).toBeGreaterThan(0);
    expect(after.operations).toBeGreaterThan(before.operations);
  },
  300_000,
);
