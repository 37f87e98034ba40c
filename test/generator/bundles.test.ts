/** Bundles of small specifications: they say what the specification says. `bundles.soak.test.ts` has all of Matrix. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { schemasFolder } from "../schemas/support.js";
import { copySchemas } from "../support/some-schemas.js";
import { emitBundles, expectAgreement, expectGoodOpenapi, expectGoodSamples } from "./support/bundles.js";
import { compile } from "./support/compile.js";
import { emit, temporaryFolder, writeFolder } from "./support/emit.js";

const golden = (name: string): string => fileURLToPath(new URL(`../golden/${name}/input`, import.meta.url));

test.each(["swagger2", "name-clash", "ranges-and-bytes"])("OpenAPI of the golden case %s", async (name) => {
  await expectGoodOpenapi(golden(name));
});

test("OpenAPI of an API of Matrix", async () => {
  await expectGoodOpenapi(schemasFolder, { only: ["identity"] });
});

const some = temporaryFolder();
copySchemas(some, [
  "api/client-server/knocking.yaml",
  "event-schemas/schema/m.room.member.yaml",
  "event-schemas/schema/m.room.power_levels.yaml",
  "event-kinds.yaml",
]);

test("samples are right, JSON Schema agrees with the guards, and arbitraries compile", async () => {
  const emitted = emitBundles(some);
  expect(await expectGoodSamples(emitted, 10)).toBeGreaterThan(100);
  const { good, bad } = await expectAgreement(emitted, 2);
  expect(good).toBeGreaterThan(30);
  expect(bad).toBeGreaterThan(30);
  const declarations = emitted.files.filter(
    (file) => file.path.startsWith("arbitraries/") && file.path.endsWith(".d.ts"),
  );
  expect(declarations.length).toBeGreaterThan(2);
  const problems = compile(declarations.map((file) => path.join(emitted.folder, file.path)));
  // The package is the user's, who has it installed.
  expect(problems.filter((problem) => !problem.includes("fast-check"))).toEqual([]);
});

test("OpenAPI has the examples of bodies and parameters, also those of other places and files", () => {
  const content = (fields: string): string => `{application/json: {schema: {type: object}, ${fields}}}`;
  const text = `openapi: 3.1.0
info: {title: t, version: "1"}
components:
  examples: {kept: {value: {from: components}}}
  schemas: {Shared: {$ref: shared.json}}
  responses: {Twice: {$ref: "#/components/responses/Once"}, Once: {description: d, content: ${content("example: {$ref: one.json}")}}}
paths:
  /a:
    post:
      operationId: a
      parameters: [{in: query, name: q, schema: {type: string}, example: "?"}]
      requestBody: {content: ${content("example: {from: here}")}}
      responses:
        "200": {description: d, content: ${content('examples: {one: {value: 1}, kept: {$ref: "#/components/examples/kept"}, file: {$ref: one.json}, parts: {value: {a: [{$ref: one.json}], b: {$ref: one.json, more: 1}, c: {$ref: one.json, from: here}}}, lost: {value: {a: {$ref: two.json}}}, said: {value: {$ref: "#/components/examples/kept"}}, none: {$ref: "../../outside.json"}}')}}
        "201": {description: d, content: {application/json: {schema: {type: object, example: {from: schema}}}}}
        "202": {description: d, content: ${content("example: null")}}
        "203": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Shared"}}}}
        "206": {$ref: "#/components/responses/Twice"}
`;
  const outside = writeFolder([
    ["outside.json", '"secret"'],
    ["api/x/api.yaml", text],
    ["api/x/one.json", '{"from": "file"}'],
    ["api/x/shared.json", '{"type": "object", "example": {"held": {"$ref": "one.json"}}}'],
  ]);
  const { files, diagnostics } = emit(path.join(outside, "api/x/api.yaml"), { emit: ["openapi"] });
  expect(diagnostics.all.map(({ code }) => code)).toEqual([]);
  const printed = JSON.parse(files.find((file) => file.path === "openapi/api.json")?.text ?? "");
  const { parameters, requestBody, responses } = printed.paths["/a"].post;
  expect(parameters[0].example).toBe("?");
  expect(requestBody.content["application/json"].example).toEqual({ from: "here" });
  const answer = (status: string) => responses[status].content["application/json"];
  expect(answer("200").examples).toEqual({
    one: { value: 1 },
    kept: { value: { from: "components" } },
    file: { value: { from: "file" } },
    parts: { value: { a: [{ from: "file" }], b: { from: "file", more: 1 }, c: { from: "here" } } },
  });
  expect(answer("201").example).toEqual({ from: "schema" });
  expect(answer("202")).toHaveProperty("example", null);
  expect(answer("203").example).toEqual({ held: { from: "file" } });
  expect(answer("206").example).toEqual({ from: "file" });
});

test("samples keep to what is closed, sought in a list or asked for by others", async () => {
  const schemas = {
    Closed: { allOf: [{ properties: { a: { type: "string" } } }], unevaluatedProperties: false },
    Typed: { properties: { a: { type: "string" } }, unevaluatedProperties: { type: "integer" } },
    Pair: { prefixItems: [{ type: "string" }], unevaluatedItems: { type: "integer" } },
    Sought: { type: "array", contains: { type: "integer", minimum: 3 }, minContains: 2 },
    Asked: { type: "object", dependentRequired: { a: ["b"] }, properties: { a: { type: "string" } } },
  };
  const document = {
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        post: {
          operationId: "a",
          requestBody: {
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  properties: Object.fromEntries(
                    Object.keys(schemas).map((name) => [name, { $ref: `#/components/schemas/${name}` }]),
                  ),
                },
              },
            },
          },
          responses: { 200: { description: "d" } },
        },
      },
    },
    components: { schemas },
  };
  const emitted = emitBundles(writeFolder([["api/shop/shop.json", JSON.stringify(document)]]));
  expect(await expectGoodSamples(emitted, 100)).toBeGreaterThan(500);
});

test.each([
  ["3.1.0", "schema: {type: string}", "3.1.0"],
  ["3.1.0", "schema: {type: object, properties: {data: {type: string}}}", "3.1.0"],
  ["3.1.0", "schema: {type: array, items: {type: object}}", "3.1.0"],
  ["3.2.0", "itemSchema: {type: object, properties: {data: {type: string}}}", "3.2.0"],
])("a stream in OpenAPI %s with %s is one of %s, and reads as it was", (version, schema, expected) => {
  const text = `openapi: ${version}
info: {title: t, version: "1"}
paths:
  /a:
    get:
      operationId: a
      responses: {"200": {description: d, content: {text/event-stream: {${schema}}, application/jsonl: {${schema}}}}}
`;
  const types = (spec: string): string => emit(spec).files.find(({ path }) => path === "shop.ts")?.text ?? "";
  const source = writeFolder([["api/shop/a.yaml", text]]);
  const bundle = emit(source, { emit: ["openapi"] }).files.find(({ path }) => path === "openapi/shop.json");
  const again = writeFolder([["api/shop/a.yaml", bundle?.text ?? ""]]);
  expect(JSON.parse(bundle?.text ?? "{}")).toMatchObject({ openapi: expected });
  expect(types(source)).toContain("AResponse200");
  expect(types(again)).toBe(types(source));
});

test("OpenAPI has scopes, schemes that are one, and discriminators by the names that schemas have in it", async () => {
  const folder = writeFolder([
    [
      "api/zoo/zoo.yaml",
      `openapi: 3.0.3
info: {title: Zoo, version: "1"}
paths:
  /a:
    get:
      operationId: a
      security: [{code: [look], implicit: [look]}, {}]
      responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/any_animal"}}}}}
components:
  securitySchemes:
    code: &flow {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://a.test", scopes: {look: l}}}}
    implicit: *flow
  schemas:
    any_animal:
      oneOf: [{$ref: "#/components/schemas/small-cat"}, {$ref: "#/components/schemas/big_dog"}]
      discriminator: {propertyName: kind, mapping: {cat: "#/components/schemas/small-cat", dog: big_dog}}
    small-cat: {type: object, required: [kind], properties: {kind: {type: string}}}
    big_dog: {type: object, required: [kind], properties: {kind: {type: string}}}
`,
    ],
  ]);
  await expectGoodOpenapi(folder);
  const { files } = emit(folder, { emit: ["openapi"] });
  const printed = JSON.parse(files.find((file) => file.path === "openapi/zoo.json")?.text ?? "");
  expect(printed.paths["/a"].get.security).toEqual([{ code: ["look"], implicit: ["look"] }, {}]);
  expect(printed.components.schemas.AnyAnimal.discriminator).toEqual({
    propertyName: "kind",
    mapping: { cat: "#/components/schemas/SmallCat", dog: "#/components/schemas/BigDog" },
  });
});
