/** The configuration: what it sets, what wins over it, and what is said about a bad one. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type Project, project } from "../cli/support.js";

const WARNING = { code: "model/unknown-event-kind", file: "event-schemas/schema/m.test.yaml", pointer: "" };

function configured(config: object | string): Project {
  const made = project();
  const text = typeof config === "string" ? config : JSON.stringify(config, null, 2);
  writeFileSync(path.join(made.folder, "knockgen.config.json"), text);
  return made;
}

/** An event of unknown kind, which causes a warning. */
function withWarning(config: object): Project {
  const made = configured(config);
  const file = path.join(made.folder, "schemas", WARNING.file);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, "title: T\ntype: object\n");
  return made;
}

test("folders and emitters come from the file, and flags win over it", async () => {
  const { here } = configured({ $schema: "any", spec: "schemas", out: "src/matrix", emit: ["types"] });
  expect((await here(["generate"])).stdout).toContain("src/matrix: ");
  expect(await here(["check"])).toMatchObject({ status: 0 });
  expect(await here(["check", "--emit", "validators"])).toMatchObject({ status: 1 });
  expect((await here(["generate", "--out", "other"])).stdout).toContain("other: ");
});

test("paths are relative to the file", async () => {
  const { folder, here } = project();
  mkdirSync(path.join(folder, "config"));
  writeFileSync(path.join(folder, "config/k.yaml"), "spec: ../schemas\nout: ../matrix\nemit: [types]\n");
  expect((await here(["generate", "--config", "config/k.yaml"])).stdout).toContain("matrix: ");
  expect((await here(["check", "--config", "config/k.yaml"])).stdout).toContain("matrix is up to date");
});

test("a setting that is there twice is an error, with both places", async () => {
  const { here } = configured('{ "emit": ["types"],\n  "emit": ["validators"] }');
  const { status, stderr } = await here(["generate"]);
  expect(status).toBe(1);
  expect(stderr).toContain(
    "knockgen.config.json:2:3: error load/repeated-entry: emit is there twice, first in line 1, column 3",
  );
});

test("names of types", async () => {
  const place = "event-schemas/schema/m.room.name.yaml";
  const { folder, here } = configured({ emit: ["types"], names: { [place]: "TitleOfRoom" } });
  expect(await here(["generate"])).toMatchObject({ status: 0 });
  const { stdout } = await here(
    ["validate", "TitleOfRoom", "-", "--out", path.join(folder, "generated")],
    "{}",
  );
  expect(stdout).not.toContain("there is no type");
});

test("files of the project are in the output as they are, a README in place of the usual one", async () => {
  const include = { "README.md": "ABOUT.md", "legal/LICENSE": "LICENSE" };
  const { folder, here } = configured({ emit: ["types"], package: { name: "@me/bell" }, include });
  const put = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  const got = (name: string): string => readFileSync(path.join(folder, "generated", name), "utf8");
  put("ABOUT.md", "# Bells \u200d\n");
  put("LICENSE", "Ring them.\n");
  expect(await here(["generate"])).toMatchObject({ status: 0 });
  expect([got("README.md"), got("legal/LICENSE")]).toEqual(["# Bells \u200d\n", "Ring them.\n"]);
  expect(await here(["check"])).toMatchObject({ status: 0 });
  put("ABOUT.md", "# Bells\n");
  expect((await here(["check"])).stdout).toContain("~ README.md");
  expect((await here(["generate"])).stdout).toContain("0 added, 2 changed");
  expect(got("README.md")).toBe("# Bells\n");
});

test.each([
  [{ LICENSE: "none" }, ":4:5: error config/invalid: include names none, which cannot be read"],
  [{ "../LICENSE": "knockgen.config.json" }, ":3:3: error config/invalid"],
  [{ "a/../b": "knockgen.config.json" }, ":3:3: error config/invalid"],
  [
    { "Manifest.json": "knockgen.config.json" },
    " config/included-twice: include asks for a second manifest.json",
  ],
  [{ "matrix.js": "knockgen.config.json" }, " config/included-twice: include asks for a second matrix"],
])("%j cannot be included", async (include, expected) => {
  const { status, stderr } = await configured({ spec: "schemas", include }).here(["generate"]);
  expect(stderr).toContain(expected);
  expect(status).toBe(1);
});

test.each([
  ['{ "spce": "x" }', ':1:3: error config/invalid: the configuration has no setting "spce"'],
  ['{\n  "emit": ["types", "foo"]\n}', ':2:21: error config/invalid: emit.1 is "foo"'],
  [
    '{ "waivers": [{ "code": "a/b" }] }',
    "error config/invalid: waivers.0 must have required property 'file'",
  ],
  ['{ "out": [', "error load/syntax"],
  ['{ "out": 1 }', ":1:3: error config/invalid: out must be string"],
])("%s", async (text, expected) => {
  const { status, stderr } = await configured(text).here(["generate"]);
  expect(stderr).toContain(`knockgen.config.json${expected.startsWith(":") ? expected : ""}`);
  expect(stderr).toContain(expected);
  expect(status).toBe(1);
});

test("a file that is missing, and two at once", async () => {
  const { folder, here } = configured({});
  expect(await here(["check", "--config", "none.json"])).toMatchObject({ status: 2 });
  expect((await here(["check", "--config", "none.json"])).stderr).toContain("config/missing");
  writeFileSync(path.join(folder, "knockgen.config.yaml"), "{}");
  expect((await here(["check"])).stderr).toContain("config/several");
});

test("a waiver takes a warning away and counts it", async () => {
  const { here } = withWarning({ emit: ["types"], waivers: [{ ...WARNING, reason: "known upstream" }] });
  const first = await here(["generate", "--format", "json"]);
  expect(first).toMatchObject({ status: 0, stderr: "" });
  expect(JSON.parse(first.stdout)).toMatchObject({ waived: 1 });
  // From the record of the last run.
  expect(JSON.parse((await here(["generate", "--format", "json"])).stdout)).toMatchObject({
    waived: 1,
    added: [],
  });
});

test("without it the warning is printed", async () => {
  const { stderr } = await withWarning({ emit: ["types"] }).here(["generate", "--format", "json"]);
  expect(JSON.parse(stderr)).toMatchObject({ code: WARNING.code, pointer: WARNING.pointer });
});

test("a waiver that waives nothing is an error at its place, and nothing is written", async () => {
  const waivers = [{ ...WARNING, pointer: "/title", reason: "was known" }];
  const { here } = withWarning({ emit: ["types"], waivers });
  const { status, stderr } = await here(["generate"]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/knockgen\.config\.json:\d+:\d+: error config\/unused-waiver/);
  expect(await here(["check"])).toMatchObject({ status: 1 });
});
