/** Headers of answers: on the wire they change as all else does, and in generated code each is a text. */
import { expect, test } from "vitest";
import { told } from "./support.js";

const headers = (old: string, next: string): readonly string[] => {
  const operation = (schema: string): string =>
    `[{ responses: { "200": { description: d, headers: { Door: { schema: ${schema} } } } } }]`;
  return told(`operation:\n  old: ${operation(old)}\n  new: ${operation(next)}\n`);
};

test("a header of an answer is a text in generated code, whatever its format", () => {
  const [any, user, open] = ["{ type: string }", "{ type: string, format: mx-user-id }", "{}"];
  expect(headers(any, user)).toEqual(["format-added annotation"]);
  expect(headers(user, any)).toEqual(["format-removed annotation"]);
  expect(headers(open, any)).toEqual(["type-stated annotation"]);
  expect(headers(user, '{ type: string, pattern: "^@" }')).toEqual([]);
  expect(
    headers(
      "{ anyOf: [{ maxLength: 3 }, { pattern: ^a }] }",
      "{ anyOf: [{ maxLength: 4 }, { pattern: ^a }] }",
    ),
  ).toEqual([]);
});

test("a header of an answer that becomes a number, or shorter, is another on the wire", () => {
  expect(headers("{ type: string }", "{ type: integer }")).toEqual(["type-changed breaking caller server"]);
  expect(headers("{ type: string }", "{ type: string, maxLength: 3 }")).toEqual([
    "constraint-tightened breaking server",
  ]);
});

test("a schema that differs for validators alone is told of where a body has it, too", () => {
  const operation = (most: number): string => {
    const schema = `{ anyOf: [{ type: string, maxLength: ${most} }, { type: string, pattern: ^a }] }`;
    return `[{ responses: { "200": { description: d, headers: { Door: { schema: ${schema} } }, content: { application/json: { schema: ${schema} } } } } }]`;
  };
  expect(told(`operation:\n  old: ${operation(3)}\n  new: ${operation(4)}\n`)).toEqual([
    "verdict-changed stricter caller",
  ]);
});
