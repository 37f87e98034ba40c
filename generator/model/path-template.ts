/** Checks the names in braces of a path against its parameters. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import type { ParameterDef } from "./model.js";

/** Each name must be a parameter of the path, and the other way round. */
export function checkTemplate(
  path: string,
  parameters: readonly ParameterDef[],
  origin: Origin,
  diagnostics: Diagnostics,
): void {
  const inPath = new Set([...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]));
  const declared = new Set(parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name));
  for (const name of inPath)
    if (name === undefined || !declared.has(name))
      diagnostics.report(
        "model/parameter-mismatch",
        `{${name}} of ${path} is not among the parameters`,
        origin,
      );
  const [adjacent] = /\{[^{}]*\}\{[^{}]*\}/.exec(path) ?? [];
  if (adjacent !== undefined)
    diagnostics.report(
      "model/unsupported",
      `${adjacent} of ${path} cannot be told apart: nothing stands between them`,
      origin,
    );
  for (const name of declared)
    if (!inPath.has(name))
      diagnostics.report("model/parameter-mismatch", `the path parameter ${name} is not in ${path}`, origin);
}
