import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { copySchemas } from "../support/some-schemas.js";
import { project } from "./support.js";

const CORE = "schemas/event-schemas/schema/core-event-schema";
const NAMES = "schemas/names.yaml";
const EVENT = "schemas/event-schemas/schema/m.room.name.yaml";

function read(folder: string, file: string): string {
  return readFileSync(path.join(folder, file), "utf8");
}

function edit(folder: string, file: string, from: string, to: string): void {
  const before = read(folder, file);
  const after = from === "" ? before + to : before.replace(from, () => to);
  expect(after).not.toBe(before);
  writeFileSync(path.join(folder, file), after);
}

test("a run without a change has nothing to do, and one with a change writes what it touches", () => {
  const { folder, run } = project();
  expect(run(["generate"]).stdout).toContain("added");
  const fresh = run(["generate", "--format", "json"]);
  expect(JSON.parse(fresh.stdout)).toMatchObject({ added: [], modified: [], removed: [] });
  appendFileSync(path.join(folder, EVENT), "\nx-note: one\ndescription: A new wording.\n");
  const changed = JSON.parse(run(["generate", "--format", "json"]).stdout);
  expect(changed.modified).toContain("events.ts");
  expect(changed.modified).not.toContain("validators/events.js");
  expect(read(folder, "generated/events.ts")).toContain("A new wording.");
});

test("what is remembered is never wrong: gone, damaged or another generator's, the output is the same", () => {
  const { folder, run } = project();
  run(["generate", "--no-cache", "--out", "plain"]);
  run(["generate"]);
  const cache = path.join(folder, "node_modules/.cache/knockgen");
  const files = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map(({ name }) => name).sort()).toEqual([
    "code-typescript",
    "last-run.json",
    "memo-recent.json",
    "memo.json",
  ]);
  for (const damage of [
    "",
    "{",
    '{"fingerprint":"another","entries":{}}',
    '{"entries":{"type x":[1]}}',
    "[]",
  ]) {
    for (const { parentPath, name } of files) writeFileSync(path.join(parentPath, name), damage);
    appendFileSync(path.join(folder, EVENT), "\n# a comment\n");
    expect(run(["generate"]).status).toBe(0);
  }
  rmSync(cache, { recursive: true });
  run(["generate", "--no-cache", "--out", "plain"]);
  for (const file of ["events.ts", "validators/events.js", "narrow.js", "manifest.json"])
    expect(read(folder, `generated/${file}`)).toBe(read(folder, `plain/${file}`));
});

test("compiled code that is cut short or altered is not run", () => {
  const { folder, run } = project();
  run(["generate"]);
  const cache = path.join(folder, "node_modules/.cache/knockgen");
  const code = path.join(cache, readdirSync(cache)[0] ?? "", "code-typescript");
  const whole = readFileSync(code);
  const altered = Buffer.from(whole);
  altered.writeUInt8((altered.at(-1000) ?? 0) ^ 0xff, altered.length - 1000);
  for (const [index, damaged] of [whole.subarray(0, -1), whole.subarray(0, 20), altered].entries()) {
    writeFileSync(code, damaged);
    edit(folder, EVENT, "      name:\n", `      extra_${index}: {type: string}\n      name:\n`);
    expect(run(["generate"]).status).toBe(0);
    expect(read(folder, "generated/events.ts")).toContain(`extra_${index}?: string`);
    expect(readFileSync(code).equals(damaged)).toBe(false);
  }
});

test("an edit reaches everything that depends on it, and what is remembered never shows", () => {
  const { folder, run } = project();
  copySchemas(path.join(folder, "schemas"), [
    "api/client-server/sync.yaml",
    "api/client-server/room_state.yaml",
    "api/server-server/transactions.yaml",
  ]);
  writeFileSync(path.join(folder, NAMES), "api/client-server/definitions/tag.yaml: RoomTag\n");
  run(["generate"]);
  const edits: readonly (() => void)[] = [
    () => edit(folder, `${CORE}/event.yaml`, "properties:", "properties:\n  everywhere: {type: boolean}"),
    () => edit(folder, `${CORE}/event.yaml`, "{type: boolean}", "{type: boolean, description: Said anew.}"),
    () => edit(folder, NAMES, "", "\nevent-schemas/schema/core-event-schema/event.yaml: Renamed\n"),
    () => edit(folder, NAMES, ": Renamed", ": RenamedAgain"),
    () => edit(folder, `${CORE}/event.yaml`, "everywhere: {type: boolean", "everywhere: {type: integer"),
  ];
  for (const change of edits) {
    change();
    expect(run(["generate"]).status).toBe(0);
    expect(run(["generate", "--no-cache", "--out", "plain"]).status).toBe(0);
    for (const file of ["events.ts", "client-server.ts", "validators/events.js", "manifest.json"])
      expect(read(folder, `generated/${file}`) === read(folder, `plain/${file}`), file).toBe(true);
  }
  expect(read(folder, "generated/events.ts")).toContain("everywhere?: number");
});

test("a file of the output that somebody changed is written anew", () => {
  const { folder, run } = project();
  run(["generate"]);
  const before = read(folder, "generated/events.ts");
  appendFileSync(path.join(folder, "generated/events.ts"), "// by hand\n");
  expect(run(["check"]).status).toBe(1);
  expect(run(["generate"]).stdout).toContain("~ events.ts");
  expect(read(folder, "generated/events.ts")).toBe(before);
  expect(run(["check"]).status).toBe(0);
});

test("files that are not ours stay, and none is overwritten", () => {
  const { folder, run } = project();
  mkdirSync(path.join(folder, "generated/deep"), { recursive: true });
  writeFileSync(path.join(folder, "generated/deep/mine.txt"), "mine");
  expect(run(["generate"]).status).toBe(0);
  expect(read(folder, "generated/deep/mine.txt")).toBe("mine");
  mkdirSync(path.join(folder, "other"));
  writeFileSync(path.join(folder, "other/events.ts"), "export const mine = 1;\n");
  const refused = run(["generate", "--out", "other"]);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain("events.ts");
  expect(readdirSync(path.join(folder, "other"))).toEqual(["events.ts"]);
});

test("an error leaves the old output whole, and a killed swap is mended", () => {
  const { folder, run } = project();
  run(["generate"]);
  const before = read(folder, "generated/manifest.json");
  writeFileSync(path.join(folder, EVENT), "type: [unclosed\n");
  const failed = run(["generate"]);
  expect(failed.status).toBe(1);
  expect(failed.stderr).toMatch(/m\.room\.name\.yaml:\d+:\d+: error load\/syntax/);
  expect(read(folder, "generated/manifest.json")).toBe(before);
  // Killed between the two renames: the old folder lies under its other name.
  rmSync(path.join(folder, "generated.knockgen-old"), { recursive: true, force: true });
  writeFileSync(path.join(folder, "marker"), "");
  const { renameSync } = process.getBuiltinModule("node:fs");
  renameSync(path.join(folder, "generated"), path.join(folder, "generated.knockgen-old"));
  run(["generate"]);
  expect(read(folder, "generated/manifest.json")).toBe(before);
  expect(existsSync(path.join(folder, "generated.knockgen-old"))).toBe(false);
});

test("wrong calls exit with 2", () => {
  const { run } = project();
  expect(run(["generate", "--emit", "poems"]).status).toBe(2);
  expect(run(["nonsense"]).status).toBe(2);
  expect(run(["generate", "--spec", "nowhere"]).status).toBe(2);
  expect(run(["--help"]).status).toBe(0);
});

test("an output folder that cannot be one", () => {
  const { folder, run } = project();
  writeFileSync(path.join(folder, "file"), "mine");
  for (const out of [".", "..", "/", "file", "file/in"]) {
    const { status, stderr } = run(["generate", "--out", out]);
    expect({ out, status }).toEqual({ out, status: 1 });
    expect(stderr).toMatch(/Name a folder of its own|Choose another folder|cannot be written/);
  }
  expect(readdirSync(folder).sort()).toEqual(["file", "node_modules", "schemas"]);
  expect(run(["generate", "--emit", ""]).status).toBe(2);
  expect(run(["generate", "--only", "nothing"]).stderr).toContain("load/unknown-api");
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
