/** A cache that other users could write to is not used, and a file that was replaced since the last run counts as changed. */
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openCache } from "../../generator/cache/folder.js";
import { writeFolder } from "../generator/support/emit.js";
import { command } from "../support/command.js";

const EVENT = "{ type: object, properties: { content: { properties: { x: { $ref: ../../part.yaml } } } } }";

function project(): string {
  const folder = writeFolder([
    ["package.json", "{}"],
    ["spec/event-schemas/schema/m.a.yaml", EVENT],
    ["spec/part.yaml", "{ type: string }"],
  ]);
  mkdirSync(path.join(folder, "node_modules/.cache/knockgen"), { recursive: true });
  return folder;
}

test
  .skipIf(process.platform === "win32")
  .each(["node_modules", "node_modules/.cache", "node_modules/.cache/knockgen"])(
  "a cache below %s, into which everyone may write, is not used",
  (place) => {
    const folder = project();
    const out = path.join(folder, "out");
    expect(openCache(out)?.path).toContain(path.join(folder, "node_modules/.cache/knockgen"));
    chmodSync(path.join(folder, place), 0o777);
    expect(openCache(out)).toBe(undefined);
  },
);

test("a file that has become a folder since the last run is one that has changed", async () => {
  const folder = project();
  const run = (): ReturnType<typeof command> =>
    command(["generate", "--spec", "spec", "--out", "out", "--emit", "types"], { folder });
  expect((await run()).status).toBe(0);
  const part = path.join(folder, "spec/part.yaml");
  rmSync(part);
  mkdirSync(part);
  const { status, stderr } = await run();
  expect([status, stderr]).toEqual([1, expect.stringContaining("link/unresolved-ref")]);
});
