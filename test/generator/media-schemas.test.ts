/** Kinds of bodies that a schema decides, wherever it says so. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

/** The body's type of an answer of this media type. */
const typeOf = (mediaType: string, schema: object): string | undefined => {
  const content = { [mediaType]: { schema } };
  const document = {
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/a": { get: { operationId: "a", responses: { 200: { description: "d", content } } } } },
    components: {
      schemas: {
        Text: { $ref: "#/components/schemas/Word" },
        Word: { type: "string", description: "w" },
        Bytes: { allOf: [{ $ref: "#/components/schemas/Word" }, { format: "binary" }] },
        Lines: { type: "array", items: { type: "integer" } },
      },
    },
  };
  const { files } = emit(writeFolder([["a.json", JSON.stringify(document)]]), { emit: ["types"] });
  const types = files.find(({ path }) => path === "a.ts")?.text ?? "";
  const body = /status: 200; body: ([^;}]*)/.exec(types)?.[1]?.trim();
  return /export type AResponse200(?:Item)? = ([^;]*);/.exec(types)?.[1] ?? body;
};
const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

test.each([
  ["text/plain", ref("Text"), "Text"],
  ["text/plain", { description: "d", allOf: [ref("Word")] }, "Word"],
  ["text/plain", { enum: ["on", "off"] }, '"on" | "off"'],
  ["text/plain", { anyOf: [{ const: "on" }, { type: "string", minLength: 9 }] }, '"on" | string'],
  ["text/plain", ref("Bytes"), "Uint8Array"],
  ["text/plain", { type: "integer" }, "Uint8Array"],
  ["application/jsonl", ref("Lines"), "number"],
  ["application/jsonl", { allOf: [ref("Text")] }, "unknown"],
])("%s of %j", (mediaType, schema, expected) => {
  expect(typeOf(mediaType, schema)).toBe(expected);
});
