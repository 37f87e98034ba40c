import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { project, read } from "./support.js";

const EVENT = "schemas/event-schemas/schema/m.room.name.yaml";

test("a run without a change has nothing to do, and one with a change writes what it touches", async () => {
  const { folder, here } = project();
  expect((await here(["generate"])).stdout).toContain("added");
  const fresh = await here(["generate", "--format", "json"]);
  expect(JSON.parse(fresh.stdout)).toMatchObject({ added: [], modified: [], removed: [] });
  appendFileSync(path.join(folder, EVENT), "\nx-note: one\ndescription: A new wording.\n");
  const changed = JSON.parse((await here(["generate", "--format", "json"])).stdout);
  expect(changed.modified).toContain("events.ts");
  expect(changed.modified).not.toContain("validators/events.js");
  expect(read(folder, "generated/events.ts")).toContain("A new wording.");
});

test("a file of the output that somebody changed is written anew", async () => {
  const { folder, here } = project();
  await here(["generate"]);
  const before = read(folder, "generated/events.ts");
  appendFileSync(path.join(folder, "generated/events.ts"), "// by hand\n");
  expect((await here(["check"])).status).toBe(1);
  expect((await here(["generate"])).stdout).toContain("~ events.ts");
  expect(read(folder, "generated/events.ts")).toBe(before);
  expect((await here(["check"])).status).toBe(0);
});

test("files that are not ours stay, and none is overwritten", async () => {
  const { folder, here } = project();
  mkdirSync(path.join(folder, "generated/deep"), { recursive: true });
  writeFileSync(path.join(folder, "generated/deep/mine.txt"), "mine");
  expect((await here(["generate"])).status).toBe(0);
  expect(read(folder, "generated/deep/mine.txt")).toBe("mine");
  mkdirSync(path.join(folder, "other"));
  writeFileSync(path.join(folder, "other/events.ts"), "export const mine = 1;\n");
  const refused = await here(["generate", "--out", "other"]);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain("events.ts");
  expect(readdirSync(path.join(folder, "other"))).toEqual(["events.ts"]);
});

test("an error leaves the old output whole, and a killed swap is mended", async () => {
  const { folder, here } = project();
  await here(["generate"]);
  const before = read(folder, "generated/manifest.json");
  writeFileSync(path.join(folder, EVENT), "type: [unclosed\n");
  const failed = await here(["generate"]);
  expect(failed.status).toBe(1);
  expect(failed.stderr).toMatch(/m\.room\.name\.yaml:\d+:\d+: error load\/syntax/);
  expect(read(folder, "generated/manifest.json")).toBe(before);
  // Killed between the two renames: the old folder lies under its other name.
  rmSync(path.join(folder, "generated.knockgen-old"), { recursive: true, force: true });
  writeFileSync(path.join(folder, "marker"), "");
  const { renameSync } = process.getBuiltinModule("node:fs");
  renameSync(path.join(folder, "generated"), path.join(folder, "generated.knockgen-old"));
  await here(["generate"]);
  expect(read(folder, "generated/manifest.json")).toBe(before);
  expect(existsSync(path.join(folder, "generated.knockgen-old"))).toBe(false);
});

test("wrong calls exit with 2", async () => {
  const { here } = project();
  expect((await here(["generate", "--emit", "poems"])).status).toBe(2);
  expect((await here(["nonsense"])).status).toBe(2);
  expect((await here(["generate", "--spec", "nowhere"])).status).toBe(2);
  expect((await here(["--help"])).status).toBe(0);
});

test("an output folder that cannot be one", async () => {
  const { folder, here } = project();
  writeFileSync(path.join(folder, "file"), "mine");
  for (const out of [".", "..", "/", "file", "file/in"]) {
    const { status, stderr } = await here(["generate", "--out", out]);
    expect({ out, status }).toEqual({ out, status: 1 });
    expect(stderr).toMatch(/Name a folder|Choose another folder|cannot be written/);
  }
  expect(readdirSync(folder).sort()).toEqual(["file", "node_modules", "schemas"]);
  expect((await here(["generate", "--emit", ""])).status).toBe(2);
  expect((await here(["generate", "--only", "nothing"])).stderr).toContain("load/unknown-api");
});

test("runs at the same time leave what one of them writes", async () => {
  const { folder, run, start } = project();
  cpSync(path.join(folder, "schemas"), path.join(folder, "other"), { recursive: true });
  rmSync(path.join(folder, EVENT.replace("schemas", "other")));
  const specs = ["schemas", "other", "schemas", "other"];
  const generate = (spec: string): Promise<number | null> =>
    start(["generate", "--no-cache", "--spec", spec]);
  expect(await Promise.all(specs.map(generate))).toEqual([0, 0, 0, 0]);
  const found = ["schemas", "other"].map((spec) => run(["check", "--no-cache", "--spec", spec]).status);
  expect(found.sort()).toEqual([0, 1]);
  expect(readdirSync(folder).sort()).toEqual(["generated", "node_modules", "other", "schemas"]);
});
