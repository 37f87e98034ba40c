/** Scaffolded code compiles under the strictest flags and its tests pass: at first, and after the specification has changed. */
import { execFileSync, spawnSync } from "node:child_process";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { generate } from "../../generator/pipeline.js";
import { shared } from "../support/shared.js";
import { STRICT } from "../support/type-check.js";
import { root, UserProject } from "./support/project.js";

const releases = shared("matrix-spec");
const data = (release: string): string => `${releases}/${release}/data`;
const projects: UserProject[] = [];
afterAll(() => {
  for (const project of projects) project.remove();
});

function makeProject(): UserProject {
  const project = new UserProject();
  projects.push(project);
  const { module: _, moduleResolution: __, target: ___, types: ____, ...flags } = STRICT;
  const compilerOptions = {
    ...flags,
    module: "NodeNext",
    target: "ES2022",
    types: [],
    isolatedDeclarations: true,
    declaration: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    skipLibCheck: true,
  };
  project.write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["src"] }));
  project.write(
    "vitest.config.js",
    "export default { test: { include: ['src/**/*.test.ts'], isolate: false, pool: 'threads' } };\n",
  );
  return project;
}

function emit(project: UserProject, spec: string): void {
  for (const { path: name, text } of generate({ spec }).files) project.write(`generated/${name}`, text);
}

function compile({ folder }: UserProject): string {
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" }).stdout;
}

function runTests({ folder }: UserProject): { passed: number; failed: number; skipped: number } {
  const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "--root", folder, "--reporter", "json"];
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, VITEST: "" },
  });
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(stdout.slice(stdout.indexOf("{")));
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
}

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
