/** Places of events are found in bodies of schemas that refer to each other in more ways than can be followed. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

/** Each schema has several properties of the next one: as many ways lead to the last as `wide` to the power of `deep`. */
function layered(deep: number, wide: number, last: object): string {
  const refs = (layer: number): object =>
    Object.fromEntries(
      Array.from({ length: wide }, (_, each) => [`p${each}`, { $ref: `#/components/schemas/S${layer}` }]),
    );
  const layers = Array.from({ length: deep }, (_, layer) => [
    `S${layer}`,
    { type: "object", properties: refs(layer + 1) },
  ]);
  const content = { "application/json": { schema: { $ref: "#/components/schemas/S0" } } };
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: {
      "/a": { get: { operationId: "getA", responses: { 200: { description: "d", content } } } },
    },
    components: { schemas: { ...Object.fromEntries(layers), [`S${deep}`]: last } },
  });
}

const EVENT = { type: "object", properties: { type: { type: "string" }, content: { type: "object" } } };

function placesIn(text: string): number {
  const { diagnostics, files } = emit(writeFolder([["api/shop/a.json", text]]), { emit: ["inspect"] });
  expect(diagnostics.all).toEqual([]);
  const found = files.find((file) => file.path === "inspect/shop.js")?.text ?? "";
  return found.split('form: "basic"').length - 1;
}

test("none, some, many and too deep", () => {
  expect(placesIn(layered(40, 3, { type: "object" }))).toBe(0);
  expect(placesIn(layered(2, 3, EVENT))).toBe(9);
  expect(placesIn(layered(6, 3, EVENT))).toBe(200);
  expect(placesIn(layered(40, 3, EVENT))).toBe(0);
});
