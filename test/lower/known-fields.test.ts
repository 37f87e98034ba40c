/** The tables of fields that are linted and of constructs that are counted know the same ones. */
import { expect, test } from "vitest";
import { OBJECTS } from "../../generator/coverage/constructs.js";
import { isRestriction } from "../../generator/lower/keywords.js";
import { OPENAPI_3 } from "../../generator/lower/lint/openapi-3-objects.js";
import { SWAGGER_2 } from "../../generator/lower/lint/swagger-2-objects.js";

/** Objects that coverage calls otherwise. */
const KINDS: Readonly<Record<string, string>> = {
  path: "path item",
  mediaType: "media type",
  requestBody: "request body",
  securityScheme: "security scheme",
};

/** Nothing is made of these: they count as left out, as an unknown field does. */
const LEFT_OUT = [
  "header.name",
  "header.in",
  "encoding.prefixEncoding",
  "encoding.itemEncoding",
  "encoding.encoding",
];

test.each([
  ["OpenAPI 3", OPENAPI_3, LEFT_OUT],
  ["Swagger 2.0", SWAGGER_2, []],
])("%s: add a new field to generator/coverage/constructs.ts, or here", (_, objects, leftOut) => {
  const missing = [...objects].flatMap(([name, { fields }]) => {
    const kind = KINDS[name] ?? name;
    const members = OBJECTS[kind];
    if (members === undefined) return [];
    const isKeyword = (field: string): boolean => isRestriction(field) || field === "default";
    return [...fields.keys()]
      .filter((field) => !Object.hasOwn(members, field) && !isKeyword(field))
      .map((field) => `${kind}.${field}`);
  });
  expect(missing).toEqual(leftOut);
});
