/** Scaffolded code compiles under the strictest flags and its tests pass. All operations of Matrix are in the soak. */
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeFolder } from "../generator/support/emit.js";
import { UserProject } from "./support/project.js";
import { compile, emit, makeProject, runTests } from "./support/strict-project.js";

test.each([
  ["requests of every form that OpenAPI has", "forms.yaml", 8],
  ["operations and bodies that ask for more than the usual", "demanding.yaml", 13],
])("%s: %s", (_, name, count) => {
  const spec = path.join(import.meta.dirname, "documents", name);
  const project = makeProject();
  emit(project, spec);
  const { operations } = project.scaffold(spec, ["*"]);
  expect(operations).toBe(count);
  expect(compile(project)).toBe("");
  expect(runTests(project)).toEqual({ passed: operations, failed: 0, skipped: 0 });
});

test("TRACE, which the platform does not send, is left to its user", () => {
  const text = `openapi: 3.1.0
info: { title: Trace, version: "1" }
paths: { /trace: { trace: { operationId: follow, responses: { "200": { description: Done. } } } } }
`;
  const project = new UserProject();
  onTestFinished(() => project.remove());
  project.scaffold(writeFolder([["trace.yaml", text]]), ["*"]);
  expect(project.read("trace/follow.test.ts")).toContain(
    "// Not run: the platform's `Request` refuses TRACE.\ntest.skip(",
  );
});
