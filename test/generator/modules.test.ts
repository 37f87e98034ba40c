/** Two folders or files whose names make one module are told of; one name in two places is one API. */
import { expect, test } from "vitest";
import { Diagnostics } from "../../generator/diagnostic.js";
import { findApis, findDocuments } from "../../generator/load/find.js";
import { moduleOf, moduleOfDescription } from "../../generator/load/module-name.js";
import { checkModules } from "../../generator/name/modules.js";
import { emit, writeFolder } from "./support/emit.js";

/** Paths alone, since a file system may take two of them for one. */
function problemsOf(...paths: readonly string[]): readonly string[] {
  const diagnostics = new Diagnostics();
  const apis = paths.map((path) => ({
    path,
    module: moduleOfDescription(path),
    value: null,
    referredTo: false,
  }));
  checkModules({ apis, events: [], schemas: new Map(), originOf: () => undefined }, diagnostics);
  return diagnostics.all.map(({ code, origin }) => `${code} ${origin?.file}`);
}

test.each([
  ["letters that no name of a file has", "api/a b/x.yaml", "api/a-b/x.yaml"],
  ["the case of letters", "api/Shop/x.yaml", "api/shop/x.yaml"],
  ["the case of a letter within a word", "api/shOp/x.yaml", "api/shop/x.yaml"],
  ["the form of an accent", "api/caf\u00e9/x.yaml", "api/cafe\u0301/x.yaml"],
  ["what code leaves out", "api/a.b/x.yaml", "api/a_b/x.yaml"],
  ["words that code joins", "api/aB/x.yaml", "api/a-b/x.yaml"],
  ["a name that was taken", "client.yaml", "client-api.yaml"],
  ["a module of one name that is written otherwise", "api/a.b/x.yaml", "a.b.yaml"],
  ["a folder of such a name", "api/a.b/x.yaml", "a.b/openapi.yaml"],
  ["a module of the generator's own", "api/events/x.yaml", "api/events-api/x.yaml"],
  ["a device of Windows", "api/con/x.yaml", "api/con-api/x.yaml"],
])("by %s", (_, first, second) => {
  expect(problemsOf(first, second)).toEqual([`name/same-module ${second}`]);
});

test.each([
  ["documents of one folder", "api/shop/a.yaml", "api/shop/b.yaml"],
  ["one name in two places", "library.yaml", "library/openapi.yaml"],
  ["names that differ in a letter", "api/shop/a.yaml", "api/shops/a.yaml"],
])("%s are well", (_, first, second) => {
  expect(problemsOf(first, second)).toEqual([]);
});

test.each([
  ["a folder", `api/${"a".repeat(201)}/x.yaml`],
  ["a folder with letters of three bytes", `api/${"\u672c".repeat(67)}/x.yaml`],
  ["a file", `${"a".repeat(201)}.yaml`],
])("the name of %s that no file of the output can have is told of", (_, path) => {
  expect(problemsOf(path)).toEqual([`name/long-module ${path}`]);
});

test("a name that is nearly as long is written", () => {
  const text = JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/a": { get: { operationId: "a", responses: { 200: { description: "d" } } } } },
  });
  const module = "a".repeat(200);
  const { files } = emit(writeFolder([[`api/${module}/x.json`, text]]), {
    emit: ["types", "routes", "client"],
  });
  expect(files.map(({ path }) => path)).toContain(`client/${module}-checks.d.ts`);
});

test.each(["common", "events", "Events"])(
  "an API called %s does not become one with what has no API",
  (folder) => {
    expect(moduleOfDescription(`api/${folder}/x.yaml`)).toBe(`${folder}-api`);
    expect(moduleOf(`api/${folder}/definitions/x.yaml`)).toBe(`${folder}-api`);
  },
);

test("--only takes the module that a folder makes", () => {
  const text = (path: string): string =>
    JSON.stringify({
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      paths: { [path]: { get: { responses: { 200: { description: "d" } } } } },
    });
  const spec = writeFolder([
    ["api/a b/x.json", text("/a")],
    ["api/c/x.json", text("/c")],
  ]);
  expect(findDocuments({ folder: spec }, ["a-b"])).toEqual(["api/a b/x.json"]);
  expect(findApis({ folder: spec })).toEqual(["a-b", "c"]);
});

test("an accent makes one name on every system", () => {
  expect(moduleOfDescription("api/cafe\u0301/x.yaml")).toBe("caf\u00e9");
  expect(moduleOfDescription("cafe\u0301.yaml")).toBe("caf\u00e9");
});
