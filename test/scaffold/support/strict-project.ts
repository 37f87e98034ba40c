/** A project of a user whose code is scaffolded, compiled and tested as they would. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { generate } from "../../../generator/pipeline.js";
import { afterFile } from "../../support/after-file.js";
import { STRICT } from "../../support/type-check.js";
import { root, UserProject } from "./project.js";

export function makeProject(): UserProject {
  const project = new UserProject();
  afterFile(() => project.remove());
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

export function emit(project: UserProject, spec: string): void {
  for (const { path: name, text } of generate({ spec }).files) project.write(`generated/${name}`, text);
}

export function compile({ folder }: UserProject): string {
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" }).stdout;
}

export function runTests({ folder }: UserProject): { passed: number; failed: number; skipped: number } {
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
