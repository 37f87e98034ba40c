/** The specification that knockgen brings: users of it are told of nothing that they could not mend. */
import { cpSync } from "node:fs";
import { expect, test } from "vitest";
import { Diagnostics } from "../../generator/diagnostic.js";
import { KNOWN_WARNINGS } from "../../generator/load/known-warnings.js";
import { ownSpec } from "../../generator/package-root.js";
import { understand } from "../../generator/pipeline.js";
import { temporaryFolder } from "../generator/support/emit.js";

function warningsOf(spec: string): object[] {
  const diagnostics = new Diagnostics();
  understand({ spec }, diagnostics);
  return diagnostics.all.map(({ code, origin }) => ({ code, ...origin }));
}

test("nothing is said of it", () => {
  expect(warningsOf(ownSpec)).toEqual([]);
});

test("a copy of its documents, which others may mend, has all the warnings that are known", () => {
  const copy = temporaryFolder();
  cpSync(ownSpec, copy, { recursive: true });
  const byFile = (a: object, b: object): number => JSON.stringify(a).localeCompare(JSON.stringify(b));
  expect(warningsOf(copy).sort(byFile)).toEqual([...KNOWN_WARNINGS].sort(byFile));
});
