/** The bundle of the command line: it finds all that lies beside its modules, and knows itself in a stack. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { writeFolder } from "../generator/support/emit.js";
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
