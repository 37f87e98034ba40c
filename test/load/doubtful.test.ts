/** Documents that can be read, but maybe not as their authors mean them: each is told of at its place. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "../generator/support/emit.js";

const HEAD = 'openapi: 3.1.0\ninfo: {title: t, version: "1"}\n';
const returning = (schema: string): string =>
  `paths: {/a: {get: {operationId: a, responses: {"200": {description: d, content: {application/json: {schema: ${schema}}}}}}}}\n`;
const PLAIN = `${HEAD}${returning("{type: string}")}`;

const told = (text: string): string[] =>
  emit(writeFolder([["api.yaml", text]]), { emit: ["types"] }).diagnostics.all.map(
    ({ code, origin, line }) => `${code} ${origin?.pointer || line}`,
  );

test.each([
  [
    "keys that are numbers in another form",
    '{properties: {010: {}, 1e3: {}, 0x10: {}, 7: {}, "020": {}}}',
    [3, 3, 3],
  ],
  ["a key that is null in another form", "{properties: {~: {}, true: {}}}", [3]],
  ["numbers in prose", '{description: "1.10: a version"}', []],
] as const)("%s", (_about, schema, lines) => {
  expect(told(HEAD + returning(schema)).filter((each) => !each.startsWith("lower/"))).toEqual(
    lines.map((line) => `load/unquoted-key ${line}`),
  );
});

test("numbers in a text of several lines are no keys", () => {
  expect(told(`${PLAIN}x-notes: |\n  1.10: a version\n`)).toEqual([]);
});

test.each([
  ["%YAML 1.1\n---\n", ["load/yaml-version 1"]],
  ["# A comment.\n%YAML 1.1\n---\n", ["load/yaml-version 2"]],
  ["%YAML 1.2\n---\n", []],
  ["---\n", []],
])("a document that starts with %j", (start, expected) => {
  expect(told(start + PLAIN)).toEqual(expected);
});

test.each([
  ["{enum: [9007199254740993, 1]}", ["/enum/0"]],
  ["{const: -12345678901234567890}", ["/const"]],
  ["{enum: [9007199254740991, 1e300, 0.5]}", ["/enum/1"]],
  ["{type: integer, maximum: 9223372036854775807}", []],
])("whole numbers that no double holds: %s", (schema, at) => {
  const place = "/paths/~1a/get/responses/200/content/application~1json/schema";
  expect(told(HEAD + returning(schema))).toEqual(at.map((each) => `lower/large-number ${place}${each}`));
});

test("references of components that nothing uses", () => {
  const unused = `components:
  schemas:
    A: {$ref: "#/components/schemas/None"}
    B: {properties: {x: {$ref: "gone.yaml#/x"}, y: {$ref: "#/components/schemas/C"}}}
    C: {default: {$ref: "#/nowhere"}, $ref: "https://schemas.example/c"}
    D: {$id: "https://schemas.example/d", $ref: "other"}
    E: {$ref: "#name"}
  parameters: {P: {$ref: "#/components/parameters/None"}}
`;
  expect(told(PLAIN + unused)).toEqual([
    "link/unused-ref /components/schemas/A",
    "link/unused-ref /components/schemas/B/properties/x",
    "link/unused-ref /components/parameters/P",
  ]);
});

test("names that the author gave are looked into, words of the description whose values are data are not", () => {
  const gone = (kind: string): string => `{$ref: "#/components/${kind}/None"}`;
  const components = `components:
  schemas:
    default: {properties: {default: ${gone("schemas")}, const: ${gone("schemas")}}, default: ${gone("schemas")}}
    example: {properties: {x-y: ${gone("schemas")}}, x-y: ${gone("schemas")}}
  responses:
    default: {description: d, content: {a/b: {examples: {value: ${gone("examples")}}}}}
    R: {description: d, headers: {examples: ${gone("headers")}, schema: {schema: {}, examples: {e: ${gone("examples")}}}}}
`;
  expect(told(PLAIN + components)).toEqual([
    "link/unresolved-ref /components/responses/default/content/a~1b/examples/value",
    "link/unresolved-ref /components/responses/R/headers/schema/examples/e",
    "link/unused-ref /components/schemas/default/properties/default",
    "link/unused-ref /components/schemas/default/properties/const",
    "link/unused-ref /components/schemas/example/properties/x-y",
    "link/unused-ref /components/responses/R/headers/examples",
  ]);
});

test("a reference that is used is an error, and told once", () => {
  const used = `components: {schemas: {A: {$ref: "#/components/schemas/None"}}}\n`;
  expect(told(HEAD + returning('{$ref: "#/components/schemas/A"}') + used)).toEqual([
    "link/unresolved-ref /components/schemas/A/$ref",
  ]);
});

test.each([
  ['securitySchemes: {k: {type: apiKey, in: header, name: "bad name"}}', "security: [{k: []}]"],
  ['securitySchemes: {k: {type: apiKey, in: cookie, name: "a;b"}}', "security: [{k: []}]"],
  ["{}", 'parameters: [{in: header, name: "X Bad", schema: {type: string}}]'],
  ["{}", 'parameters: [{in: cookie, name: "a=b", schema: {type: string}}]'],
])("a name that no header or cookie can have: %s, %s", (components, field) => {
  const text = `${HEAD}components: ${components === "{}" ? components : `{${components}}`}
paths: {/a: {get: {operationId: a, ${field}, responses: {"200": {description: d}}}}}
`;
  expect(told(text).map((each) => each.split(" ")[0])).toEqual(["model/unsupported"]);
});

test("the extension of Swagger 2.0 by which null is allowed", () => {
  const text = `swagger: "2.0"
info: {title: t, version: "1"}
paths: {/a: {get: {operationId: a, responses: {"200": {description: d, schema: {type: object, properties: {
  x: {type: string, x-nullable: true}, y: {type: string, x-nullable: false}, z: {x-nullable: true, allOf: [{type: string}]}}}}}}}}
`;
  const { diagnostics, files } = emit(writeFolder([["api.yaml", text]]), { emit: ["types"] });
  expect(diagnostics.all).toEqual([]);
  const types = files.find(({ path }) => path === "api.ts")?.text;
  expect(types).toMatch(/x\?: string \| null;/);
  expect(types).toMatch(/y\?: string;/);
  expect(types).toMatch(/z\?: string \| null;/);
});

test("extensions are data, whatever they look like, and what is named as one is none", () => {
  const odd = '{$ref: "#/nowhere", schema: {type: odd, nullable: 1}, headers: {a: 1}}';
  const text = `${HEAD}x-a: [${odd}, {$ref: other.yaml}]
tags: [{name: t, x-model: {$ref: "#/components/schemas/Loop"}}]
paths:
  x-paths: ${odd}
  /a:
    x-item: ${odd}
    get:
      operationId: a
      x-operation: ${odd}
      responses:
        "200":
          description: d
          x-response: ${odd}
          headers:
            x-rate: {$ref: "#/components/headers/x-rate"}
            example: {required: true, schema: {$ref: "#/components/schemas/Loop"}}
          content: {application/json: {x-media: ${odd}, schema: {$ref: "#/components/schemas/Loop"}}}
        x-responses: ${odd}
components:
  headers: {x-rate: {required: true, schema: {type: string}}}
  schemas: {Loop: {type: [object, string], x-schema: ${odd}, properties: {next: {$ref: "#/components/schemas/Loop"}}}}
`;
  const { diagnostics, files } = emit(writeFolder([["api.yaml", text]]), { emit: ["types"] });
  expect(diagnostics.all).toEqual([]);
  const types = files.find(({ path }) => path === "api.ts")?.text;
  expect(types).toContain('"x-rate": string');
  expect(types).toContain('"example": string');
});

test("headers and members of forms that are named like a field of a description", () => {
  const text = `${HEAD}paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {schema: {type: string}}}
            encoding: {schema: {contentType: text/plain}}
      responses:
        "200": {description: d, headers: {schema: {required: true, schema: {type: string}}, itemSchema: {$ref: "#/components/headers/schema"}}}
components: {headers: {schema: {required: true, schema: {type: string}}}}
`;
  const { diagnostics, files } = emit(writeFolder([["api.yaml", text]]), { emit: ["types"] });
  expect(diagnostics.all).toEqual([]);
  const types = files.find(({ path }) => path === "api.ts")?.text;
  expect(types).toContain('"schema": string');
  expect(types).toContain('"itemschema": string');
});

test("a callback that several operations refer to is one request for each name", () => {
  const refer = (...names: string[]): string =>
    names.map((name) => `${name}: {$ref: "#/components/callbacks/${name.slice(0, 1)}"}`).join(", ");
  const operation = (id: string, callbacks: string): string =>
    `{operationId: ${id}, callbacks: {${callbacks}}, responses: {"200": {description: d}}}`;
  const post = (id: string): string =>
    `{"{$request.query.url}": {post: {${id}responses: {"200": {description: d}}}}}`;
  const { diagnostics, files } = emit(
    writeFolder([
      [
        "api.yaml",
        `${HEAD}paths:
  /a: {get: ${operation("one", refer("done", "named"))}, post: ${operation("two", refer("done", "dare", "noted"))}}
components: {callbacks: {d: ${post("")}, n: ${post("operationId: told, ")}}}
`,
      ],
    ]),
    { emit: ["types"] },
  );
  expect(diagnostics.all.map(({ code }) => code)).toEqual(Array(2).fill("model/missing-operation-id"));
  const types = files.find(({ path }) => path === "api.ts")?.text ?? "";
  expect([...types.matchAll(/type (\w+)Request\b/g)].map(([, name]) => name)).toEqual([
    "One",
    "Two",
    "PostDareByRequestQueryUrl",
    "PostDoneByRequestQueryUrl",
    "Told",
  ]);
});
