/** The objects of OpenAPI and Swagger by their members: which object stands under each, so that a document can be walked. */
import { METHODS } from "../methods.js";

/** Each member's kind: `value` for what has no members of its own, `{}` before a kind for a map of it, `[]` for a list. */
export type Members = { readonly [member: string]: string };

const PATH_ITEM: Members = {
  ...Object.fromEntries(METHODS.map((method) => [method, "operation"])),
  additionalOperations: "{}operation",
  parameters: "[]parameter",
  servers: "[]server",
  summary: "value",
  description: "value",
  $ref: "value",
};

const DESCRIBED: Members = {
  "x-addedInMatrixVersion": "value",
  description: "value",
  deprecated: "value",
  required: "value",
  $ref: "value",
};

/** Of parameters and headers: OpenAPI's members, and Swagger's, which are a schema's besides. */
const WRITTEN: Members = {
  ...DESCRIBED,
  allowEmptyValue: "value",
  allowReserved: "value",
  style: "value",
  explode: "value",
  collectionFormat: "value",
  schema: "schema",
  content: "{}media type",
  example: "value",
  examples: "value",
};

export const OBJECTS: { readonly [kind: string]: Members } = {
  document: {
    openapi: "value",
    swagger: "value",
    $self: "value",
    info: "value",
    jsonSchemaDialect: "value",
    servers: "[]server",
    host: "value",
    basePath: "value",
    schemes: "value",
    consumes: "value",
    produces: "value",
    paths: "{}path item",
    webhooks: "{}path item",
    components: "components",
    definitions: "{}schema",
    parameters: "{}parameter",
    responses: "{}response",
    securityDefinitions: "{}security scheme",
    security: "value",
    tags: "value",
    externalDocs: "value",
  },
  components: {
    schemas: "{}schema",
    responses: "{}response",
    parameters: "{}parameter",
    examples: "value",
    requestBodies: "{}request body",
    headers: "{}header",
    securitySchemes: "{}security scheme",
    links: "value",
    callbacks: "{}callback",
    pathItems: "{}path item",
    mediaTypes: "{}media type",
  },
  "path item": PATH_ITEM,
  operation: {
    ...DESCRIBED,
    operationId: "value",
    summary: "value",
    tags: "value",
    externalDocs: "value",
    parameters: "[]parameter",
    requestBody: "request body",
    responses: "{}response",
    callbacks: "{}callback",
    security: "value",
    servers: "[]server",
    consumes: "value",
    produces: "value",
    schemes: "value",
  },
  callback: {},
  server: { url: "value", name: "value", description: "value", variables: "value" },
  parameter: { ...WRITTEN, name: "value", in: "value" },
  header: WRITTEN,
  "request body": { ...DESCRIBED, content: "{}media type" },
  response: {
    ...DESCRIBED,
    summary: "value",
    headers: "{}header",
    content: "{}media type",
    links: "value",
    schema: "schema",
    examples: "value",
  },
  "media type": {
    schema: "schema",
    itemSchema: "schema",
    example: "value",
    examples: "value",
    encoding: "{}encoding",
    prefixEncoding: "value",
    itemEncoding: "value",
    $ref: "value",
  },
  encoding: {
    contentType: "value",
    headers: "{}header",
    style: "value",
    explode: "value",
    allowReserved: "value",
  },
  "security scheme": {
    type: "value",
    description: "value",
    name: "value",
    in: "value",
    scheme: "value",
    bearerFormat: "value",
    flow: "value",
    flows: "value",
    authorizationUrl: "value",
    tokenUrl: "value",
    scopes: "value",
    openIdConnectUrl: "value",
    oauth2MetadataUrl: "value",
    deprecated: "value",
    $ref: "value",
  },
};

/** Members that say nothing of values or requests, and of which nothing is made. */
export const LEFT_OUT: ReadonlySet<string> = new Set([
  "document.info",
  "document.tags",
  "document.externalDocs",
  "components.examples",
  "components.links",
  "operation.externalDocs",
  "response.links",
  "response.examples",
  "path item.summary",
  "path item.description",
  "server.description",
  "server.name",
  "parameter.example",
  "parameter.examples",
  "header.example",
  "header.examples",
  "media type.example",
  "media type.examples",
  "security scheme.description",
  "security scheme.bearerFormat",
  "security scheme.scopes",
  "schema.example",
  "schema.examples",
  "schema.externalDocs",
  "schema.xml",
  "schema.$comment",
  "schema.contentEncoding",
  "schema.contentMediaType",
  "schema.contentSchema",
]);

/** Keywords of a schema without a schema inside that say something to readers or validators. */
export const ANNOTATIONS: ReadonlySet<string> = new Set([
  "$ref",
  "$id",
  "$schema",
  "$anchor",
  "$dynamicAnchor",
  "$dynamicRef",
  "$recursiveRef",
  "$recursiveAnchor",
  "$vocabulary",
  "title",
  "description",
  "default",
  "deprecated",
  "readOnly",
  "writeOnly",
  "x-addedInMatrixVersion",
  "x-pattern-format",
  "discriminator",
  "nullable",
]);

/** Maps of pieces of which something is made only where they are used. */
export const SHELVES: ReadonlySet<string> = new Set([
  ...Object.entries(OBJECTS.components ?? {})
    .filter(([, kind]) => kind.startsWith("{}"))
    .map(([member]) => `components.${member}`),
  "document.definitions",
  "document.parameters",
  "document.responses",
  "document.securityDefinitions",
  "schema.$defs",
  "schema.definitions",
]);

/** Keywords by which references find a schema without its place. */
export const NAMING: ReadonlySet<string> = new Set(["$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor"]);
