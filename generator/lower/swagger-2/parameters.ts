/** Parameters of Swagger 2.0: types written on the parameter itself, ways to write a list. */
import { fromEntries, get, getString, isObject, type Json, type JsonObject } from "../../json.js";
import type { SchemaContext } from "../context.js";
import { lowerSchema } from "../schema.js";

/** A parameter, or what is left of one, and where it stands. */
export interface Placed {
  readonly parameter: Json;
  readonly at: string;
}

/** Keywords that Swagger writes on a parameter itself and OpenAPI 3 inside its schema. */
const INLINE: ReadonlySet<string> = new Set([
  "type",
  "items",
  "enum",
  "format",
  "default",
  "pattern",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "uniqueItems",
]);

const PLACES: ReadonlySet<string | undefined> = new Set(["path", "query", "header", "body", "formData"]);

/** How a list is written, in the words of OpenAPI 3, which has none for tabs. */
const STYLES: ReadonlyMap<string, JsonObject> = new Map<string, JsonObject>([
  ["csv", { style: "form", explode: false }],
  ["ssv", { style: "spaceDelimited", explode: false }],
  ["tsv", { style: "tabDelimited", explode: false }],
  ["pipes", { style: "pipeDelimited", explode: false }],
  ["multi", { style: "form", explode: true }],
]);

/** Of a list in a path or a header, the style that OpenAPI 3 does not have there. */
export const DELIMITED = "x-delimited";

export function lowerParameter(parameter: Json, at: string, context: SwaggerContext): Json {
  if (!isObject(parameter) || parameter.$ref !== undefined) return parameter;
  const kept = Object.entries(parameter).filter(
    ([key]) => !INLINE.has(key) && key !== "x-example" && key !== "collectionFormat",
  );
  const example = parameter["x-example"];
  const lowered = {
    ...fromEntries(kept),
    ...(parameter.in === "path" && { required: true }),
    ...(example !== undefined && { example }),
    ...styleOf(parameter, at, context),
    schema: schemaOf(parameter, at, context),
  };
  return context.origins.mark(lowered, { file: context.file, pointer: at });
}

export interface SwaggerContext extends SchemaContext {
  /**
   * Matrix's releases in Swagger 2.0 mean repeated keys where Swagger 2.0 means commas, and JSON where an answer of another type
   * has a schema: their errors are JSON, whatever they produce.
   */
  readonly matrix: boolean;
}

export function schemaOf(parameter: JsonObject, at: string, context: SchemaContext): Json {
  const schema = fromEntries(Object.entries(parameter).filter(([key]) => INLINE.has(key)));
  if (schema.type !== "file") return lowerSchema(schema, at, context);
  return lowerSchema({ ...schema, type: "string", format: "binary" }, at, context);
}

export function styleOf(parameter: JsonObject, at: string, context: SwaggerContext): JsonObject {
  if (parameter.type !== "array") return {};
  const warn = (message: string, where: string): void =>
    context.diagnostics.report("lower/invalid-operation", message, { file: context.file, pointer: where });
  const format = get(parameter, "collectionFormat");
  const place = getString(parameter, "in");
  const repeats = place === "query" || place === "formData";
  if (format === undefined && context.matrix && repeats) {
    warn(
      `without collectionFormat the list ${getString(parameter, "name") ?? ""} is one text with commas (csv); keys are repeated all the same, as Matrix does`,
      at,
    );
    return { style: "form", explode: true };
  }
  const style = STYLES.get(typeof format === "string" ? format : "csv");
  if (
    style === undefined ||
    (format !== undefined && typeof format !== "string") ||
    (format === "multi" && !repeats)
  ) {
    warn(
      `${JSON.stringify(format)} is not a collectionFormat of a parameter in ${place ?? "nothing"}; read as csv`,
      `${at}/collectionFormat`,
    );
    return repeats ? { style: "form", explode: false } : { style: "simple", explode: false };
  }
  if (repeats) return style;
  // OpenAPI 3 has no such lists in a path or a header.
  return {
    style: "simple",
    explode: false,
    ...(style.style !== "form" && { [DELIMITED]: style.style ?? "" }),
  };
}

/** The parameters that stay parameters; what else there is, is told. */
export function checkPlaces(all: readonly Placed[], context: SchemaContext): void {
  for (const { parameter, at } of all) {
    const place = getString(parameter, "in");
    if (isObject(parameter) && parameter.$ref === undefined && !PLACES.has(place))
      context.diagnostics.report(
        "lower/unsupported",
        `Swagger 2.0 has no parameters in ${place ?? "no place"}`,
        {
          file: context.file,
          pointer: place === undefined ? at : `${at}/in`,
        },
      );
    if (getString(parameter, "type") === "file" && place !== "formData")
      context.diagnostics.report(
        "lower/unsupported",
        `a file is sent in formData, not in ${place ?? "no place"}`,
        {
          file: context.file,
          pointer: `${at}/type`,
        },
      );
  }
}
