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
} from "../../json.js";
import { parameterKey } from "../../parameter-key.js";
import { evaluate, pointer } from "../../pointer.js";
import type { SchemaContext } from "../context.js";
import { lowerSchema } from "../schema.js";
import { lowerBody, lowerResponse } from "./bodies.js";
import { lowerForm } from "./forms.js";
import { checkPlaces, lowerParameter, type Placed, type SwaggerContext } from "./parameters.js";
import { lowerSchemes } from "./security.js";

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
    const all = this.#parametersOf(operation, inherited, at);
    checkPlaces(all, context);
    this.#checkBody(all, at);
    const parameters = all
      .filter((entry) => !isSent(entry.parameter))
      .map((entry) => lowerParameter(entry.parameter, entry.at, context));
    const responses = getEntries(operation, "responses").map(([status, response]): [string, Json] => [
      status.toUpperCase(),
      this.response(response, `${at}/responses${pointer(status)}`, media),
    ]);
    const requestBody = this.#bodyOf(all, media, at);
    const { consumes: _consumes, produces: _produces, schemes: _schemes, ...rest } = operation;
    const lowered = {
      ...rest,
      parameters,
      ...(requestBody !== undefined && { requestBody }),
      responses: fromEntries(responses),
    };
    return context.origins.mark(lowered, { file: context.file, pointer: at });
  }

  /** An operation's own parameter replaces one of the path with the same name and place. */
  #parametersOf(operation: JsonObject, inherited: readonly Placed[], at: string): readonly Placed[] {
    const listed = getArray(operation, "parameters").map((parameter, index) =>
      this.#placed(parameter, `${at}/parameters/${index}`),
    );
    const own = new Set(listed.map(({ parameter }) => keyOf(parameter)));
    return [...inherited.filter(({ parameter }) => !own.has(keyOf(parameter))), ...listed];
  }

  #checkBody(all: readonly Placed[], at: string): void {
    const { diagnostics, file } = this.#context;
    const bodies = placedIn(all, "body").length;
    const origin = { file, pointer: `${at}/parameters` };
    if (bodies > 1)
      diagnostics.report(
        "lower/invalid-operation",
        "an operation has one body parameter; the last one was taken",
        origin,
      );
    if (bodies > 0 && placedIn(all, "formData").length > 0)
      diagnostics.report(
        "lower/invalid-operation",
        "an operation has a body or a form (formData), not both; the form was left out",
        origin,
      );
    this.#checkForm(placedIn(all, "formData"));
  }

  #checkForm(form: readonly Placed[]): void {
    const seen = new Set<string>();
    for (const { parameter, at } of form) {
      const name = getString(parameter, "name") ?? "";
      if (seen.has(name))
        this.#context.diagnostics.report(
          "lower/invalid-description",
          `${name} in formData is listed twice; the last one counts`,
          { file: this.#context.file, pointer: at },
        );
      seen.add(name);
    }
  }

  #bodyOf(all: readonly Placed[], { consumes }: MediaTypes, at: string): Json | undefined {
    const body = placedIn(all, "body").at(-1);
    if (body !== undefined && isObject(body.parameter))
      return lowerBody(body.parameter, body.at, consumes, this.#context);
    const form = placedIn(all, "formData");
    return form.length > 0 ? lowerForm(form, consumes, `${at}/parameters`, this.#context) : undefined;
  }

  /** A response that is named in `responses` produces what the operation does. */
  response(response: Json, at: string, media: MediaTypes): Json {
    const found = this.#placed(response, at);
    if (!isObject(found.parameter) || found.parameter.$ref !== undefined) return found.parameter;
    const schema = this.#placed(found.parameter.schema ?? null, found.at).parameter;
    const content = { produces: media.produces, type: getString(schema, "type") };
    return lowerResponse(found.parameter, found.at, content, this.#context);
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
  const [place = "", name = "", ref = ""] = ["in", "name", "$ref"].map((key) => getString(parameter, key));
  return `${parameterKey(place, name)} ${ref}`;
}

function placedIn(all: readonly Placed[], place: string): readonly Placed[] {
  return all.filter(({ parameter }) => getString(parameter, "in") === place);
}

/** Whether it is sent as the body, or as part of it. */
function isSent(parameter: Json): boolean {
  const place = getString(parameter, "in");
  return place === "body" || place === "formData";
}
