/** Older ways of describing: OpenAPI 3.0 and Swagger 2.0 in small cases, by the verdicts of what is emitted. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "../generator/support/emit.js";

const CASES: readonly {
  readonly about: string;
  readonly version?: "openapi: 3.0.3" | "openapi: 3.1.0";
  readonly components?: string;
  readonly schema: string;
  readonly accepts: readonly unknown[];
  readonly told?: readonly string[];
  readonly rejects: readonly unknown[];
}[] = [
  {
    about: "nullable beside a type",
    schema: "{type: string, nullable: true}",
    accepts: ["a", null],
    rejects: [1],
  },
  { about: "nullable: false", schema: "{type: string, nullable: false}", accepts: ["a"], rejects: [null] },
  {
    about: "nullable beside a reference",
    components: "Name: {type: string}",
    schema: "{$ref: '#/components/schemas/Name', nullable: true}",
    accepts: ["a", null],
    rejects: [1],
  },
  {
    about: "nullable beside allOf and a type",
    components: "Named: {type: object, required: [name]}",
    schema: "{type: object, nullable: true, description: d, allOf: [{$ref: '#/components/schemas/Named'}]}",
    accepts: [{ name: 1 }, null],
    rejects: [{}, "a"],
  },
  {
    about: "nullable beside oneOf with a discriminator",
    components: "A: {type: object, required: [a], properties: {k: {}}}\n    B: {type: object, required: [b]}",
    schema:
      "{nullable: true, oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: k}}",
    accepts: [{ a: 1 }, { b: 1 }, null],
    rejects: [{}, { a: 1, b: 1 }],
    told: [
      "A does not require the property k, which is to tell it apart",
      "B lacks the property k, which is to tell it apart",
    ],
  },
  { about: "nullable without a type", schema: "{nullable: true}", accepts: [null, 1], rejects: [] },
  {
    about: "exclusive limits that are booleans",
    schema: "{type: number, minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false}",
    accepts: [0.1, 9],
    rejects: [0, 9.1],
  },
  {
    about: "an exclusive limit without the limit",
    schema: "{type: number, exclusiveMinimum: true}",
    accepts: [0],
    rejects: ["0"],
    told: ["exclusiveMinimum: true says nothing without minimum"],
  },
];

for (const { about, version = "openapi: 3.0.3", components, schema, accepts, rejects, told = [] } of CASES)
  test(about, async () => {
    const text = `${version}
info: {title: t, version: "1"}
components:
  schemas:
    ${components ?? "Unused: {}"}
paths:
  /a: {put: {operationId: putA, requestBody: {required: true, content: {application/json: {schema: ${schema}}}}, responses: {"200": {description: fine}}}}
`;
    const { diagnostics, validator } = emit(writeFolder([["api/shop/a.yaml", text]]));
    expect(diagnostics.all.map(({ message }) => message)).toEqual(told);
    const { is, check } = await validator("shop", "PutARequestBody");
    for (const value of [...accepts, ...rejects]) {
      expect(is(value), JSON.stringify(value)).toBe(accepts.includes(value));
      expect(check(value).ok, JSON.stringify(value)).toBe(accepts.includes(value));
    }
  });

test("what is taken from files of a description is read as the description is", async () => {
  const { diagnostics, validator } = emit(
    writeFolder([
      ["openapi.yaml", `openapi: 3.0.3\ninfo: {title: t, version: "1"}\npaths: {/a: {$ref: paths/a.yaml}}\n`],
      [
        "paths/a.yaml",
        `put: {operationId: putA, requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {a: {type: string, nullable: true}, b: {$ref: ../parts/b.yaml}}}}}}, responses: {"200": {description: fine}}}`,
      ],
      ["parts/b.yaml", "type: number\nminimum: 0\nexclusiveMinimum: true\n"],
    ]),
  );
  expect(diagnostics.all).toEqual([]);
  const { is } = await validator("openapi", "PutARequestBody");
  for (const value of [{ a: null }, { b: 1 }]) expect(is(value)).toBe(true);
  for (const value of [{ a: 1 }, { b: 0 }]) expect(is(value)).toBe(false);
});

test("Swagger 2.0 takes definitions, parameters and responses from where it keeps them", async () => {
  const text = `swagger: "2.0"
info: {title: t, version: "1"}
basePath: /v3
consumes: [application/json]
definitions:
  Item: {type: object, required: [name], properties: {name: {type: string}, parts: {type: array, items: {$ref: "#/definitions/Item"}}}}
parameters:
  Body: {in: body, name: item, required: true, schema: {$ref: "#/definitions/Item"}}
  Id: {in: path, name: id, type: integer, required: true, minimum: 1}
responses:
  Item: {description: An item., schema: {$ref: "#/definitions/Item"}}
paths:
  /items/{id}:
    parameters: [{$ref: "#/parameters/Id"}]
    put:
      operationId: putItem
      parameters: [{$ref: "#/parameters/Body"}]
      responses: {"200": {$ref: "#/responses/Item"}}
`;
  const { diagnostics, manifest, validator } = emit(writeFolder([["store.yaml", text]]));
  expect(diagnostics.all).toEqual([]);
  expect(manifest.operations.map(({ method, path }) => `${method} ${path}`)).toEqual(["PUT /v3/items/{id}"]);
  const names = manifest.operations[0]?.names;
  expect(names?.path).toBeDefined();
  for (const type of [names?.requestBody?.type, names?.responses["200"]?.type]) {
    const { is } = await validator("store", type ?? "");
    expect(is({ name: "a", parts: [{ name: "b" }] })).toBe(true);
    expect(is({ name: "a", parts: [{}] })).toBe(false);
  }
});

test("what draft 7 said with dependencies and lists of items holds", async () => {
  const text = `type: object
properties:
  content:
    type: object
    dependencies: {a: [b], c: {required: [d]}}
    properties: {list: {items: [{type: string}], additionalItems: {type: number}}}
`;
  const { validator } = emit(writeFolder([["event-schemas/schema/m.old.yaml", text]]));
  const { is } = await validator("events", "MOldEvent").catch(() => validator("events", "OldEvent"));
  for (const content of [{ a: 1, b: 1 }, { c: 1, d: 1 }, { list: ["a", 1] }])
    expect(is({ content })).toBe(true);
  for (const content of [{ a: 1 }, { c: 1 }, { list: [1] }, { list: ["a", "b"] }])
    expect(is({ content })).toBe(false);
});

test("a relative $id within a relative $id counts from the one around it", async () => {
  const text = `$id: https://h.test/x/base.json
$ref: nested/foo.json
$defs:
  foo: {$id: nested/foo.json, $ref: ./bar.json}
  bar: {$id: nested/bar.json, type: object, required: [n]}
`;
  const { diagnostics, manifest, validator } = emit(
    writeFolder([["event-schemas/schema/m.nested.yaml", text]]),
  );
  expect(diagnostics.all.map(({ code }) => code)).toEqual(["model/unknown-event-kind"]);
  const { is } = await validator("events", manifest.events[0]?.names.event.type ?? "");
  expect(is({ n: 1 })).toBe(true);
  expect(is({})).toBe(false);
});
