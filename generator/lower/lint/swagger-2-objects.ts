/** The objects of a Swagger 2.0 document and their fields. */
import { type DescriptionObjects, describe, STATUS } from "./description-objects.js";

const INLINE =
  "type format items collectionFormat default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems enum multipleOf";

/** OpenAPI 2.0. */
export const SWAGGER_2: DescriptionObjects = describe({
  document: {
    values: "swagger host basePath schemes consumes produces definitions security",
    objects: { info: "info", paths: "paths", externalDocs: "externalDocs" },
    lists: { tags: "tag" },
    maps: { parameters: "parameter", responses: "response", securityDefinitions: "securityScheme" },
  },
  info: {
    values: "title description termsOfService version",
    objects: { contact: "contact", license: "license" },
  },
  contact: { values: "name url email" },
  license: { values: "name url" },
  externalDocs: { values: "description url" },
  tag: { values: "name description", objects: { externalDocs: "externalDocs" }, required: "name" },
  paths: { others: { of: "path", names: /^\//, title: "a path" } },
  path: {
    values: "$ref",
    objects: Object.fromEntries(
      ["get", "put", "post", "delete", "options", "head", "patch"].map((method) => [method, "operation"]),
    ),
    lists: { parameters: "parameter" },
  },
  operation: {
    values: "tags summary description operationId consumes produces schemes deprecated security",
    objects: { externalDocs: "externalDocs", responses: "responses" },
    lists: { parameters: "parameter" },
  },
  parameter: {
    values: `name in description required schema allowEmptyValue ${INLINE}`,
    reference: true,
  },
  responses: { others: { of: "response", names: STATUS, title: "a status" } },
  response: { values: "description schema examples", maps: { headers: "header" }, reference: true },
  header: { values: `description ${INLINE}` },
  xml: { values: "name namespace prefix attribute wrapped" },
  securityScheme: {
    values: "type description name in flow authorizationUrl tokenUrl scopes",
    required: "type",
  },
});
