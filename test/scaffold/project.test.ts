/** Scaffolded code compiles under the strictest flags and its tests pass. All operations are in the soak. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { copySchemas } from "../support/some-schemas.js";
import { compile, emit, makeProject, runTests } from "./support/strict-project.js";

/** Every form of body, answer and security is among them. */
const SOME = [
  "api/client-server/knocking.yaml",
  "api/client-server/content-repo.yaml",
  "api/client-server/create_room.yaml",
  "api/client-server/login.yaml",
  "api/client-server/profile.yaml",
  "api/client-server/voip.yaml",
  "api/server-server/knocks.yaml",
  "api/server-server/content_repository.yaml",
  "api/server-server/transactions.yaml",
];

test("operations of every form", () => {
  const spec = mkdtempSync(path.join(tmpdir(), "knockgen-spec-"));
  onTestFinished(() => rmSync(spec, { recursive: true }));
  copySchemas(spec, SOME);
  const project = makeProject();
  emit(project, spec);
  const { operations } = project.scaffold(spec, ["*"]);
  expect(operations).toBeGreaterThan(20);
  expect(compile(project)).toBe("");
  expect(runTests(project)).toEqual({ passed: operations, failed: 0, skipped: 0 });
  expect(project.plan(spec, ["*"]).changes).toEqual([]);
});

test("requests of every form that OpenAPI has", () => {
  const spec = path.join(import.meta.dirname, "documents/forms.yaml");
  const project = makeProject();
  emit(project, spec);
  const { operations } = project.scaffold(spec, ["*"]);
  expect(operations).toBe(8);
  expect(compile(project)).toBe("");
  expect(runTests(project)).toEqual({ passed: operations, failed: 0, skipped: 0 });
});
