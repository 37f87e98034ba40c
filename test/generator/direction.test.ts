/** A required property that only answers have is not asked for in requests, and the other way round. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

const SPEC = `openapi: 3.0.3
info: { title: People, version: 1.0.0 }
servers: [{ url: "https://api.test" }]
components:
  schemas:
    Id: { type: string, readOnly: true }
    Base: { type: object, required: [id], properties: { id: { $ref: "#/components/schemas/Id" } } }
    Person:
      allOf:
        - $ref: "#/components/schemas/Base"
        - type: object
          required: [id, name, secret]
          properties:
            name: { type: string }
            secret: { type: string, writeOnly: true }
            friends: { type: array, items: { $ref: "#/components/schemas/Person" } }
            home: { type: object, required: [street, id], properties: { street: { type: string }, id: { type: string } } }
paths:
  /people:
    post:
      operationId: addPerson
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Person" } } } }
      responses:
        "201":
          description: Added.
          content: { application/json: { schema: { type: object, required: [person], properties: { person: { $ref: "#/components/schemas/Person" } } } } }
`;

test("readOnly and writeOnly, through references, allOf and other properties", async () => {
  const { validator } = emit(writeFolder([["people.yaml", SPEC]]));
  const [operation] = emit(writeFolder([["people.yaml", SPEC]])).manifest.operations;
  const api = operation?.api ?? "";
  const body = await validator(api, operation?.names.requestBody?.type ?? "");
  const answer = await validator(api, operation?.names.responses["201"]?.type ?? "");
  const home = { street: "a", id: "b" };
  expect(body.is({ name: "A", secret: "s", home })).toBe(true);
  expect(body.is({ name: "A" })).toBe(false);
  expect(body.is({ secret: "s" })).toBe(false);
  // A property of the same name in another object is another property.
  expect(body.is({ name: "A", secret: "s", home: { street: "a" } })).toBe(false);
  expect(answer.is({ person: { id: "1", name: "A", home } })).toBe(true);
  expect(answer.is({ person: { name: "A", secret: "s" } })).toBe(false);
  expect(answer.is({ person: { id: "1" } })).toBe(false);
});

test("a property whose schema says it in a part", async () => {
  const text = SPEC.replace(
    'id: { $ref: "#/components/schemas/Id" }',
    'id: { allOf: [{ $ref: "#/components/schemas/Id" }] }',
  );
  const { is } = await emit(writeFolder([["people.yaml", text]])).validator("people", "AddPersonRequestBody");
  expect(is({ name: "A", secret: "s" })).toBe(true);
});

test("a member of a parameter, and of a query as a whole", async () => {
  const filter = `schema: { type: object, required: [id, text], properties: { id: { type: string, readOnly: true }, text: { type: string } } }`;
  const read = (parameter: string) =>
    emit(
      writeFolder([
        [
          "a.yaml",
          `openapi: 3.2.0
info: { title: A, version: "1" }
paths: { /a: { get: { operationId: find, parameters: [${parameter}], responses: { "200": { description: d } } } } }`,
        ],
      ]),
    ).validator("a", "FindQuery");
  const one = await read(`{ in: query, name: f, style: deepObject, ${filter} }`);
  expect(one.is({ f: { text: "a" } })).toBe(true);
  expect(one.is({ f: { id: "1" } })).toBe(false);
  const whole = await read(
    `{ in: querystring, name: all, required: true, content: { application/x-www-form-urlencoded: { ${filter} } } }`,
  );
  expect(whole.is({ text: "a" })).toBe(true);
  expect(whole.is({ id: "1" })).toBe(false);
});
