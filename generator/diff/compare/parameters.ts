/** Parameters: those in the path by position, all others by name. */
import type { OperationDef, ParameterDef } from "../../model/model.js";
import { parameterKey } from "../../parameter-key.js";
import { matchBy } from "../match/operations.js";
import { type Context, report } from "./context.js";
import { compareForms } from "./forms.js";
import { compareDocumented } from "./notes.js";

/** The context stands at both operations. */
export function compareParameters(old: OperationDef, next: OperationDef, context: Context): void {
  const { pairs, added, removed } = matchBy(old.parameters, next.parameters, wireName);
  const gone = inPath(removed, old.path);
  const come = inPath(added, next.path);
  const renamed = gone.length === come.length ? gone : [];
  for (const [index, before] of renamed.entries()) {
    const after = come[index];
    if (after === undefined) continue;
    // Both names, so that the place reads the same whichever way releases are compared.
    const names = [before.name, after.name].sort().join("/");
    const here = { ...pairPlaced(context, before, after), path: names };
    report(here, "parameter-renamed", { before: before.name, after: after.name, effect: "other" });
    compareParameter(before, after, here);
  }
  for (const [before, after] of pairs) compareParameter(before, after, pairPlaced(context, before, after));
  for (const parameter of added)
    if (renamed.length === 0 || parameter.in !== "path")
      report(placed(context, parameter), "parameter-added", {
        new: parameter.origin,
        required: parameter.required,
      });
  for (const parameter of removed)
    if (!renamed.includes(parameter))
      report(placed(context, parameter), "parameter-removed", {
        old: parameter.origin,
        required: parameter.required,
      });
}

function compareParameter(old: ParameterDef, next: ParameterDef, context: Context): void {
  if (old.required !== next.required)
    report(context, next.required ? "parameter-required" : "parameter-optional");
  compareDocumented(old, next, context);
  // `fields...` of Swagger stands for any further parameters; what it says of their type is about each of them.
  if (old.name.endsWith("...") !== next.name.endsWith("...")) return;
  compareForms(old, next, context);
  context.schemas.compare([old.schema], [next.schema], context);
}

function pairPlaced(context: Context, old: ParameterDef, next: ParameterDef): Context {
  return { ...placed(context, next), at: { old: old.origin, new: next.origin } };
}

function placed(context: Context, parameter: ParameterDef): Context {
  return { ...context, side: "request", place: parameter.in, path: plainName(parameter) };
}

function wireName(parameter: ParameterDef): string {
  return parameterKey(parameter.in, plainName(parameter));
}

function plainName({ in: place, name }: ParameterDef): string {
  return place === "header" ? name.toLowerCase() : name.replace(/\.{3}$/, "");
}

/** In the order of the template. */
function inPath(parameters: readonly ParameterDef[], path: string): ParameterDef[] {
  const at = ({ name }: ParameterDef): number => path.indexOf(`{${name}}`);
  return parameters.filter((parameter) => parameter.in === "path").sort((a, b) => at(a) - at(b));
}
