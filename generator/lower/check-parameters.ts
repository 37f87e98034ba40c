/** Demands on parameters that change what is sent where they are not met. */
import { getEntries, getString, isObject, type Json } from "../json.js";
import type { SchemaContext } from "./context.js";

export function checkParameterList(parameters: readonly Json[], at: string, context: SchemaContext): void {
  const report = (where: string, message: string): void =>
    context.diagnostics.report("lower/invalid-description", message, { file: context.file, pointer: where });
  const seen = new Set<string>();
  for (const [index, parameter] of parameters.entries()) {
    const where = `${at}/${index}`;
    if (!isObject(parameter) || parameter.$ref !== undefined) continue;
    const name = getString(parameter, "name");
    const place = getString(parameter, "in");
    if (name === undefined || place === undefined) {
      context.diagnostics.report(
        "lower/unsupported",
        `a parameter without ${name === undefined ? "name" : "in"} cannot be sent`,
        { file: context.file, pointer: where },
      );
      continue;
    }
    const key = `${place} ${place === "header" ? name.toLowerCase() : name}`;
    if (seen.has(key)) report(where, `${name} in ${place} is listed twice; the last one counts`);
    seen.add(key);
    if (place === "path" && parameter.required !== true)
      report(where, `the path parameter ${name} must be required: true, and is read as that`);
    if (context.dialect === "swagger-2") {
      if ((place === "body") !== (parameter.schema !== undefined))
        report(where, `${name} is in ${place}: a schema is for the parameter in body, a type for the others`);
      continue;
    }
    const contents = getEntries(parameter, "content").length;
    if (contents > 0 && parameter.schema !== undefined)
      report(where, `${name} has both schema and content; the schema is left out`);
    if (contents === 0 && parameter.schema === undefined)
      report(where, `${name} has neither schema nor content; any value is taken`);
  }
}
