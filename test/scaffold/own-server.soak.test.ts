/** Our own server is what `scaffold` writes: it finds its handlers, changes none of them, and adds to them. */
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { applyChanges } from "../../generator/scaffold/apply.js";
import { planScaffold } from "../../generator/scaffold/plan.js";
import type { ScaffoldPlan, Subject } from "../../generator/scaffold/scaffold-plan.js";
import { root, subjectsOf, UserProject } from "./support/project.js";
import { compile } from "./support/strict-project.js";

const server = path.join(root, "server");
const apis = subjectsOf(path.join(root, "schemas"));

function plan(folder: string, chosen: readonly Subject[]): ScaffoldPlan {
  const place = { out: "@knockgen/matrix", fallback: "" };
  return planScaffold({ apis, chosen, folder, ...place, runner: "vitest", tests: false });
}

test("it is up to date: comments, types and imports of handlers follow schemas/", () => {
  const { changes, problems, notes, operations } = plan(server, []);
  const stale = changes.map(
    ({ path: file }) => `server/${file} is stale: npm run scaffold, then npm run format`,
  );
  expect([...stale, ...problems, ...notes]).toEqual([]);
  expect(operations).toBeGreaterThan(60);
});

/** An operation of an API that the server does not have yet. */
function missingFrom(name: string): Subject {
  const handlers = readFileSync(path.join(server, name, "handlers.ts"), "utf8");
  const subject = apis
    .find(({ api }) => api === name)
    ?.subjects.find(({ member }) => !new RegExp(`\\b${member}\\b`).test(handlers));
  if (subject === undefined)
    throw new Error(`every operation of ${name} is there: this test is no longer needed`);
  return subject;
}

test("a new operation of each API is added, not twice, and the server compiles with both", () => {
  const project = new UserProject();
  onTestFinished(() => project.remove());
  const copy = path.join(project.folder, "server");
  cpSync(server, copy, { recursive: true, filter: (file) => !/[\\/](?:dist|node_modules)$/.test(file) });
  project.write(
    "tsconfig.json",
    JSON.stringify({
      extends: path.join(root, "tsconfig.json"),
      compilerOptions: { composite: false, noEmit: true },
      references: [],
      files: ["server/index.ts"],
    }),
  );
  for (const name of ["client-server", "server-server"]) {
    const chosen = [missingFrom(name)];
    const { changes, problems } = plan(copy, chosen);
    expect(problems).toEqual([]);
    expect(changes).toHaveLength(2);
    expect(changes.filter(({ before }) => before === undefined)).toHaveLength(1);
    applyChanges(copy, changes);
    expect(plan(copy, chosen).changes).toEqual([]);
  }
  expect(compile(project)).toBe("");
});
