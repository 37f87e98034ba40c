/** Does what docs/own-emitter.md says, in an empty folder. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import "../support/built.js";
import { followPage } from "./support/follow-page.js";

const folder = mkdtempSync(path.join(tmpdir(), "knockgen-emitter-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the page leads from an empty folder to an emitter that runs, and compiles", () => {
  const printed = followPage("docs/own-emitter.md", folder);
  expect(printed).toContain("matrix is up to date");
  expect(printed).toContain("| m.room.member | state | RoomMemberContent |");
  expect(readFileSync(path.join(folder, "matrix/event-names.ts"), "utf8")).toContain('"m.room.member"');
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    module: "NodeNext",
    target: "ES2022",
    lib: ["ES2023", "DOM"],
    noEmit: true,
    types: [],
  };
  const files = ["knockgen.config.ts", "matrix/event-names.ts"];
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  execFileSync(path.join(folder, "node_modules/.bin/tsc"), [], { cwd: folder, stdio: "inherit" });
});
