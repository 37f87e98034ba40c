/** Lowers a Swagger 2.0 document to OpenAPI 3.1: base path, body parameters, inline parameter types, media types, files. */
import {
  fromEntries,
  get,
  getArray,
  getEntries,
  getString,
  isArray,
  isObject,
  type Json,
  type JsonObject,
} from "../json.js";
import { pointer } from "../pointer.js";
import { lowerSchema, type SchemaContext } from "./schema.js";

const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch"]);
/** Keywords that Swagger writes on a parameter itself and OpenAPI 3 inside its schema. */
const INLINE = [
  "type",
  "items",
  "enum",
  "format",
  "default",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
];

interface MediaTypes {
  readonly consumes: readonly Json[];
  readonly produces: readonly Json[];
}

export function lowerSwagger2(document: JsonObject, context: SchemaContext): JsonObject {
  const media = { consumes: getArray(document, "consumes"), produces: getArray(document, "produces") };
  const paths = getEntries(document, "paths").map(([path, item]): [string, Json] => {
    const shared = get(item, "parameters");
    const operations = getEntries({ item }, "item").map(([method, operation]): [string, Json] => {
      const at = `/paths${pointer(path, method)}`;
      return [
        method,
        METHODS.has(method) && isObject(operation)
          ? lowerOperation(operation, shared, at, media, context)
          : operation,
      ];
    });
    return [path, fromEntries(operations.filter(([method]) => method !== "parameters"))];
  });
  const schemes = document.securityDefinitions;
  return {
    openapi: "3.1.0",
    info: document.info ?? {},
    servers: [
      { url: "{basePath}", variables: { basePath: { default: getString(document, "basePath") ?? "" } } },
    ],
    paths: fromEntries(paths),
    components: { ...(schemes !== undefined && { securitySchemes: schemes }) },
  };
}

function lowerOperation(
  operation: JsonObject,
  shared: Json | undefined,
  at: string,
  documentMedia: MediaTypes,
  context: SchemaContext,
): JsonObject {
  const media = {
    consumes: isArray(operation.consumes) ? operation.consumes : documentMedia.consumes,
    produces: isArray(operation.produces) ? operation.produces : documentMedia.produces,
  };
  const listed = getArray(operation, "parameters").map((parameter, index) => ({
    parameter,
    at: `${at}/parameters/${index}`,
  }));
  const inherited = isArray(shared) ? shared.map((parameter) => ({ parameter, at })) : [];
  const all = [...inherited, ...listed];
  const body = all.find(({ parameter }) => getString(parameter, "in") === "body");
  const parameters = all
    .filter((entry) => entry !== body)
    .map((entry) => lowerParameter(entry.parameter, entry.at, context));
  const responses = getEntries(operation, "responses").map(([status, response]): [string, Json] => {
    const where = `${at}/responses${pointer(status)}`;
    return [
      status.toUpperCase(),
      isObject(response) ? lowerResponse(response, where, media.produces, context) : response,
    ];
  });
  const { consumes: _consumes, produces: _produces, ...rest } = operation;
  const lowered = {
    ...rest,
    parameters,
    ...(body &&
      isObject(body.parameter) && {
        requestBody: lowerBody(body.parameter, body.at, media.consumes, context),
      }),
    responses: fromEntries(responses),
  };
  return context.origins.mark(lowered, { file: context.file, pointer: at });
}

function lowerParameter(parameter: Json, at: string, context: SchemaContext): Json {
  if (!isObject(parameter) || parameter.$ref !== undefined) return parameter;
  const schema = INLINE.flatMap((key): [string, Json][] => {
    const value = parameter[key];
    return value === undefined ? [] : [[key, value]];
  });
  const kept = Object.entries(parameter).filter(
    ([key]) => !INLINE.includes(key) && key !== "x-example" && key !== "collectionFormat",
  );
  const example = parameter["x-example"];
  const lowered = {
    ...fromEntries(kept),
    ...(parameter.in === "path" && { required: true }),
    ...(example !== undefined && { example }),
    schema: lowerSchema(fromEntries(schema), at, context),
  };
  return context.origins.mark(lowered, { file: context.file, pointer: at });
}

function lowerBody(
  parameter: JsonObject,
  at: string,
  consumes: readonly Json[],
  context: SchemaContext,
): JsonObject {
  for (const stray of ["type", "example"])
    if (parameter[stray] !== undefined)
      context.diagnostics.report("lower/invalid-operation", `a body parameter has no ${stray}`, {
        file: context.file,
        pointer: `${at}/${stray}`,
      });
  const schema = lowerSchema(parameter.schema ?? {}, `${at}/schema`, context);
  const content = (consumes.length > 0 ? consumes : ["application/json"]).map((type): [string, Json] => [
    String(type),
    isJsonMedia(String(type)) ? { schema } : {},
  ]);
  const description = getString(parameter, "description");
  return context.origins.mark(
    {
      ...(description !== undefined && { description }),
      required: parameter.required === true,
      content: fromEntries(content),
    },
    { file: context.file, pointer: at },
  );
}

function lowerResponse(
  response: JsonObject,
  at: string,
  produces: readonly Json[],
  context: SchemaContext,
): JsonObject {
  const { schema, examples, headers, ...rest } = response;
  const lowered: { [key: string]: Json } = { ...rest };
  if (isObject(headers)) {
    const list = Object.entries(headers).map(
      ([name, header]) => [name, lowerParameter(header, `${at}/headers${pointer(name)}`, context)] as const,
    );
    lowered.headers = fromEntries(list);
  }
  if (schema !== undefined) {
    const file = getString(schema, "type") === "file";
    const types = produces.length > 0 ? produces.map(String) : ["application/json"];
    const lower = lowerSchema(file ? {} : schema, `${at}/schema`, context);
    // The errors of an operation that produces images are JSON all the same: only a file is what `produces` says.
    const json = types.filter(isJsonMedia);
    const content = file ? types : json.length > 0 ? json : ["application/json"];
    lowered.content = fromEntries(content.map((type) => [type, file ? {} : { schema: lower }] as const));
  } else if (isObject(examples)) {
    // Three of v1.1's responses hide their schema among the examples; the type that has an example is known all the same.
    const hidden = examples.schema;
    if (hidden !== undefined)
      context.diagnostics.report("lower/invalid-operation", "a schema stands among the examples", {
        file: context.file,
        pointer: `${at}/examples/schema`,
      });
    const lower = hidden === undefined ? undefined : lowerSchema(hidden, `${at}/examples/schema`, context);
    const types = Object.keys(examples).filter((type) => type !== "schema");
    lowered.content = fromEntries(
      types.map((type) => [type, lower === undefined ? {} : { schema: lower }] as const),
    );
  }
  return context.origins.mark(lowered, { file: context.file, pointer: at });
}

/** A schema under a media type that is not JSON describes nothing that JSON Schema can check. */
export function isJsonMedia(type: string): boolean {
  return /^application\/(?:[^;]*\+)?json\b/.test(type);
}
