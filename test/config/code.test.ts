/** A configuration that is a program: where its mistakes are, what it may import, and that an edit is seen. */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { EMITTER_NAMES } from "../../generator/emit/emitters.js";
import { writeFolder } from "../generator/support/emit.js";
import { root } from "../support/built.js";

/** Texts of configurations by name; each is read, then written anew from `edits` and read again. */
const FILES = {
  "plain.ts":
    'import { defineConfig } from "knockgen";\nexport default defineConfig({ out: "here", emit: ["types"] });\n',
  "plain.mjs": 'export default { out: "here" };\n',
  "plain.js": "module.exports = { out: 'here' };\n",
  "promise.mjs": 'export default Promise.resolve({ out: "here" });\n',
  "typo.ts": 'export default {\n  spec: "a",\n  spce: "b",\n} satisfies object;\n',
  "type.ts":
    'import { defineConfig } from "knockgen";\nexport default defineConfig({\n  out: 1 as never,\n});\n',
  "emit.ts": 'export default {\n  emit: [\n    "types",\n    "typs",\n  ],\n};\n',
  "waiver.ts": 'export default { waivers: [{\n  code: "a/b" }] };\n',
  "plugin.ts":
    'const emit = () => [];\nexport default { plugins: [\n  { name: "types", emit },\n  { name: "A b", emit },\n  { name: "c", emti: emit, emit },\n  { name: "d", emit, needs: ["typs"] },\n  { name: "e" },\n  7,\n] };\n',
  "list.ts": "export default [];\n",
  "plugins.ts": "export default { plugins: {} };\n",
  "nothing.ts": "export const config = {};\n",
  "syntax.ts": "export default {\n  out: : 1,\n};\n",
  "throws.ts": 'interface A { a: 1 }\n\nthrow new Error("not today");\n',
  "missing.ts": 'import "./none.js";\nexport default {};\n',
  "imports.ts":
    'import { out } from "./parts/out.js";\nimport data from "./parts/data.json" with { type: "json" };\nimport { more } from "./parts/more";\nexport default { out: out + data.a + more };\n',
  "parts/out.ts": 'export const out: string = "a";\n',
  "parts/more.ts": 'import "node:fs";\nexport const more: string = await Promise.resolve("c");\n',
  "parts/data.json": '{ "a": "b" }\n',
};
const folder = writeFolder(Object.entries(FILES));

interface Reading {
  readonly out?: string;
  readonly files?: readonly string[];
  readonly said: readonly string[];
}

const PROGRAM = `
import { writeFileSync } from "node:fs";
import { findConfig } from ${JSON.stringify(path.join(root, "dist/generator/config/find.js"))};
import { Diagnostics } from ${JSON.stringify(path.join(root, "dist/generator/diagnostic.js"))};
async function read(name) {
  const diagnostics = new Diagnostics();
  const file = await findConfig(name, diagnostics);
  const said = diagnostics.all.map(({ code, message, line, column }) => code + " " + (line === undefined ? "" : line + ":" + column + " ") + message);
  return { said, out: file?.config.out, files: file?.files };
}
const names = process.argv.slice(1);
const readings = {};
for (const name of names) readings[name] = await read(name);
writeFileSync("parts/out.ts", 'export const out = "A";');
writeFileSync("parts/data.json", '{ "a": "B" }');
readings.again = await read("imports.ts");
process.stdout.write(JSON.stringify(readings));
`;

const names = Object.keys(FILES).filter((name) => !name.includes("/"));
const readings: { readonly [name: string]: Reading } = JSON.parse(
  execFileSync(process.execPath, ["--input-type=module", "-e", PROGRAM, ...names], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }),
);
const said = (name: string): readonly string[] => readings[name]?.said ?? [];

test("TypeScript, modules and CommonJS are read", () => {
  for (const name of ["plain.ts", "plain.mjs", "plain.js", "promise.mjs"])
    expect(readings[name], name).toMatchObject({ out: "here", said: [] });
});

test.each([
  ["typo.ts", ['config/invalid 3:3 the configuration has no setting "spce"; did you mean spec?']],
  ["type.ts", ["config/invalid 3:3 out must be string"]],
  [
    "emit.ts",
    [`config/invalid 4:5 emit.1 is "typs", and not one of ${EMITTER_NAMES.join(", ")}; did you mean types?`],
  ],
  ["list.ts", ["config/invalid 1:16 the configuration must be object"]],
  ["plugins.ts", ["config/invalid 1:18 plugins must be array"]],
  ["nothing.ts", ["config/failed the configuration has no default export"]],
])("%s: the mistake has its place", (name, expected) => {
  expect(said(name)).toEqual(expected);
});

test("mistakes of waivers and of emitters have theirs", () => {
  expect(said("waiver.ts")[0]).toMatch(/^config\/invalid 1:28 waivers\.0 must have required property/);
  expect(said("plugin.ts")).toEqual([
    'config/invalid 3:5 plugins.0.name is "types", as another emitter is',
    "config/invalid 4:5 plugins.1.name must be a string of lower-case letters, digits and hyphens",
    'config/invalid 5:3 plugins.2 has no setting "emti"; did you mean emit?',
    "config/invalid 7:3 plugins.4.emit must be a function",
    "config/invalid 8:3 plugins.5 is not an emitter: defineEmitter makes one",
    'config/invalid 6:22 plugins.3.needs names "typs", which is no emitter; did you mean types?',
  ]);
});

test("a program that fails says where", () => {
  expect(said("syntax.ts")[0]).toMatch(/^config\/failed the configuration threw: .*syntax\.ts:2:8: /);
  expect(said("throws.ts")).toEqual(["config/failed the configuration threw: not today (at throws.ts:3:7)"]);
  expect(said("missing.ts")[0]).toMatch(/none\.js/);
});

test("what it imports is known, and is read anew", () => {
  expect(readings["imports.ts"]).toMatchObject({ out: "abc", said: [] });
  expect(readings["imports.ts"]?.files?.map((file) => path.relative(folder, file)).sort()).toEqual([
    "imports.ts",
    "parts/data.json",
    "parts/more.ts",
    "parts/out.ts",
  ]);
  expect(readings.again).toMatchObject({ out: "ABc", said: [] });
});
