/** A schema within another one is checked by a named one of the same text only where that text is all that the named one checks. */
import { expect, test } from "vitest";
import { emitOnlyValidators, writeFolder } from "./support/emit.js";

test("a twin without unevaluatedProperties is not closed", async () => {
  const names = ["first", "second", "third", "fourth", "fifth", "sixth"];
  const properties = Object.fromEntries(names.map((name) => [name, { type: "integer", minimum: 0 }]));
  const open = { type: "object", required: names, properties };
  const schemas = {
    Closed: { ...open, unevaluatedProperties: false },
    Holder: { type: "object", properties: { open, closed: { $ref: "#/components/schemas/Closed" } } },
  };
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Holder" } } };
  const document = {
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        put: { operationId: "putA", requestBody: { content }, responses: { 200: { description: "d" } } },
      },
    },
    components: { schemas },
  };
  const { validator } = emitOnlyValidators(writeFolder([["api/shop/a.json", JSON.stringify(document)]]));
  const { is } = await validator("shop", "Holder");
  const value = Object.fromEntries(names.map((name) => [name, 1]));
  expect(is({ open: { ...value, other: 1 }, closed: value })).toBe(true);
  expect(is({ open: value, closed: { ...value, other: 1 } })).toBe(false);
});
