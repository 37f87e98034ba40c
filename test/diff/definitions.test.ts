/** Definitions that operations use have a type and a guard of their own: a change of these is told, also where no operation shows it. */
import { expect, test } from "vitest";
import { diffReleases } from "../../generator/diff/diff.js";
import { emit, writeFolder } from "../generator/support/emit.js";
import { releaseFrom } from "./support.js";

const files = (items: string, body: string): { readonly [path: string]: string } => ({
  "api/lamps/definitions/batch.yaml": `{ type: object, properties: { lamps: { type: array, items: { ${items} } } } }`,
  "api/lamps/lamps.yaml": `{ openapi: 3.1.0, info: { title: t, version: "1" }, paths: { /lamps: { put: {
    operationId: light, responses: { "200": { description: d } },
    requestBody: { required: true, content: { application/json: { schema: { ${body} } } } } } } } }`,
});
const BODIES = {
  "describes the member again":
    "allOf: [{ $ref: definitions/batch.yaml }], properties: { lamps: { type: array, items: { type: object } } }",
  "contradicts the definition": "allOf: [{ $ref: definitions/batch.yaml }, { type: string }]",
  "is the definition": "$ref: definitions/batch.yaml",
};
type Told = readonly (readonly [id: string, breaks: readonly string[]])[];

const told = (old: string, next: string, body: string): Told =>
  diffReleases(releaseFrom("old", files(old, body)), releaseFrom("new", files(next, body))).changes.map(
    ({ id, breaks }) => [id, breaks],
  );

test.each([
  ["describes the member again", "type-unstated", "reader", "type-stated", "caller"],
  ["contradicts the definition", "type-unstated", "reader", "type-stated", "caller"],
] as const)("by the definition, where the one operation that uses it %s", (how, rule, reads, back, sends) => {
  const subject = "lamps/definitions/batch definition lamps[]";
  expect(told("type: object", "", BODIES[how])).toEqual([[`${rule} ${subject}`, [reads]]]);
  expect(told("", "type: object", BODIES[how])).toEqual([[`${back} ${subject}`, [sends]]]);
});

test.each([
  // Told of the header as an annotation, too.
  ["format: mx-user-id", "format-added"],
  ["anyOf: [{ maxLength: 3 }, { pattern: ^a }]", "verdict-changed"],
])("by the definition, where only a header of an answer refers to it: %s", (constraint, rule) => {
  const lamp = (more: string): { readonly [path: string]: string } => ({
    "api/lamps/definitions/name.yaml": `{ type: object, properties: { a: { type: string, ${more} } } }`,
    "api/lamps/lamps.yaml": `{ openapi: 3.1.0, info: { title: t, version: "1" }, paths: { /lamps: { get: {
      operationId: see, responses: { "200": { description: d, headers: { Lamp: { schema: { $ref: definitions/name.yaml } } } } } } } } }`,
  });
  const { changes } = diffReleases(releaseFrom("old", lamp("")), releaseFrom("new", lamp(constraint)));
  expect(changes.filter(({ breaks }) => breaks.length > 0).map(({ id, breaks }) => [id, breaks])).toEqual([
    [`${rule} lamps/definitions/name definition a`, ["caller"]],
  ]);
});

test("once, by the operation, where that shows it", () => {
  expect(told("type: object", "", BODIES["is the definition"])).toEqual([
    ["type-unstated lamps/light request body.lamps[]", ["server"]],
  ]);
});

test("once, by the operation, where a property goes from a schema that is used beside another", () => {
  const body = "allOf: [{ $ref: definitions/batch.yaml }, { type: object }]";
  const lamp = (properties: string): { readonly [path: string]: string } => ({
    ...files("", body),
    "api/lamps/definitions/batch.yaml": `{ type: object, properties: { ${properties} } }`,
  });
  const [old, next] = [releaseFrom("old", lamp("a: { type: string }")), releaseFrom("new", lamp(""))];
  expect(diffReleases(old, next).changes.map(({ id }) => id)).toEqual([
    "property-removed lamps/light request body.a",
  ]);
});

test("the emitted guard of the definition judges otherwise, and that of the operation as before", async () => {
  const verdicts = async (items: string): Promise<readonly boolean[]> => {
    const emitted = emit(writeFolder(Object.entries(files(items, BODIES["describes the member again"]))));
    const [definition, operation] = await Promise.all(
      ["Batch", "LightRequestBody"].map((type) => emitted.validator("lamps", type)),
    );
    return [definition, operation].map((validator) => validator?.is({ lamps: ["a"] }) === true);
  };
  expect(await verdicts("type: object")).toEqual([false, false]);
  expect(await verdicts("")).toEqual([true, false]);
});
