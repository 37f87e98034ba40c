/** Bases are folded into the schemas that extend them only as far as the code does not grow with every step. */
import { expect, test } from "vitest";
import { emitOnlyValidators, writeFolder } from "./support/emit.js";

const LAYERS = 12;
/** The first ones are planned first, so that others take what has been folded already. */
const nameOf = (layer: number): string => `S${String.fromCharCode(97 + layer)}`;

test("schemas that extend each other in more ways than could be written out", async () => {
  const schemas = Array.from({ length: LAYERS }, (_, layer) => {
    const next = {
      nullable: true,
      type: "object",
      allOf: [{ $ref: `#/components/schemas/${nameOf(layer)}` }],
    };
    return [nameOf(layer + 1), { type: "object", properties: { a: next, b: next, c: next } }];
  });
  const last = { type: "object", required: ["n"], properties: { n: { type: "integer" } } };
  const schema = { $ref: `#/components/schemas/${nameOf(LAYERS)}` };
  const description = {
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        put: {
          operationId: "putA",
          requestBody: { required: true, content: { "application/json": { schema } } },
          responses: { 200: { description: "d" } },
        },
      },
    },
    components: { schemas: { ...Object.fromEntries(schemas), [nameOf(0)]: last } },
  };
  const { files, validator } = emitOnlyValidators(
    writeFolder([["api/shop/a.json", JSON.stringify(description)]]),
  );
  const size = files.reduce((sum, { text }) => sum + text.length, 0);
  expect(size).toBeLessThan(200_000);
  const { is } = await validator("shop", "PutARequestBody");
  const nested = (inner: unknown): unknown =>
    Array.from({ length: LAYERS }).reduce((value, _, index) => ({ ["abc".charAt(index % 3)]: value }), inner);
  for (const inner of [{ n: 1 }, null]) expect(is(nested(inner))).toBe(true);
  for (const inner of [{ n: "1" }, {}, 1]) expect(is(nested(inner))).toBe(false);
});
