/** Documents that differ from Matrix's own, each with what must come of it; they lie beside the project, with what runs them. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import "../support/built.js";
import { shared } from "../support/shared.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const place = shared("documents/run.mjs");
const run = place !== undefined && existsSync(place) ? place : undefined;
if (run === undefined) console.log("skipped: the documents are not beside the project");

test.skipIf(run === undefined)("each is read as it means, or refused by name", () => {
  const { stdout, stderr } = spawnSync(process.execPath, [run ?? ""], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1e8,
    env: { ...process.env, FORCE_COLOR: "0" },
  });
  expect(stdout, stderr).toMatch(/\d+ of \d+ as expected/);
  // A reason follows each that is missed, indented.
  expect(stdout.split("\n").filter((line) => line !== "" && !/^ok |^\d+ of /.test(line))).toEqual([]);
});
