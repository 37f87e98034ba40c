/** A schema that is all a document has: nothing beside it brings the keywords that it is compiled with. */
import { expect, test } from "vitest";
import type { Json } from "../../generator/json.js";
import { emit, writeFolder } from "./support/emit.js";

/** As text, since an object with a `then` looks like a promise. */
const CASES: readonly (readonly [schema: string, good: Json | undefined, bad: Json])[] = [
  ["false", undefined, 0],
  ["{ $ref: '#/components/schemas/Never' }", undefined, 0],
  ["{ not: { type: string } }", 1, "a"],
  ["{ if: { type: string }, then: false }", 1, "a"],
  ["{ if: { type: string }, else: false }", "a", 1],
  ["{ contains: { const: 1 }, minContains: 2 }", [1, 1], [1]],
  ["{ prefixItems: [{ type: string }], items: false }", ["a"], ["a", 1]],
  ["{ prefixItems: [true], unevaluatedItems: false }", ["a"], ["a", 1]],
  ["{ properties: { a: false } }", {}, { a: 1 }],
  ["{ patternProperties: { '^a': false } }", {}, { a: 1 }],
  ["{ properties: { a: true }, unevaluatedProperties: false }", { a: 1 }, { b: 1 }],
  ["{ dependentRequired: { a: [b] } }", {}, { a: 1 }],
  ["{ dependentSchemas: { a: { required: [b] } } }", {}, { a: 1 }],
  ["{ propertyNames: { maxLength: 1 } }", { a: 1 }, { ab: 1 }],
  ["{ exclusiveMinimum: 1 }", 2, 1],
];

test.each(CASES)("%s", async (schema, good, bad) => {
  const { validator } = emit(
    writeFolder([
      [
        "shop.yaml",
        `openapi: 3.1.0
info: { title: Shop, version: "1" }
paths:
  /a:
    put:
      operationId: put
      requestBody: { required: true, content: { application/json: { schema: ${schema} } } }
      responses: { "200": { description: fine } }
components: { schemas: { Never: false } }
`,
      ],
    ]),
  );
  const { is, check } = await validator("shop", "PutRequestBody");
  for (const judge of [is, (value: unknown) => check(value).ok]) {
    expect(judge(bad)).toBe(false);
    if (good !== undefined) expect(judge(good)).toBe(true);
  }
});
