/** Lowers a Swagger 2.0 document to OpenAPI 3.1: base path, body parameters and forms, media types, files, security. */
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
  mapObject,
} from "../json.js";
import { evaluate, pointer } from "../pointer.js";
import type { SchemaContext } from "./context.js";
import { lowerSchema } from "./schema.js";
import {
  checkPlaces,
  lowerForm,
  lowerParameter,
  type Placed,
  type SwaggerContext,
} from "./swagger-2-parameters.js";

const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch"]);
/** A `$ref` to a `$ref` and so on; no description has a chain as long as that. */
const MAX_CHAIN = 32;

interface MediaTypes {
  readonly consumes: readonly Json[];
  readonly produces: readonly Json[];
}

export function lowerSwagger2(document: JsonObject, shared: SchemaContext): JsonObject {
  const basePath = getString(document, "basePath") ?? "";
  const context = { ...shared, matrix: basePath.startsWith("/_matrix") };
  const media = { consumes: getArray(document, "consumes"), produces: getArray(document, "produces") };
  const lowerer = new Swagger2(document, media, context);
  const schemes = document.securityDefinitions;
  const { definitions, parameters, responses, security, tags } = document;
  // Others refer to these, so they stay where they were.
  return {
    openapi: "3.1.0",
    info: document.info ?? {},
    servers: [{ url: "{basePath}", variables: { basePath: { default: basePath } } }],
    paths: fromEntries(
      getEntries(document, "paths").map(([path, item]) => [path, lowerer.path(path, item)] as const),
    ),
    components: { ...(schemes !== undefined && { securitySchemes: lowerSchemes(schemes) }) },
    ...(security !== undefined && { security }),
    ...(tags !== undefined && { tags }),
    ...(isObject(definitions) && {
      definitions: mapObject(definitions, (schema, name) =>
        lowerSchema(schema, `/definitions${pointer(name)}`, context),
      ),
    }),
    ...(isObject(parameters) && {
      parameters: mapObject(parameters, (parameter, name) =>
        lowerParameter(parameter, `/parameters${pointer(name)}`, context),
      ),
    }),
    ...(isObject(responses) && {
      responses: mapObject(responses, (response, name) =>
        lowerer.response(response, `/responses${pointer(name)}`, media),
      ),
    }),
  };
}

class Swagger2 {
  readonly #document: JsonObject;
  readonly #media: MediaTypes;
  readonly #context: SwaggerContext;

  constructor(document: JsonObject, media: MediaTypes, context: SwaggerContext) {
    this.#document = document;
    this.#media = media;
    this.#context = context;
  }

  path(path: string, item: Json): Json {
    const inherited = getArray(item, "parameters").map((parameter, index) =>
      this.#placed(parameter, `/paths${pointer(path)}/parameters/${index}`),
    );
    const operations = getEntries({ item }, "item").map(([method, operation]): [string, Json] => {
      const at = `/paths${pointer(path, method)}`;
      if (METHODS.has(method) && isObject(operation))
        return [method, this.#operation(operation, inherited, at)];
      if (isObject(get(operation, "responses")))
        this.#context.diagnostics.report(
          "lower/invalid-description",
          `Swagger 2.0 has no method ${method}; the operation is left out`,
          {
            file: this.#context.file,
            pointer: at,
          },
        );
      return [method, operation];
    });
    return fromEntries(
      operations.filter(
        ([method]) =>
          method !== "parameters" && (METHODS.has(method) || method === "$ref" || method.startsWith("x-")),
      ),
    );
  }

  #operation(operation: JsonObject, inherited: readonly Placed[], at: string): JsonObject {
    const context = this.#context;
    const media = {
      consumes: isArray(operation.consumes) ? operation.consumes : this.#media.consumes,
      produces: isArray(operation.produces) ? operation.produces : this.#media.produces,
    };
    const listed = getArray(operation, "parameters").map((parameter, index) =>
      this.#placed(parameter, `${at}/parameters/${index}`),
    );
    // An operation's own parameter replaces one of the path with the same name and place.
    const own = new Set(listed.map(({ parameter }) => keyOf(parameter)));
    const all = [...inherited.filter(({ parameter }) => !own.has(keyOf(parameter))), ...listed];
    checkPlaces(all, context);
    const placedIn = (place: string): Placed[] =>
      all.filter(({ parameter }) => getString(parameter, "in") === place);
    const body = placedIn("body").at(-1);
    const form = placedIn("formData");
    if (placedIn("body").length > 1)
      context.diagnostics.report(
        "lower/invalid-operation",
        "an operation has one body parameter; the last one was taken",
        { file: context.file, pointer: `${at}/parameters` },
      );
    if (body !== undefined && form.length > 0)
      context.diagnostics.report(
        "lower/invalid-operation",
        "an operation has a body or a form (formData), not both; the form was left out",
        {
          file: context.file,
          pointer: `${at}/parameters`,
        },
      );
    const parameters = all
      .filter((entry) => !isSent(entry.parameter))
      .map((entry) => lowerParameter(entry.parameter, entry.at, context));
    const responses = getEntries(operation, "responses").map(([status, response]): [string, Json] => [
      status.toUpperCase(),
      this.response(response, `${at}/responses${pointer(status)}`, media),
    ]);
    const { consumes: _consumes, produces: _produces, schemes: _schemes, ...rest } = operation;
    const lowered = {
      ...rest,
      parameters,
      ...(body && isObject(body.parameter)
        ? { requestBody: lowerBody(body.parameter, body.at, media.consumes, context) }
        : form.length > 0 && { requestBody: lowerForm(form, media.consumes, `${at}/parameters`, context) }),
      responses: fromEntries(responses),
    };
    return context.origins.mark(lowered, { file: context.file, pointer: at });
  }

  /** A response that is named in `responses` produces what the operation does. */
  response(response: Json, at: string, media: MediaTypes): Json {
    const found = this.#placed(response, at);
    return isObject(found.parameter) && found.parameter.$ref === undefined
      ? lowerResponse(found.parameter, found.at, media.produces, this.#context)
      : found.parameter;
  }

  /** The target of a `$ref` within the document: whether a parameter is a body is not known before. */
  #placed(parameter: Json, at: string): Placed {
    let placed: Placed = { parameter, at };
    for (let chain = 0; chain < MAX_CHAIN; chain++) {
      const ref = getString(placed.parameter, "$ref");
      if (ref === undefined || !ref.startsWith("#/")) return placed;
      const target = evaluate(this.#document, ref.slice(1));
      if (target === undefined) return placed;
      placed = { parameter: target, at: ref.slice(1) };
    }
    return { parameter, at };
  }
}

function keyOf(parameter: Json): string {
  return `${getString(parameter, "in")} ${getString(parameter, "name")} ${getString(parameter, "$ref")}`;
}

/** Whether it is sent as the body, or as part of it. */
function isSent(parameter: Json): boolean {
  const place = getString(parameter, "in");
  return place === "body" || place === "formData";
}

/** The names that OpenAPI 3 has for the same. */
function lowerSchemes(schemes: Json): Json {
  if (!isObject(schemes)) return schemes;
  return mapObject(schemes, (scheme) => {
    if (!isObject(scheme)) return scheme;
    if (scheme.type === "basic") return { ...scheme, type: "http", scheme: "basic" };
    if (scheme.type !== "oauth2" || typeof scheme.flow !== "string") return scheme;
    const { flow, authorizationUrl, tokenUrl, scopes = {}, ...rest } = scheme;
    const name = {
      implicit: "implicit",
      password: "password",
      application: "clientCredentials",
      accessCode: "authorizationCode",
    }[String(flow)];
    const urls = {
      ...(authorizationUrl !== undefined && { authorizationUrl }),
      ...(tokenUrl !== undefined && { tokenUrl }),
    };
    return { ...rest, flows: { [name ?? "implicit"]: { ...urls, scopes } } };
  });
}

function lowerBody(
  parameter: JsonObject,
  at: string,
  consumes: readonly Json[],
  context: SwaggerContext,
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
    isJsonMedia(String(type)) || isTextMedia(String(type)) || !context.matrix ? { schema } : {},
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
  context: SwaggerContext,
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
    // A file of which nothing is said may be of any type.
    const types = produces.length > 0 ? produces.map(String) : [file ? "*/*" : "application/json"];
    const lower = lowerSchema(file ? {} : schema, `${at}/schema`, context);
    // The errors of an operation that produces images are JSON all the same: only a file is what `produces` says.
    const json = types.filter(isJsonMedia);
    const plain = ["string", "number", "integer", "boolean"].includes(getString(schema, "type") ?? "");
    if (!file && json.length === 0 && !plain && !context.matrix)
      context.diagnostics.report(
        "lower/invalid-operation",
        `an answer of type ${types.join(" or ")} has a schema that is more than text; it is read as application/json`,
        { file: context.file, pointer: `${at}/schema` },
      );
    const content =
      file || (json.length === 0 && plain) ? types : json.length > 0 ? json : ["application/json"];
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
  return /^application\/(?:[^;]*\+)?json\b/i.test(type);
}

/** Text and forms can be described by a schema as JSON can; bytes cannot. */
function isTextMedia(type: string): boolean {
  return /^(?:text\/|application\/x-www-form-urlencoded\b|multipart\/form-data\b)/i.test(type);
}
