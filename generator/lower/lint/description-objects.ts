/** The objects of a description beside its schemas and the fields of each: the one table by which misspelt fields are found. */

/** Content of a field: an object of the table, a list or a map of them, or a value that is not looked into. */
export type FieldValue =
  | { readonly kind: "value" }
  | { readonly kind: "object" | "list" | "map"; readonly of: string };

export interface Field {
  readonly holds: FieldValue;
  /** The minor version of OpenAPI 3 that it came with. */
  readonly since: number;
}

export interface DescriptionObject {
  readonly fields: ReadonlyMap<string, Field>;
  /** Where any other key is a name, its values; the key must match `names`. */
  readonly others?: { readonly of: string; readonly names?: RegExp; readonly title: string };
  readonly required?: readonly string[];
  /** Whether a `$ref` may stand for it. */
  readonly reference?: true;
}

export type DescriptionObjects = ReadonlyMap<string, DescriptionObject>;

interface Written {
  /** Fields whose values are not looked into. */
  readonly values?: string;
  readonly objects?: { readonly [field: string]: string };
  readonly lists?: { readonly [field: string]: string };
  readonly maps?: { readonly [field: string]: string };
  readonly required?: string;
  readonly reference?: true;
  readonly others?: DescriptionObject["others"];
}

/** Lists of names are written as one text; `name@1` came with OpenAPI 3.1. */
function describe(objects: { readonly [name: string]: Written }): DescriptionObjects {
  return new Map(Object.entries(objects).map(([name, written]) => [name, read(written)] as const));
}

function read({ values = "", objects = {}, lists = {}, maps = {}, required, reference, others }: Written) {
  const fields = new Map<string, Field>();
  const add = (written: string, holds: FieldValue): void => {
    const [name = "", since = "0"] = written.split("@");
    fields.set(name, { holds, since: Number(since) });
  };
  for (const name of names(values)) add(name, { kind: "value" });
  for (const [name, of] of Object.entries(objects)) add(name, { kind: "object", of });
  for (const [name, of] of Object.entries(lists)) add(name, { kind: "list", of });
  for (const [name, of] of Object.entries(maps)) add(name, { kind: "map", of });
  return {
    fields,
    ...(required !== undefined && { required: names(required) }),
    ...(reference && { reference }),
    ...(others && { others }),
  };
}

function names(text: string): string[] {
  return text.split(" ").filter((name) => name !== "");
}

const STATUS = /^(?:[1-5]\d\d|[1-5]XX|default)$/;
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
    objects: {
      ...Object.fromEntries(
        ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query@2"].map((method) => [
          method,
          "operation",
        ]),
      ),
    },
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
