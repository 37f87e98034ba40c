/** Folders that an earlier version scaffolded, where handlers were constants: `earlier/` is one, as it was written. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/emit.js";
import { copySchemas } from "../support/some-schemas.js";
import type { UserProject } from "./support/project.js";
import { compile, emit, makeProject, runTests } from "./support/strict-project.js";

/** As much of our own specification as its operations need: all of Matrix takes the compiler longer than the rest. */
const spec = temporaryFolder();
copySchemas(spec, ["api/client-server/knocking.yaml", "api/client-server/banning.yaml"]);

function earlierProject(): UserProject {
  const project = makeProject();
  const folder = path.join(import.meta.dirname, "earlier");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    if (name.endsWith(".txt"))
      project.write(`src/${name.slice(0, -4)}`, readFileSync(path.join(folder, name), "utf8"));
  return project;
}

test("only what tests send and how follows, which its user has not touched, and a note says why", () => {
  const { changes, notes } = earlierProject().plan(spec, ["knockRoom"]);
  expect(changes.map(({ path: file }) => file)).toEqual([
    "client-server/knock-room.test.ts",
    "client-server/testing.ts",
  ]);
  expect(notes).toEqual([
    expect.stringContaining("client-server/index.ts: clientServerHandlers is a constant"),
  ]);
});

test("a new operation is written in its form, filled in or not, and everything compiles and runs", () => {
  const project = earlierProject();
  emit(project, spec);
  project.write(
    "src/client-server/index.ts",
    project
      .read("client-server/index.ts")
      .replace("\nexport", "\nconst same = <T,>(x: T): T => x;\nexport")
      .replace("  knockRoom,", "  knockRoom: same(knockRoom),"),
  );
  const handler = project.read("client-server/knock-room.ts");
  project.write(
    "src/client-server/knock-room.ts",
    handler.replace("async () => {", "async () => {\n  // mine"),
  );
  project.scaffold(spec, ["ban"]);
  expect(project.read("client-server/ban.ts")).toContain("export const ban: Handler = async () => {\n");
  expect(project.files().has("client-server/context.ts")).toBe(false);
  expect(compile(project)).toBe("");
  expect(runTests(project)).toEqual({ passed: 2, failed: 0, skipped: 0 });
  expect(project.plan(spec, ["ban"]).changes).toEqual([]);
});

test("once its index is a function, new handlers are factories beside the constants", () => {
  const project = earlierProject();
  project.write(
    "src/client-server/index.ts",
    project
      .read("client-server/index.ts")
      .replace('"./auth.js";', '"./auth.js";\nimport type { Context } from "./context.js";')
      .replace(
        "Handlers: ClientServerHandlers<Auth> = {",
        "Handlers = (context: Context): ClientServerHandlers<Auth> => ({",
      )
      .replace("\n};", "\n});"),
  );
  project.scaffold(spec, ["ban"]);
  expect(project.read("client-server/index.ts")).toContain(
    "({\n  ...unimplemented,\n  ban: ban(context),\n  knockRoom,\n});\n",
  );
  expect(project.read("client-server/ban.ts")).toContain("(_context: Context): Handler =>");
  expect(project.read("client-server/testing.ts")).toContain("export const context: Context");
  expect(project.read("client-server/knock-room.test.ts")).toContain("send({ knockRoom }");
});
