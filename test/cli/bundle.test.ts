/** The bundle of the command line: it finds all that lies beside its modules, and knows itself in a stack. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder, writeFolder } from "../generator/support/emit.js";
import { bin } from "../support/built.js";

const folder = path.dirname(bin);
const texts: readonly string[] = readdirSync(folder).map((file) =>
  readFileSync(path.join(folder, file), "utf8"),
);

test("the places that its modules look for files in are there, and the thread is its own", () => {
  const places = texts.flatMap((text) =>
    [...text.matchAll(/new URL\("([^"]+)", import\.meta\.url\)/g)].map(([, place = ""]) => place),
  );
  expect(places).toEqual(expect.arrayContaining(["../generator/emit/types/emit-types.js", "worker.js"]));
  expect(places.filter((place) => !existsSync(path.join(folder, place)))).toEqual([]);
});

test("it needs no module of ours outside", () => {
  expect(texts.filter((text) => /(?:from|import\() ?"#(?:generator|inspect)\//.test(text))).toEqual([]);
});

test("it knows the code that it was made of", async () => {
  const { hashOfCode } = await import(path.join(folder, "../generator/cache/hash-of-code.js"));
  expect(texts.filter((text) => text.includes(hashOfCode())).length).toBe(1);
});

test("the code changes with what is emitted as it is, declarations too, and with no other declarations", async () => {
  const copy = path.join(temporaryFolder(), "generator");
  cpSync(path.join(folder, "../generator"), copy, { recursive: true });
  const { hashOfCode } = await import(path.join(copy, "cache/hash-of-code.js"));
  const before = hashOfCode();
  const changedBy = (file: string): boolean => {
    const text = readFileSync(path.join(copy, file), "utf8");
    writeFileSync(path.join(copy, file), `${text}\n`);
    const changed = hashOfCode() !== before;
    writeFileSync(path.join(copy, file), text);
    return changed;
  };
  const files = ["emit/runtime/router.js", "emit/runtime/router.d.ts", "hash.js", "hash.d.ts"];
  expect(files.map(changedBy)).toEqual([true, true, true, false]);
});

test("a run that has nothing to do loads a handful of its files", () => {
  const project = writeFolder([
    ["node_modules/.keep", ""],
    ["schemas/event-kinds.yaml", "m.lamp: [state]\n"],
    ["schemas/event-schemas/schema/m.lamp.yaml", "properties: { type: { enum: [m.lamp] } }\n"],
    ["count.mjs", 'import { register } from "node:module"; register("./load.mjs", import.meta.url);'],
    [
      "load.mjs",
      `import { writeSync } from "node:fs";
      export const load = (url, context, next) => (writeSync(1, "loads " + url + "\\n"), next(url, context));`,
    ],
  ]);
  const run = (): string =>
    spawnSync(process.execPath, ["--import", "./count.mjs", bin, "generate", "--out", "out"], {
      cwd: project,
      encoding: "utf8",
    }).stdout;
  run();
  const said = run();
  expect(said).toContain("out is up to date");
  const loaded = [...said.matchAll(/^loads file:.*\/(.*)$/gm)].map(([, file]) => file);
  expect(loaded.length).toBeLessThan(10);
});

test("what an emitter of a project has our code throw is told at the emitter's place", () => {
  const config = `export default { out: "out", emit: ["types", "odd"],
  plugins: [{ name: "odd", emit: ({ names }) =>
    names.operation({}) }] };\n`;
  const project = writeFolder([
    ["knockgen.config.mjs", config],
    ["schemas/event-kinds.yaml", "m.lamp: [state]\n"],
    ["schemas/event-schemas/schema/m.lamp.yaml", "properties: { type: { enum: [m.lamp] } }\n"],
  ]);
  const { stderr } = spawnSync(process.execPath, [bin, "generate"], { cwd: project, encoding: "utf8" });
  expect(stderr).toContain("(at knockgen.config.mjs:3:11)");
});
