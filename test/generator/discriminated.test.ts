/** A discriminator's values narrow types and validators where the schemas that it tells apart leave the property open. */
import path from "node:path";
import { expect, test } from "vitest";
import { compile } from "./support/compile.js";
import { emit, writeFolder } from "./support/emit.js";

const DESCRIPTION = `openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a: {put: {operationId: putPet, requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}, responses: {"200": {description: fine}}}}
components:
  schemas:
    Named: {type: object, required: [kind], properties: {kind: {type: string}, name: {type: string}}}
    Cat: {allOf: [{$ref: "#/components/schemas/Named"}, {type: object, properties: {lives: {type: integer}}}]}
    Dog: {allOf: [{$ref: "#/components/schemas/Named"}, {type: object, properties: {tricks: {type: array}}}]}
    Cow: {type: object, required: [kind], properties: {kind: {enum: [cow]}, milk: {type: number}}}
    Pet:
      oneOf:
        - $ref: "#/components/schemas/Cat"
        - $ref: "#/components/schemas/Dog"
        - $ref: "#/components/schemas/Cow"
      discriminator:
        propertyName: kind
        mapping: {tom: Cat, felix: "#/components/schemas/Cat"}
`;
const ours = emit(writeFolder([["api/zoo/a.yaml", DESCRIPTION]]));

/** With the verdict on each. */
const VALUES: readonly (readonly [string, boolean])[] = [
  ['{ kind: "tom", lives: 9 }', true],
  ['{ kind: "felix", lives: 9, name: "F" }', true],
  ['{ kind: "Dog", tricks: [] }', true],
  ['{ kind: "cow", milk: 1 }', true],
  ['{ kind: "tom", lives: "9" }', false],
  ['{ kind: "Cat", lives: 9 }', false],
  ['{ kind: "dog", tricks: [] }', false],
  ["{ lives: 9 }", false],
];

test("types and validators agree on what a discriminator tells apart", async () => {
  expect(ours.diagnostics.all).toEqual([]);
  const { is } = await ours.validator("zoo", "PutPetRequestBody");
  const lines = VALUES.map(([text], index) => `export const a${index}: PutPetRequestBody = ${text};`);
  const narrowed =
    'export const of = (pet: PutPetRequestBody): unknown => (pet.kind === "Dog" ? pet.tricks : pet.kind === "cow" ? pet.milk : pet.lives);';
  writeFolder(
    [["use.ts", `import type { PutPetRequestBody } from "./zoo.js";\n${[...lines, narrowed].join("\n")}\n`]],
    ours.folder,
  );
  const problems = compile([path.join(ours.folder, "use.ts")]);
  const refused = (index: number): boolean =>
    problems.some((text) => text.startsWith(`use.ts:${index + 2}:`));
  for (const [index, [text, verdict]] of VALUES.entries()) {
    const value: unknown = JSON.parse(text.replace(/(\w+):/g, '"$1":'));
    expect(is(value), text).toBe(verdict);
    expect(!refused(index), text).toBe(verdict);
  }
  expect(refused(VALUES.length), "narrowing").toBe(false);
});

test("a mapping that leads nowhere, to another schema, or by a property that none has", () => {
  const { diagnostics } = emit(
    writeFolder([
      [
        "api/zoo/a.yaml",
        DESCRIPTION.replace("propertyName: kind", "propertyName: sort").replace(
          "tom: Cat",
          "tom: Named, tim: Cot",
        ),
      ],
    ]),
  );
  expect(diagnostics.all.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    "link/discriminator: Named is not among the schemas told apart",
    "link/unresolved-ref: nothing is at #/components/schemas/Cot",
    "link/discriminator: none of the schemas that a discriminator tells apart has the property sort",
  ]);
});
