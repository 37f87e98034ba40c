/** The command line at its edges: one prefix, sentences for failures of the system, the right exit code. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { bin } from "../support/built.js";

const folder = mkdtempSync(path.join(tmpdir(), "knockgen-edges-"));
function run(args: readonly string[], input = ""): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, NO_COLOR: "1" };
  return spawnSync(process.execPath, [bin, ...args], { cwd: folder, input, encoding: "utf8", env });
}

test.each([
  ["a file that is not there", ["authorize", "none.jsonl"], "none.jsonl: it does not exist"],
  ["a folder that is not there", ["vectors", "none"], "none: it does not exist"],
  ["a value that is not there", ["validate", "RoomNameEvent", "none.json"], "none.json: it does not exist"],
  ["an unknown option", ["generate", "--nonsense"], "unknown option"],
])("%s is told in a sentence with our prefix, and exit 2", (_, args, sentence) => {
  const { status, stderr } = run(args);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^knockgen: /);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/ENOENT|\bat .*\.js/);
});

test("a specification that does not exist is a wrong call in every command", () => {
  const codes = [
    ["generate", "--spec", "none"],
    ["check", "--spec", "none"],
    ["diff", "none", "none"],
  ];
  expect(codes.map((args) => run(args).status)).toEqual([2, 2, 2]);
});

test("without a specification, the one that is used is named", () => {
  const { status, stderr } = run(["generate", "--out", "out"]);
  expect([status, stderr]).toEqual([0, expect.stringContaining("the one that knockgen brings is used")]);
});

test("validate names the object that lacks a property", () => {
  writeFileSync(path.join(folder, "value.json"), '{"type":"m.room.name","content":{}}');
  const { status, stdout } = run(["validate", "RoomNameEvent", "value.json"]);
  expect(status).toBe(1);
  expect(stdout).toContain('value.json:1:1: content must have the property "name"'.replace(":1:1", ""));
  expect(stdout).toMatch(/: the value must have the property "sender"/);
});
