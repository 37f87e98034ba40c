/** Where a validator of the new release judges a value otherwise than one of the old, `diff` says so, to the audience that meets it. */
import { expect, test } from "vitest";
import { diffReleases } from "../../generator/diff/diff.js";
import type { Release } from "../../generator/diff/release.js";
import type { Json } from "../../generator/json.js";
import { BASES, editsOf } from "./edits.js";
import { releaseFrom } from "./support.js";
import { smallEvent, untoldVerdicts, VALUES } from "./verdicts.js";

test("a sample of all edits; the soak makes each", async () => {
  const edits = BASES.flatMap(editsOf).filter((_, index) => index % 9 === 0);
  const contents = VALUES.map((v) => ({ v }));
  const { changed, missed } = await untoldVerdicts({ edits, eventOf: smallEvent, contents: () => contents });
  expect(changed).toBeGreaterThan(100);
  expect(missed).toEqual([]);
});

test("what a condition asks for deep in alternatives", async () => {
  const asking = (name: string): Json =>
    JSON.parse(`{ "oneOf": [
      { "type": "object", "required": ["t"], "properties": { "t": { "const": "a" } } },
      { "type": "object", "required": ["t"], "properties": { "t": { "const": "b" } },
        "if": { "required": ["q"] }, "then": { "required": ["${name}"] }, "else": { "minProperties": 1 } }
    ] }`);
  const edits = [{ what: "another member", old: asking("r"), new: asking("s") }];
  const contents = ["r", "s"].map((name) => ({ v: { t: "b", q: 1, [name]: 1 } }));
  const { changed, missed } = await untoldVerdicts({ edits, eventOf: smallEvent, contents: () => contents });
  expect([changed, missed]).toEqual([1, []]);
});

test.each([
  // The only texts that show it are those of a pattern that begins anyhow.
  [
    '{ "type": "string", "pattern": "\\\\d+" }',
    '{ "type": "string", "pattern": "\\\\d+", "oneOf": [{ "minimum": 0 }, { "minLength": 0 }] }',
  ],
  // A pattern describes the key that is only asked for.
  [
    '{ "allOf": [{ "required": ["b"] }, { "type": "object", "patternProperties": { "^[a-c]*$": { "const": "k" } } }] }',
    '{ "allOf": [{ "required": ["b"] }, { "type": "integer" }, { "type": "object", "patternProperties": { "^[a-c]*$": { "const": "k" } } }] }',
  ],
  ['{ "type": "object" }', "false"],
  ['{ "type": "string" }', '{ "allOf": [false, { "type": "string" }] }'],
  ['{ "anyOf": [false, { "type": "string" }] }', "false"],
])("%s against %s, which takes nothing", (some, none) => {
  const release = (schema: string): Release =>
    releaseFrom("one", {
      "event-schemas/schema/m.lamp.yaml": smallEvent("m.lamp", JSON.parse(`{ "allOf": [${schema}] }`)),
    });
  const breaks = (old: string, next: string): readonly string[] =>
    diffReleases(release(old), release(next)).changes.flatMap((change) => change.breaks);
  expect(new Set(breaks(some, none))).toEqual(new Set(["caller"]));
  expect(new Set(breaks(none, some))).toEqual(new Set(["reader"]));
});

test.each([
  '{ "additionalProperties": false }',
  '{ "maxProperties": 3 }',
  '{ "required": ["sender"] }',
  '{ "required": ["z"] }',
  '{ "allOf": [{ "required": ["z"] }] }',
  '{ "not": { "required": ["sender"] } }',
  '{ "dependentRequired": { "sender": ["z"] } }',
  '{ "if": { "required": ["sender"] }, "then": { "required": ["z"] } }',
  '{ "propertyNames": { "pattern": "^[cst]" } }',
])("an event that says %s of itself as a whole is told of, both ways", (said) => {
  const release = (more: string): Release =>
    releaseFrom("one", {
      "event-schemas/schema/m.lamp.yaml": JSON.stringify({
        type: "object",
        properties: { type: { const: "m.lamp" }, sender: { type: "string" }, content: { type: "object" } },
        ...Object(JSON.parse(more)),
      }),
    });
  const breaks = (old: string, next: string): readonly string[] =>
    diffReleases(release(old), release(next)).changes.flatMap((change) => change.breaks);
  expect(breaks("{}", said)).toContain("caller");
  expect(breaks(said, "{}")).toContain("reader");
});

test("an event that takes only what it names itself takes less than one that takes what its base names, too", () => {
  const release = (said: string): Release =>
    releaseFrom("one", {
      "event-schemas/schema/core-event-schema/event.yaml":
        "{ type: object, properties: { sender: { type: string }, content: { type: object } } }",
      "event-schemas/schema/m.lamp.yaml": `{ allOf: [{ $ref: core-event-schema/event.yaml }], properties: { type: { const: m.lamp } }, ${said}: false }`,
    });
  const [own, all] = [release("additionalProperties"), release("unevaluatedProperties")];
  const changes = (old: Release, next: Release): readonly string[] =>
    diffReleases(old, next)
      .changes.flatMap(({ path, breaks }) => `${path}: ${breaks.join(", ")}`)
      .sort();
  expect(changes(all, own)).toEqual(["content: caller, reader", "sender: caller, reader"]);
  expect(changes(own, all)).toEqual(["content: reader", "sender: reader"]);
});

test("an event that no longer takes its own type is told of, and a list of types that grows is not", () => {
  const release = (types: string): Release =>
    releaseFrom("one", {
      "event-schemas/schema/m.lamp.yaml": `type: object\nproperties: {type: {type: string${types}}, content: {type: object}}`,
    });
  const changes = (old: string, next: string): string[] =>
    diffReleases(release(old), release(next)).changes.map(({ rule, severity }) => `${rule} ${severity}`);
  expect(changes(", enum: [m.lamp]", ", enum: [m.lmap]")).not.toEqual([]);
  expect(changes(", enum: [m.lamp]", ", enum: [m.lamp, m.light]")).toEqual([]);
  expect(changes("", ", enum: [m.lamp]")).toEqual([]);
});

test("content that an event's own file describes as more than an object is held to its base, and diff says no less", async () => {
  const contents: Json[] = JSON.parse(`[
    { "type": "object", "properties": { "a": { "type": "string" } } },
    { "type": ["object", "null"], "properties": { "a": { "type": "string" } } },
    { "type": ["object", "string"] },
    { "properties": { "a": { "type": "string" } } },
    { "$ref": "base.yaml#/$defs/nullable" },
    { "type": "null" },
    {},
    true
  ]`);
  const edits = contents.flatMap((old) =>
    contents
      .filter((next) => next !== old)
      .map((next) => ({ what: JSON.stringify([old, next]), old, new: next })),
  );
  const base = "allOf: [{ $ref: base.yaml }]";
  const { missed } = await untoldVerdicts({
    edits,
    files: {
      "event-schemas/schema/base.yaml": `type: object
properties: { content: { type: object, description: The fields. } }
$defs: { nullable: { type: [object, "null"], properties: { a: { type: string } } } }`,
    },
    eventOf: (type, content) =>
      `${base}\ntype: object\nproperties: ${JSON.stringify({ type: { const: type }, content })}`,
    contents: () => [null, "", {}, { a: "" }, { a: 1 }],
  });
  expect(missed).toEqual([]);
});

test("a core schema that asks events for more, or for less, is told of", () => {
  const release = (required: string): Release =>
    releaseFrom("one", {
      "event-schemas/schema/core-event-schema/event.yaml": `type: object\nrequired: [${required}]\nproperties: {type: {type: string}, sender: {type: string}}`,
      "event-schemas/schema/m.lamp.yaml":
        "allOf: [{$ref: core-event-schema/event.yaml}]\ntype: object\nproperties: {type: {const: m.lamp}, content: {type: object}}",
    });
  const breaks = (old: string, next: string): readonly string[] =>
    diffReleases(release(old), release(next)).changes.flatMap((change) => change.breaks);
  expect(breaks("type", "type, sender")).toContain("caller");
  expect(breaks("type, sender", "type")).toContain("reader");
  expect(breaks("type", "type")).toEqual([]);
});

test("a component that only the schema of bytes refers to has a type and a guard all the same", () => {
  const release = (schema: string): Release =>
    releaseFrom("one", {
      "api/lamps/lamps.yaml": `{ openapi: 3.1.0, info: { title: t, version: "1" },
        paths: { /a: { get: { operationId: a, responses: { "200": { description: d, content: {
          "*/*": { schema: { $ref: "#/components/schemas/Lamp" } } } } } } } },
        components: { schemas: { Lamp: { ${schema} } } } }`,
    });
  const { changes } = diffReleases(release("type: string"), release("type: integer"));
  expect(changes.map(({ id, breaks }) => [id, breaks])).toEqual([
    ["type-changed lamps/definitions/Lamp definition", ["caller", "reader"]],
  ]);
});
