/** Text of a document that looks like something else than it is: characters that turn direction, take no room or control. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

const ODD = "a\u202eb\u2066c\u2029d\u0007e\u0085f\ufeffg\u200fh\u200bi\u{e0041}j";
/** The line break and the tab are the only controls that belong in a file. */
const isRaw = (character: string): boolean =>
  /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(character) && !/[\n\t]/.test(character);

test("it never stands raw in what is emitted, and means what it did", async () => {
  const schema = {
    type: "object",
    title: ODD,
    description: `${ODD} */`,
    properties: {
      [ODD]: { type: "string", description: ODD },
      mode: { enum: ["plain", ODD] },
      made: { type: "string", pattern: "^\u202e?x$" },
    },
  };
  const operation = {
    operationId: "putX",
    summary: ODD,
    description: ODD,
    tags: [ODD],
    requestBody: { required: true, content: { "application/json": { schema } } },
    responses: { "200": { description: ODD } },
  };
  const text = JSON.stringify({
    openapi: "3.1.0",
    info: { title: ODD, version: "1" },
    paths: { "/x": { put: operation } },
  });
  const { files, validator, diagnostics } = emit(writeFolder([["api/text/text.json", text]]), {
    emit: ["types", "validators", "routes", "client"],
  });
  expect(diagnostics.all).toEqual([]);
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) expect([...file.text].filter(isRaw), file.path).toEqual([]);
  expect(files.find(({ path }) => path === "text.ts")?.text).toContain("abc de fghij");
  const { is } = await validator("text", "PutXRequestBody");
  for (const value of [{ mode: ODD }, { [ODD]: "s" }, { made: "\u202ex" }]) expect(is(value)).toBe(true);
  for (const value of [{ mode: "abc" }, { [ODD]: 1 }, { made: "xx" }]) expect(is(value)).toBe(false);
});
