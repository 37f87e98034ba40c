/** Makes the parameters of a path fit the names in its braces: an address has no others, and none without a value. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { namesInBraces } from "../names-in-braces.js";
import type { ParameterDef } from "./model.js";

/**
 * A name that no parameter describes is read as one of text, since a request has something in its place. A parameter that is not in
 * the path is left out: no request can have it, and a check that asks for it would refuse them all.
 */
export function fitTemplate(
  path: string,
  parameters: readonly ParameterDef[],
  origin: Origin,
  diagnostics: Diagnostics,
): ParameterDef[] {
  const inPath = new Set(namesInBraces(path));
  const say = (message: string): void => diagnostics.report("model/parameter-mismatch", message, origin);
  const declared = new Set(parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name));
  const missing = [...inPath].filter((name) => !declared.has(name));
  // Braces without a name were told of as the document was read.
  for (const name of missing)
    if (name !== "") say(`{${name}} of ${path} is not among the parameters; it is read as text`);
  checkAdjacent(path, origin, diagnostics);
  for (const name of declared)
    if (!inPath.has(name)) say(`the path parameter ${name} is not in ${path}; it is left out`);
  const kept = parameters.filter((parameter) => parameter.in !== "path" || inPath.has(parameter.name));
  return [...kept, ...missing.map((name) => textParameter(name, origin))];
}

function checkAdjacent(path: string, origin: Origin, diagnostics: Diagnostics): void {
  const [adjacent] = /\{[^{}]*\}\{[^{}]*\}/.exec(path) ?? [];
  if (adjacent !== undefined)
    diagnostics.report(
      "model/unsupported",
      `${adjacent} of ${path} cannot be told apart: nothing stands between them`,
      origin,
    );
}

function textParameter(name: string, origin: Origin): ParameterDef {
  return {
    in: "path",
    name,
    required: true,
    style: "simple",
    explode: false,
    allowReserved: false,
    schema: { type: "string" },
    origin,
    deprecated: false,
  };
}
