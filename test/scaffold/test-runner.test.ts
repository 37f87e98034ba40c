/** Scaffolded tests are for the runner that the project has. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findRunner } from "../../generator/scaffold/test-runner.js";
import { temporaryFolder } from "../generator/support/emit.js";
import { bin } from "../support/built.js";
import { command } from "../support/command.js";
import { copySchemas } from "../support/some-schemas.js";
import { UserProject } from "./support/project.js";

const spec = temporaryFolder();
copySchemas(spec, ["api/client-server/knocking.yaml", "api/server-server/knocks.yaml"]);

function projectWith(manifest: unknown): UserProject {
  const project = new UserProject();
  onTestFinished(() => project.remove());
  project.write("package.json", typeof manifest === "string" ? manifest : JSON.stringify(manifest));
  return project;
}

test.each([
  [{ devDependencies: { vitest: "4" } }, "vitest", "package.json has it in devDependencies"],
  [{ dependencies: { jest: "30" } }, "jest", "package.json has it in dependencies"],
  [{ scripts: { test: "node --import tsx --test" } }, "node:test", "has --test"],
  [{ scripts: { test: "jest --ci" }, devDependencies: { vitest: "4" } }, "jest", "the test script"],
  [{ scripts: { test: "tsc && vitest run" } }, "vitest", "the test script"],
  [{ scripts: { test: 1 }, devDependencies: ["jest"] }, "vitest", "npm i -D vitest"],
  [{}, "vitest", "npm i -D vitest"],
  ["{ not JSON", "vitest", "npm i -D vitest"],
  ["null", "vitest", "npm i -D vitest"],
])("%j", (manifest, runner, why) => {
  const found = findRunner(projectWith(manifest).handlers);
  expect(found.runner).toBe(runner);
  expect(found.why).toContain(why);
});

test("a package of a workspace has the runner of its root", () => {
  const project = projectWith({ devDependencies: { jest: "30" } });
  project.write("src/package.json", '{ "name": "part" }');
  expect(findRunner(path.join(project.handlers, "not-yet-there")).runner).toBe("jest");
});

test.each([
  [{ devDependencies: { jest: "30" } }, 'import { expect, test } from "@jest/globals";\n'],
  [{ scripts: { test: "node --test" } }, 'import { test } from "node:test";\n'],
])("a test for %j, which a change of runner writes anew, and an operation that is gone", (manifest, line) => {
  const project = projectWith(manifest);
  project.scaffold(spec, ["knockRoom", "makeKnock"]);
  expect(project.read("client-server/knock-room.test.ts")).toContain(line);
  expect(project.plan(spec, ["knockRoom"]).changes).toEqual([]);
  project.write("package.json", '{ "devDependencies": { "vitest": "4" } }');
  project.scaffold(spec, []);
  expect(project.read("client-server/knock-room.test.ts")).toContain('from "vitest"');
  project.write("package.json", JSON.stringify(manifest));
  project.scaffold(spec, []);
  const gone = project.planSubjects([], []).changes.find(({ path: name }) => name.endsWith("room.test.ts"));
  expect(gone?.after).toContain("whenGone");
  expect(gone?.after).not.toContain('"vitest"');
});

test("the command line says which runner, and why", async () => {
  const project = projectWith({ devDependencies: { jest: "30" } });
  const run = async (...more: string[]): Promise<string> => {
    const args = ["scaffold", "knockRoom", "--dir", project.handlers, "--spec", spec, ...more];
    return (await command(args, { folder: project.folder })).stdout;
  };
  expect(await run()).toContain("The tests are for jest: package.json has it in devDependencies\n");
  expect(project.files().has("client-server/knock-room.test.ts")).toBe(true);
  expect(JSON.parse(await run("--format", "json")).tests).toEqual({
    runner: "jest",
    why: "package.json has it in devDependencies",
  });
});

test("--no-tests writes handlers only", () => {
  const project = projectWith({});
  const args = ["scaffold", "knockRoom", "--dir", project.handlers, "--spec", spec, "--no-tests"];
  expect(spawnSync(process.execPath, [bin, ...args], { cwd: project.folder }).status).toBe(0);
  expect([...project.files().keys()]).toEqual([
    "client-server/auth.ts",
    "client-server/context.ts",
    "client-server/index.ts",
    "client-server/knock-room.ts",
    "index.ts",
  ]);
});
