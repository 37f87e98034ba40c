/** Where descriptions may lie, and what of them is told: one file, a folder's root, any folder; servers, missing names. */
import path from "node:path";
import { expect, test } from "vitest";
import { type Emitted, emit, writeFolder } from "../generator/support/emit.js";

const operation = (id: string): string => `{operationId: ${id}, responses: {"200": {description: fine}}}`;
const description = (paths: string, more = "", version = "openapi: 3.1.0"): string =>
  `${version}\ninfo: {title: t, version: "1"}\n${more}\npaths:\n${paths}\n`;
const one = description(`  /books: {get: ${operation("listBooks")}}`);

const operationsOf = ({ manifest }: Emitted): string[] =>
  manifest.operations.map(({ api, operationId, method, path }) => `${api} ${operationId} ${method} ${path}`);
const problemsOf = ({ diagnostics }: Emitted): string[] => diagnostics.all.map(({ code }) => code);

const PLACES: readonly {
  readonly about: string;
  readonly files: { readonly [path: string]: string };
  readonly spec?: string;
  readonly operations: readonly string[];
}[] = [
  {
    about: "one YAML file",
    files: { "library.yaml": one, "names.yaml": "a: not a name", "other.yaml": "]" },
    spec: "library.yaml",
    operations: ["library listBooks GET /books"],
  },
  {
    about: "one JSON file that refers to its neighbour",
    files: {
      "my library.json": JSON.stringify({
        paths: { "/a": { $ref: "paths/a.yml" } },
        info: { title: "t", version: "1" },
        openapi: "3.1.0",
      }),
      "paths/a.yml": `description: A path.\nget: ${operation("getA")}\n`,
    },
    spec: "my library.json",
    operations: ["my-library getA GET /a"],
  },
  {
    about: "a document at the root of a folder, beside other files",
    files: {
      "openapi.yaml": one,
      "package.json": '{"dependencies": {"openapi": "1.0.0"}}',
      "notes/other.yaml": "a: 1",
    },
    operations: ["openapi listBooks GET /books"],
  },
  {
    about: "folders of any name",
    files: {
      "Läden/openapi.yaml": one,
      "events/swagger.json": JSON.stringify({
        swagger: "2.0",
        info: { title: "t", version: "1" },
        paths: { "/e": { get: { operationId: "getE", responses: { "200": { description: "" } } } } },
      }),
      "node_modules/x/openapi.yaml": one,
    },
    operations: ["Läden listBooks GET /books", "events-api getE GET /e"],
  },
  {
    about: "a description beside the folders of api",
    files: {
      "api/shop.yaml": one,
      "api/client-server/a.yaml": description(`  /a: {get: ${operation("a")}}`),
    },
    operations: ["client-server a GET /a", "shop listBooks GET /books"],
  },
];

for (const { about, files, spec = "", operations } of PLACES)
  test(about, () => {
    const emitted = emit(path.join(writeFolder(Object.entries(files)), spec));
    expect(problemsOf(emitted)).toEqual([]);
    expect(operationsOf(emitted)).toEqual(operations);
  });

const SERVERS: readonly (readonly [servers: string, path: string])[] = [
  [
    "[{url: 'https://{r}.test/{stage}/api/', variables: {r: {default: eu}, stage: {default: v2}}}]",
    "/v2/api/books",
  ],
  [
    "[{url: '{scheme}://a.test:{port}/x', variables: {scheme: {default: https}, port: {default: '80'}}}]",
    "/x/books",
  ],
  ["[{url: '/'}]", "/books"],
  ["[{url: 'api?x#y'}]", "/api/books"],
  ["[{url: '//a.test'}]", "/books"],
];
for (const [servers, expected] of SERVERS)
  test(`the path of the servers ${servers}`, () => {
    const text = description(`  /books: {get: ${operation("listBooks")}}`, `servers: ${servers}`);
    expect(operationsOf(emit(writeFolder([["api/shop/a.yaml", text]])))).toEqual([
      `shop listBooks GET ${expected}`,
    ]);
  });

test("the servers of a path and of an operation go before those of the document", () => {
  const paths = `  /a:
    servers: [{url: /path}]
    get: ${operation("a")}
    put: {servers: [{url: /operation}], operationId: b, responses: {"200": {description: fine}}}
  /c: {get: ${operation("c")}}`;
  const emitted = emit(writeFolder([["api/shop/a.yaml", description(paths, "servers: [{url: /document}]")]]));
  expect(operationsOf(emitted)).toEqual([
    "shop c GET /document/c",
    "shop b PUT /operation/a",
    "shop a GET /path/a",
  ]);
});

test("an operation without operationId is called by its method and path, with a word about it", () => {
  const paths = `  /birds/{bird-id}/songs: {get: {parameters: [{in: path, name: bird-id, required: true, schema: {type: string}}], responses: {"200": {description: fine}}}}
  /: {post: {responses: {"200": {description: fine}}}}`;
  const emitted = emit(writeFolder([["api/shop/a.yaml", description(paths)]]));
  expect(problemsOf(emitted)).toEqual(["model/missing-operation-id", "model/missing-operation-id"]);
  expect(operationsOf(emitted)).toEqual([
    "shop postRoot POST /",
    "shop getBirdsByBirdIdSongs GET /birds/{bird-id}/songs",
  ]);
});

test("methods that OpenAPI 3.2 adds are operations", () => {
  const paths = `  /files:
    query: ${operation("find")}
    additionalOperations: {COPY: ${operation("copy")}}`;
  const text = description(paths, "", "openapi: 3.2.0");
  const emitted = emit(writeFolder([["api/shop/a.yaml", text]]));
  expect(problemsOf(emitted)).toEqual([]);
  expect(operationsOf(emitted)).toEqual(["shop copy COPY /files", "shop find QUERY /files"]);
});

test("nothing is written where a document is of a version that is not read", () => {
  for (const version of [
    "openapi: 4.0.0",
    'openapi: "3.10.0"',
    "swagger: 1.2",
    "asyncapi: 2.6.0",
    "openapi: true",
  ]) {
    const spec = writeFolder([
      ["api/shop/a.yaml", description(`  /a: {get: ${operation("a")}}`, "", version)],
      ["api/shop/b.yaml", one],
    ]);
    const { files, diagnostics } = emit(spec);
    expect(files).toEqual([]);
    const [problem, ...others] = diagnostics.all;
    expect(others).toEqual([]);
    expect(problem?.code).toBe("lower/unknown-version");
    expect(problem?.origin?.file).toBe("api/shop/a.yaml");
  }
});
