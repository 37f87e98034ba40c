/** Demands on parameters that change what is sent where they are not met. */
import { getEntries, getString, isObject, type Json, type JsonObject } from "../json.js";
import type { SchemaContext } from "./context.js";

export function checkParameterList(parameters: readonly Json[], at: string, context: SchemaContext): void {
  const seen = new Set<string>();
  for (const [index, parameter] of parameters.entries()) {
    if (!isObject(parameter) || parameter.$ref !== undefined) continue;
    const origin = { file: context.file, pointer: `${at}/${index}` };
    const name = getString(parameter, "name");
    const place = getString(parameter, "in");
    if (name === undefined || place === undefined) {
      const missing = name === undefined ? "name" : "in";
      const message = `a parameter without ${missing} cannot be sent`;
      context.diagnostics.report("lower/unsupported", message, origin);
      continue;
    }
    const key = `${place} ${place === "header" ? name.toLowerCase() : name}`;
    const wrongs = [
      ...(seen.has(key) ? [`${name} in ${place} is listed twice; the last one counts`] : []),
      ...wrongsOf(parameter, { name, place }, context),
    ];
    seen.add(key);
    for (const wrong of wrongs) context.diagnostics.report("lower/invalid-description", wrong, origin);
  }
}

function* wrongsOf(
  parameter: JsonObject,
  { name, place }: { readonly name: string; readonly place: string },
  { dialect }: SchemaContext,
): Iterable<string> {
  if (place === "path" && parameter.required !== true)
    yield `the path parameter ${name} must be required: true, and is read as that`;
  const hasSchema = parameter.schema !== undefined;
  const hasContent = getEntries(parameter, "content").length > 0;
  if (dialect === "swagger-2") {
    if ((place === "body") !== hasSchema)
      yield `${name} is in ${place}: a schema is for the parameter in body, a type for the others`;
  } else if (hasContent && hasSchema) yield `${name} has both schema and content; the schema is left out`;
  else if (!hasContent && !hasSchema) yield `${name} has neither schema nor content; any value is taken`;
}
