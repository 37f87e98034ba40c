/** Scaffolded code compiles under the strictest flags and its tests pass. All operations of Matrix are in the soak. */
import path from "node:path";
import { expect, test } from "vitest";
import { compile, emit, makeProject, runTests } from "./support/strict-project.js";

test("requests of every form that OpenAPI has", () => {
  const spec = path.join(import.meta.dirname, "documents/forms.yaml");
  const project = makeProject();
  emit(project, spec);
  const { operations } = project.scaffold(spec, ["*"]);
  expect(operations).toBe(8);
  expect(compile(project)).toBe("");
  expect(runTests(project)).toEqual({ passed: operations, failed: 0, skipped: 0 });
});
