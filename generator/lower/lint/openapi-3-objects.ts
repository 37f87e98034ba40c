/** The objects of an OpenAPI 3 document and their fields. */
import { type DescriptionObjects, describe, STATUS } from "./description-objects.js";

const VALUE = "value";

/** OpenAPI 3.2.0, section 4; what 3.0 and 3.1 do not have is marked. */
export const OPENAPI_3: DescriptionObjects = describe({
  document: {
    values: "openapi security jsonSchemaDialect@1 $self@2",
    objects: { info: "info", paths: "paths", components: "components", externalDocs: "externalDocs" },
    lists: { servers: "server", tags: "tag" },
    maps: { "webhooks@1": "path" },
  },
  info: {
    values: "title summary@1 description termsOfService version",
    objects: { contact: "contact", license: "license" },
  },
  contact: { values: "name url email" },
  license: { values: "name identifier@1 url" },
  externalDocs: { values: "description url" },
  server: { values: "url description name@2", maps: { variables: "variable" }, required: "url" },
  variable: { values: "enum default description", required: "default" },
  tag: {
    values: "name summary@2 description parent@2 kind@2",
    objects: { externalDocs: "externalDocs" },
    required: "name",
  },
  paths: { others: { of: "path", names: /^\//, title: "a path" } },
  components: {
    maps: {
      schemas: VALUE,
      responses: "response",
      parameters: "parameter",
      examples: "example",
      requestBodies: "requestBody",
      headers: "header",
      securitySchemes: "securityScheme",
      links: "link",
      callbacks: "callback",
      "pathItems@1": "path",
      "mediaTypes@2": "mediaType",
    },
  },
  path: {
    values: "$ref summary description",
    objects: Object.fromEntries(
      ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query@2"].map((method) => [
        method,
        "operation",
      ]),
    ),
    lists: { servers: "server", parameters: "parameter" },
    maps: { "additionalOperations@2": "operation" },
  },
  operation: {
    values: "tags summary description operationId deprecated security",
    objects: { externalDocs: "externalDocs", requestBody: "requestBody", responses: "responses" },
    lists: { parameters: "parameter", servers: "server" },
    maps: { callbacks: "callback" },
  },
  parameter: {
    values:
      "name in description required deprecated allowEmptyValue style explode allowReserved schema example",
    maps: { examples: "example", content: "mediaType" },
    reference: true,
  },
  header: {
    values:
      "name in description required deprecated allowEmptyValue style explode allowReserved schema example",
    maps: { examples: "example", content: "mediaType" },
    reference: true,
  },
  requestBody: {
    values: "description required",
    maps: { content: "mediaType" },
    required: "content",
    reference: true,
  },
  mediaType: {
    values: "schema itemSchema@2 example prefixEncoding@2 itemEncoding@2",
    maps: { examples: "example", encoding: "encoding" },
    reference: true,
  },
  encoding: {
    values: "contentType style explode allowReserved prefixEncoding@2 itemEncoding@2",
    maps: { headers: "header", "encoding@2": "encoding" },
  },
  responses: { others: { of: "response", names: STATUS, title: "a status" } },
  response: {
    values: "summary@2 description",
    maps: { headers: "header", content: "mediaType", links: "link" },
    reference: true,
  },
  callback: { others: { of: "path", title: "an expression" }, reference: true },
  example: {
    values: "summary description value externalValue dataValue@2 serializedValue@2",
    reference: true,
  },
  link: {
    values: "operationRef operationId parameters requestBody description",
    objects: { server: "server" },
    reference: true,
  },
  securityScheme: {
    values: "type description name in scheme bearerFormat openIdConnectUrl oauth2MetadataUrl@2 deprecated@2",
    objects: { flows: "flows" },
    required: "type",
    reference: true,
  },
  flows: {
    objects: Object.fromEntries(
      ["implicit", "password", "clientCredentials", "authorizationCode", "deviceAuthorization@2"].map(
        (flow) => [flow, "flow"],
      ),
    ),
  },
  xml: { values: "nodeType@2 name namespace prefix attribute wrapped" },
  discriminator: { values: "propertyName mapping defaultMapping@2", required: "propertyName" },
  flow: { values: "authorizationUrl deviceAuthorizationUrl@2 tokenUrl refreshUrl scopes" },
});
