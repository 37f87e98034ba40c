/** Bodies of Swagger 2.0, which have their media types from lists of the operation or of the document. */
import { fromEntries, getString, isObject, type Json, type JsonObject, mapObject } from "../../json.js";
import { formKind, isJsonMediaType } from "../../media-type.js";
import { pointer } from "../../pointer.js";
import { lowerSchema } from "../schema.js";
import { lowerParameter, type SwaggerContext } from "./parameters.js";

export function lowerBody(
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
    isJsonMediaType(String(type)) || isTextMedia(String(type)) || !context.matrix ? { schema } : {},
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

/** `type` is that of its schema, which may stand elsewhere. */
export function lowerResponse(
  response: JsonObject,
  at: string,
  { produces, type }: { readonly produces: readonly Json[]; readonly type: string | undefined },
  context: SwaggerContext,
): JsonObject {
  const { schema, examples, headers, ...rest } = response;
  const lowered: JsonObject = {
    ...rest,
    ...(isObject(headers) && {
      headers: mapObject(headers, (header, name) =>
        lowerParameter(header, `${at}/headers${pointer(name)}`, context),
      ),
    }),
  };
  const content =
    schema !== undefined
      ? describedContent(schema, at, { produces, type: type ?? "" }, context)
      : isObject(examples) && shownContent(examples, at, context);
  return context.origins.mark(content ? { ...lowered, content } : lowered, {
    file: context.file,
    pointer: at,
  });
}

function describedContent(
  schema: Json,
  at: string,
  { produces, type }: { readonly produces: readonly Json[]; readonly type: string },
  context: SwaggerContext,
): JsonObject {
  if (type === "file") {
    // A file of which nothing is said may be of any type; JSON is read as a value, and is often said for the whole document.
    const named = produces.map(String).filter((each) => !isJsonMediaType(each));
    if (named.length === 0 && produces.length > 0)
      context.diagnostics.report(
        "lower/invalid-operation",
        `a file is not of the type ${produces.map(String).join(" or ")}; it is read as bytes of any type`,
        { file: context.file, pointer: `${at}/schema` },
      );
    return fromEntries((named.length > 0 ? named : ["*/*"]).map((each) => [each, {}] as const));
  }
  const types = produces.length > 0 ? produces.map(String) : ["application/json"];
  const lowered = lowerSchema(schema, `${at}/schema`, context);
  const of = (names: readonly string[]): JsonObject =>
    fromEntries(names.map((name) => [name, { schema: lowered }] as const));
  const json = types.filter(isJsonMediaType);
  const isScalar = ["string", "number", "integer", "boolean"].includes(type);
  // Matrix's errors of an operation that produces images are JSON all the same: there, only a file is what `produces` says.
  if (json.length > 0 && context.matrix) return of(json);
  // Beside JSON, a schema says nothing of XML and the like, nor of a text that holds more than one value: these come as bytes.
  const isDescribed = (name: string): boolean => isJsonMediaType(name) || (isScalar && isTextMedia(name));
  if (json.length > 0) return mapObject(of(types), (content, name) => (isDescribed(name) ? content : {}));
  if (isScalar) return of(types);
  if (!context.matrix)
    context.diagnostics.report(
      "lower/invalid-operation",
      `an answer of type ${types.join(" or ")} has a schema that is more than text; it is read as application/json`,
      { file: context.file, pointer: `${at}/schema` },
    );
  return of(["application/json"]);
}

/** The type that has an example is known without a schema. Three of v1.1's responses hide their schema among the examples. */
function shownContent(examples: JsonObject, at: string, context: SwaggerContext): JsonObject {
  const { schema: hidden, ...shown } = examples;
  if (hidden !== undefined)
    context.diagnostics.report("lower/invalid-operation", "a schema stands among the examples", {
      file: context.file,
      pointer: `${at}/examples/schema`,
    });
  const content =
    hidden === undefined ? {} : { schema: lowerSchema(hidden, `${at}/examples/schema`, context) };
  return mapObject(shown, () => content);
}

/** Text and forms can be described by a schema as JSON can; bytes cannot. */
function isTextMedia(type: string): boolean {
  return formKind(type) !== undefined || /^text\//i.test(type);
}
