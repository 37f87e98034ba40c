/** Forms of Swagger 2.0, whose fields stand among the parameters, as one body. */
import { fromEntries, getString, isObject, type Json, type JsonObject } from "../../json.js";
import { formKind } from "../../media-type.js";
import { type Placed, type SwaggerContext, schemaOf, styleOf } from "./parameters.js";

/** One body of all the fields of a form. */
export function lowerForm(
  fields: readonly Placed[],
  consumes: readonly Json[],
  at: string,
  context: SwaggerContext,
): JsonObject {
  const properties: [string, Json][] = [];
  const required: string[] = [];
  const encoding: [string, Json][] = [];
  for (const field of fields) {
    const name = getString(field.parameter, "name");
    if (name === undefined || !isObject(field.parameter)) continue;
    const description = getString(field.parameter, "description");
    const schema = orEmpty(schemaOf(field.parameter, field.at, context), field.parameter);
    const described = isObject(schema) && description !== undefined ? { description, ...schema } : schema;
    properties.push([
      name,
      isObject(described)
        ? context.origins.mark(described, { file: context.file, pointer: field.at })
        : described,
    ]);
    if (field.parameter.required === true) required.push(name);
    const style = styleOf(field.parameter, field.at, context);
    if (Object.keys(style).length > 0) encoding.push([name, style]);
  }
  const origin = { file: context.file, pointer: at };
  const schema = context.origins.mark(
    { type: "object", properties: fromEntries(properties), ...(required.length > 0 && { required }) },
    origin,
  );
  const media = context.origins.mark(
    { schema, ...(encoding.length > 0 && { encoding: fromEntries(encoding) }) },
    origin,
  );
  return context.origins.mark(
    {
      required: required.length > 0,
      content: fromEntries(formTypes(fields, consumes, at, context).map((type) => [type, media] as const)),
    },
    origin,
  );
}

/** A field may be sent without a value where the document says so; parameters in query keep saying it. */
function orEmpty(schema: Json, parameter: JsonObject): Json {
  const isOne = parameter.type !== "array" && parameter.type !== "file";
  return parameter.allowEmptyValue === true && isOne ? { anyOf: [schema, { const: "" }] } : schema;
}

/** A file needs a multipart body; anything else travels as the operation says, urlencoded where it does not. */
function formTypes(
  fields: readonly Placed[],
  consumes: readonly Json[],
  at: string,
  context: SwaggerContext,
): string[] {
  const files = fields.some(({ parameter }) => getString(parameter, "type") === "file");
  const named = consumes.map(String).filter((type) => {
    const kind = formKind(type);
    return kind === "multipart" || (kind === "form" && !files);
  });
  if (named.length > 0) return named;
  const type = files ? "multipart/form-data" : "application/x-www-form-urlencoded";
  if (consumes.length > 0)
    context.diagnostics.report(
      "lower/invalid-operation",
      `${files ? "a form with a file" : "a form"} is not of the type ${consumes.map(String).join(" or ")}; it is sent as ${type}`,
      { file: context.file, pointer: at },
    );
  return [type];
}
