/** Names that are equal but for the case of a letter name different types, the same ones in every order. */
import { expect, test } from "vitest";
import { findClashes } from "../../generator/emit/file-clashes.js";
import { emit, writeFolder } from "./support/emit.js";

const schema = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const operation = (operationId: string, name: string): object => ({
  operationId,
  responses: { 200: { description: "d", content: { "application/json": { schema: schema(name) } } } },
});

function typesOf(schemas: object): string[] {
  const document = {
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/a": { get: operation("getIt", "aB") }, "/A": { get: operation("GetIt", "AB") } },
    components: { schemas },
  };
  const { files, diagnostics } = emit(writeFolder([["api/shop/a.json", JSON.stringify(document)]]));
  expect(diagnostics.all).toEqual([]);
  const text = files.find(({ path }) => path === "shop.ts")?.text ?? "";
  return [...text.matchAll(/export type (\w+) = (\w+);/g)].map(([, name, is]) => `${name} = ${is}`).sort();
}

test("schemas and operations", () => {
  const [lower, upper] = [{ type: "string" }, { type: "integer" }];
  const found = typesOf({ aB: lower, AB: upper });
  expect(found).toEqual([
    "AAB = number",
    "ALowerAB = string",
    "GetItGetSlashAResponse200 = AAB",
    "GetItGetSlashLowerAResponse200 = ALowerAB",
  ]);
  expect(typesOf({ AB: upper, aB: lower })).toEqual(found);
});

test("files, which some file systems take for one", () => {
  expect(findClashes(["Shop.ts", "shop.ts", "shop-a.ts"].map((path) => ({ path, text: "" })))).toEqual([
    "shop",
  ]);
  expect(findClashes(["caf\u00e9.ts", "cafe\u0301.ts"].map((path) => ({ path, text: "" })))).toEqual([
    "caf\u00e9",
  ]);
});
