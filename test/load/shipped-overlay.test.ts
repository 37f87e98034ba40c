/** Bodies that no release of Matrix says are required, though they have required properties. */
import { describe, expect, test } from "vitest";
import { Diagnostics } from "../../generator/diagnostic.js";
import { getArray, isObject } from "../../generator/json.js";
import { understand } from "../../generator/pipeline.js";
import { emit, writeFolder } from "../generator/support/emit.js";
import { shared } from "../support/shared.js";

const SCHEMA = "{type: object, required: [user_accepts], properties: {user_accepts: {type: array}}}";
const openApi = (id: string, body = ""): string => `openapi: 3.1.0
info: {title: t, version: "1"}
paths: {/terms: {post: {operationId: ${id}, requestBody: {${body}content: {application/json: {schema: ${SCHEMA}}}}, responses: {"200": {description: d}}}}}
`;
const SWAGGER = `swagger: "2.0"
info: {title: t, version: "1"}
paths: {/terms: {post: {operationId: agreeToTerms, parameters: [{in: query, name: q, type: string}, {in: body, name: b, schema: ${SCHEMA}}], responses: {"200": {description: d}}}}}
`;

test.each([
  ["OpenAPI", openApi("agreeToTerms"), "/paths/~1terms/post/requestBody/required"],
  ["Swagger", SWAGGER, "/paths/~1terms/post/parameters/1/required"],
  ["another operation", openApi("agree"), undefined],
  ["a body that says that it may be left out", openApi("agreeToTerms", "required: false, "), undefined],
])("%s", (_, text, pointer) => {
  const { diagnostics, manifest, files } = emit(writeFolder([["api/identity/v2_terms.yaml", text]]));
  expect(diagnostics.all).toEqual([]);
  expect(manifest.overlays.map((overlay) => overlay.pointer)).toEqual(pointer === undefined ? [] : [pointer]);
  const types = files.find((file) => file.path === "identity.ts")?.text;
  expect(types).toContain(pointer === undefined ? "body?: " : "body: ");
});

describe.skipIf(shared("matrix-spec") === undefined)("with the specification beside us", () => {
  test.each(["v1.7", "v1.19"])("%s has no such body left", (release) => {
    const { model, linked } = understand(
      { spec: shared(`matrix-spec/${release}/data`) ?? "" },
      new Diagnostics(),
    );
    const bodies = model.apis.flatMap(({ operations }) =>
      operations.flatMap(({ operationId, requestBody }) =>
        requestBody?.required === false ? [{ operationId, schema: requestBody.contents[0]?.schema }] : [],
      ),
    );
    expect(bodies.length).toBeGreaterThan(0);
    const demands = (schema: unknown): boolean => {
      if (!isObject(schema)) return false;
      const target = linked.schemas.get(String(schema.$ref))?.schema;
      return (
        getArray(schema, "required").length > 0 || demands(target) || getArray(schema, "allOf").some(demands)
      );
    };
    expect(bodies.filter(({ schema }) => demands(schema)).map(({ operationId }) => operationId)).toEqual([]);
  });
});
