/** Only statuses get types, checks and answers: whatever else stands among them would make code that no compiler reads. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

test("answers of what is not a status are left out", () => {
  const answer = "{ description: d, content: { application/json: { schema: { type: string } } } }";
  const statuses = ["200", "3xx", "Default", "-1", "2.5", " 204", "OK", "600", "x-note"];
  const text = `openapi: 3.1.0
info: { title: t, version: "1" }
paths: { /a: { get: { operationId: getA, responses: { ${statuses.map((status) => `"${status}": ${answer}`).join(", ")} } } } }
`;
  const [operation] = emit(writeFolder([["a.yaml", text]])).manifest.operations;
  expect(Object.keys(operation?.names.responses ?? {})).toEqual(["200", "3XX", "DEFAULT"]);
});
