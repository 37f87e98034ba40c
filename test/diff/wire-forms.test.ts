/** Forms on the wire that change though no schema says so: both sides break, since one writes what the other does not read. */
import { expect, test } from "vitest";
import { diffReleases } from "../../generator/diff/diff.js";
import type { Release } from "../../generator/diff/release.js";
import { readCase, releaseFrom } from "./support.js";

const part = (schema: string): string =>
  `[{ method: post, requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { a: ${schema} } } } } } }]`;
const cookie = (more: string): string =>
  `[{ parameters: [{ in: path, name: doorId, required: true, schema: { type: string } }, { in: cookie, name: a, schema: { type: string }${more} }] }]`;

test.each([
  [
    "a file, before a text",
    "field-form-changed",
    part("{ type: string }"),
    part("{ type: string, format: binary }"),
  ],
  [
    "files, before texts",
    "field-form-changed",
    part("{ type: array, items: { type: string } }"),
    part("{ type: array, items: { type: string, contentMediaType: image/png } }"),
  ],
  ["a cookie without percent-encoding", "parameter-form-changed", cookie(""), cookie(", style: cookie")],
])("%s", (_, rule, before, after) => {
  for (const [old, next] of [
    [before, after],
    [after, before],
  ]) {
    const given = readCase(`operation:\n  old: ${old}\n  new: ${next}\n`);
    const { changes } = diffReleases(given.old, given.new, { docs: given.docs });
    expect(changes.find((change) => change.rule === rule)?.breaks).toEqual(["caller", "server"]);
  }
});

test("an answer of text that becomes bytes is told of", () => {
  const answer = (schema: string): string =>
    `[{ responses: { "200": { description: d, content: { application/json: {}, text/plain: {${schema}} } } } }]`;
  const [text, bytes] = [answer("schema: { type: string }"), answer("")];
  for (const [old, next, rule] of [
    [text, bytes, "body-undescribed"],
    [bytes, text, "body-described"],
  ]) {
    const given = readCase(`operation:\n  old: ${old}\n  new: ${next}\n`);
    expect(diffReleases(given.old, given.new).changes.map((change) => change.rule)).toEqual([rule]);
  }
});

const told = (old: string, next: string): string[] => {
  const given = readCase(`operation:\n  old: ${old}\n  new: ${next}\n`);
  return diffReleases(given.old, given.new).changes.map(
    ({ rule, breaks, path }) => `${rule} ${path} ${breaks}`,
  );
};

test("each of several names of JSON is compared, and one schema under several names once", () => {
  const body = (...schemas: string[]): string => {
    const content = schemas.map((schema, index) => `application/v${index}+json: { schema: {${schema}} }`);
    return `[{ method: post, requestBody: { content: { ${content.join(", ")} } } }]`;
  };
  const [text, short] = ["type: string", "type: string, maxLength: 3"];
  const tightened = "constraint-tightened body caller";
  expect(told(body(text, text), body(text, short))).toEqual([tightened]);
  expect(told(body(text, text), body(short, short))).toEqual([tightened]);
  expect(told(body(text, ""), body(text, short))).toEqual(["type-stated body caller"]);
});

test("a border of numbers is one, whichever keyword says it", () => {
  const body = (schema: string): string =>
    `[{ method: post, requestBody: { content: { application/json: { schema: { type: number, ${schema} } } } } }]`;
  const tightened = ["constraint-tightened body caller"];
  const loosened = ["constraint-loosened body server"];
  for (const [less, more] of [
    ["exclusiveMinimum: 0", "minimum: 0"],
    ["exclusiveMinimum: 0", "exclusiveMinimum: -1"],
    ["minimum: 2, exclusiveMinimum: 0", "exclusiveMinimum: 1"],
    ["maximum: 4", "exclusiveMaximum: 5"],
    ["exclusiveMaximum: 5", "maximum: 5"],
    ["exclusiveMaximum: 5", "minLength: 1"],
  ] as const) {
    expect([less, more, told(body(more), body(less))]).toEqual([less, more, tightened]);
    expect([less, more, told(body(less), body(more))]).toEqual([less, more, loosened]);
  }
  expect(told(body("minimum: 1"), body("minimum: 1, exclusiveMinimum: 0"))).toEqual([]);
});

test("a media type that comes or goes beside any other is told of, and bytes by another name are not", () => {
  const answer = (...types: string[]): string =>
    `[{ responses: { "200": { description: d, content: { ${types.map((type) => `"${type}": {}`).join(", ")} } } } }]`;
  expect(told(answer("*/*"), answer("*/*", "text/html"))).toEqual(["media-type-added body caller"]);
  expect(told(answer("*/*", "text/html"), answer("*/*"))).toEqual(["media-type-removed body caller,server"]);
  expect(told(answer("*/*"), answer("application/octet-stream"))).toEqual([]);
});

test("a charset of UTF-8 says nothing of a media type, and other parameters do", () => {
  const body = (type: string, schema = "type: string"): string =>
    `[{ method: post, requestBody: { content: { '${type}': { schema: { ${schema} } } } } }]`;
  for (const type of ["application/json", "text/plain"])
    for (const charset of ["; charset=utf-8", ';charset="UTF-8"', "; Charset=utf8"]) {
      expect(told(body(type), body(type + charset))).toEqual([]);
      expect(told(body(type + charset, "type: string, maxLength: 3"), body(type))).toEqual([
        "constraint-loosened body server",
      ]);
    }
  expect(told(body("application/json"), body("application/json; version=2"))).toEqual([
    "media-type-added body server",
    "media-type-removed body caller",
  ]);
});

test("a type that no listed value has is none", () => {
  const body = (schema: string): string =>
    `[{ method: post, requestBody: { content: { application/json: { schema: { ${schema} } } } } }]`;
  const few = "type: string, enum: [a, b]";
  expect(told(body(few), body('type: [string, "null", integer, object], enum: [a, b]'))).toEqual([]);
  expect(told(body(few), body('type: [string, "null"], enum: [a, b, null]'))).not.toEqual([]);
});

test("a scheme is what its document declares, also under the name of Matrix's own", () => {
  const release = (scheme: string): Release =>
    releaseFrom("one", {
      "api/lamps/lamps.yaml": `{ openapi: 3.1.0, info: { title: t, version: "1" },
        paths: { /a: { get: { operationId: a, security: [{ accessToken: [] }], responses: { "200": { description: d } } } } },
        components: { securitySchemes: { accessToken: { ${scheme} } } } }`,
    });
  const [bearer, key] = [release("type: http, scheme: bearer"), release("type: apiKey, in: query, name: k")];
  for (const [old, next] of [
    [bearer, key],
    [key, bearer],
  ] as const) {
    const rules = diffReleases(old, next).changes.map(({ rule }) => rule);
    expect(new Set(rules)).toEqual(new Set(["security-scheme-added", "security-scheme-removed"]));
  }
});
