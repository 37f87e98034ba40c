/** Small files that ask for much: what doubles with every level, or grows with the square of its parts, ends all the same. */
import { expect, test } from "vitest";
import type { Diagnostic } from "../../generator/diagnostic.js";
import { generate } from "../../generator/pipeline.js";
import { locate } from "../../generator/report/diagnostics.js";
import { emit, writeFolder } from "./support/emit.js";

/** JSON is YAML. */
const event = (schema: unknown): string =>
  writeFolder([["event-schemas/schema/m.large.yaml", JSON.stringify(schema)]]);
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const named = (count: number, make: (index: number) => unknown): object =>
  Object.fromEntries(many(count, (index) => [`n${index}`, make(index)]));

function errorsOf(spec: string): string[] {
  const { diagnostics } = generate({ spec });
  return diagnostics.all.filter(({ severity }) => severity === "error").map(({ code }) => code);
}

test("responses that refer to two more each, thirty times", () => {
  const next = (index: number): unknown => ({ $ref: `#/components/responses/n${index + 1}` });
  const document = {
    openapi: "3.1.0",
    info: { title: "Two to the power of thirty", version: "1" },
    paths: { "/a": { get: { operationId: "a", responses: { 200: next(-1) } } } },
    components: {
      responses: named(30, (index) => (index === 29 ? {} : { headers: { a: next(index), b: next(index) } })),
    },
  };
  // Responses cannot be headers: each reference is told of, once.
  const errors = errorsOf(writeFolder([["api/client-server/a.yaml", JSON.stringify(document)]]));
  expect([new Set(errors), errors.length]).toEqual([new Set(["lower/unsupported"]), 58]);
});

test("contents of a sub-type that refer to the same one twice, on each of forty levels", () => {
  const twice = (index: number): object => ({
    allOf: many(2, () => ({ $ref: `#/$defs/n${index + 1}` })),
  });
  const content = { type: "object", properties: { msgtype: { enum: ["m.other"] } } };
  const schema = {
    type: "object",
    properties: { content: { $ref: "#/$defs/n0" } },
    $defs: named(40, (index) => (index === 39 ? content : twice(index))),
  };
  const spec = writeFolder([["event-schemas/schema/m.room.message$m.large.yaml", JSON.stringify(schema)]]);
  expect(errorsOf(spec)).toEqual([]);
});

test("forms that refer to the same one many times, on each of eight levels", () => {
  const often = (index: number): object => ({
    allOf: many(400, () => ({ $ref: `#/components/schemas/n${index + 1}` })),
  });
  const form = { type: "object", properties: { file: { type: "string", format: "binary" } } };
  const document = {
    openapi: "3.1.0",
    info: { title: "Four hundred to the power of eight", version: "1" },
    paths: {
      "/a": {
        post: {
          operationId: "a",
          requestBody: {
            content: { "multipart/form-data": { schema: { $ref: "#/components/schemas/n0" } } },
          },
          responses: { 200: { description: "a" } },
        },
      },
    },
    components: { schemas: named(9, (index) => (index === 8 ? form : often(index))) },
  };
  const spec = writeFolder([["api/client-server/a.yaml", JSON.stringify(document)]]);
  expect(errorsOf(spec)).toEqual(["model/unsupported"]);
});

test("answers only have it, in schemas that refer to the same one twice, on each of forty levels", () => {
  const twice = (index: number): object => ({
    type: "object",
    properties: named(2, () => ({ $ref: `#/components/schemas/n${index + 1}` })),
  });
  const sent = { type: "object", required: ["id"], properties: { id: { type: "string", readOnly: true } } };
  const document = {
    openapi: "3.1.0",
    info: { title: "Two to the power of forty", version: "1" },
    paths: {
      "/a": {
        post: {
          operationId: "a",
          requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/n0" } } } },
          responses: { 200: { description: "a" } },
        },
      },
    },
    components: { schemas: named(40, (index) => (index === 39 ? sent : twice(index))) },
  };
  const { diagnostics } = generate({
    spec: writeFolder([["api/client-server/a.yaml", JSON.stringify(document)]]),
  });
  expect(diagnostics.all.map(({ code }) => code)).toEqual(["model/own-direction"]);
});

test("alternatives that refer to the same two, on each of forty levels, in a parameter and in an event", () => {
  const schema = (index: number): object => ({
    anyOf: many(2, (side) => ({ $ref: `#/$defs/n${index + 1}`, title: `${side}` })),
    oneOf: [{ $ref: `#/$defs/n${index + 1}` }, { type: "null" }],
  });
  const ends = (end: object) => named(40, (index) => (index === 39 ? end : schema(index)));
  expect(errorsOf(event({ $ref: "#/$defs/n0", $defs: ends({ type: "object" }) }))).toEqual([]);
  for (const end of [{ type: "object" }, { type: ["integer", "string"], minLength: 3 }]) {
    const text = JSON.stringify({
      openapi: "3.1.0",
      info: { title: "Two to the power of forty", version: "1" },
      paths: {
        "/a": {
          get: {
            operationId: "a",
            parameters: [{ name: "q", in: "query", schema: { $ref: "#/components/schemas/n0" } }],
            responses: { 200: { description: "a" } },
          },
        },
      },
      components: { schemas: ends(end) },
    }).replaceAll("#/$defs/", "#/components/schemas/");
    expect(errorsOf(writeFolder([["api/client-server/a.yaml", text]]))).toEqual([]);
  }
});

test("bases of bases, eight times on each of forty levels", () => {
  const base = (index: number): object => ({
    type: "object",
    ...(index < 39 && { allOf: many(8, () => ({ $ref: `#/$defs/n${index + 1}` })) }),
  });
  expect(errorsOf(event({ $ref: "#/$defs/n0", $defs: named(40, base) }))).toEqual([]);
});

test("thousands of values, of required properties, and of schemas in a circle", async () => {
  const spec = event({
    type: "object",
    properties: {
      value: { enum: many(3000, (index) => `v${index}`) },
      wide: { ...propertiesOf(3000), type: "object" },
      round: { $ref: "#/$defs/n0" },
    },
    $defs: named(1500, (index) => ({ properties: { next: { $ref: `#/$defs/n${(index + 1) % 1500}` } } })),
  });
  const { is } = await emit(spec, { emit: ["validators"] }).validator("events", "LargeEvent");
  const wide = Object.fromEntries(many(3000, (index) => [`n${index}`, "text"]));
  expect(is({ value: "v2999", wide, round: { next: {} } })).toBe(true);
  expect(is({ value: "v3000" })).toBe(false);
  expect(is({ wide: { ...wide, n2999: 1 } })).toBe(false);
  const { n2999: _, ...less } = wide;
  expect(is({ wide: less })).toBe(false);
});

function propertiesOf(count: number): object {
  const properties = named(count, () => ({ type: "string" }));
  return { properties, required: Object.keys(properties) };
}

test("a path of braces, and a name of ten thousand letters", () => {
  const paths = { [`/${"{".repeat(200_000)}`]: { get: { operationId: "a", responses: {} } } };
  const document = { openapi: "3.1.0", info: { title: "Braces", version: "1" }, paths };
  expect(errorsOf(writeFolder([["api/client-server/a.yaml", JSON.stringify(document)]]))).toEqual([]);
  expect(errorsOf(event({ properties: { ["x".repeat(10_000)]: { type: "string" } } }))).toEqual([]);
  expect(errorsOf(event({ properties: { ["x".repeat(10_001)]: {} } }))).toEqual(["lower/too-many"]);
});

test.each([
  ["lines", (index: number) => `  n${index}:\n    type: nothing\n`],
  ["one line each", (index: number) => `  n${index}: {type: nothing}\n`],
])("places of thousands of problems, in %s", (_, line) => {
  const text = `properties:\n${many(9000, line).join("")}`;
  const spec = writeFolder([["event-schemas/schema/m.wrong.yaml", text]]);
  const { diagnostics, loaded } = generate({ spec });
  const located: Diagnostic[] = locate(diagnostics.all, (path) =>
    loaded.files().find((file) => file.path === path),
  );
  expect(located.filter(({ line: found }) => found !== undefined).length).toBe(located.length);
});
