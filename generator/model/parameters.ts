/** The parameters of an operation as its document has them: those that hold, and whether each can be sent. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { getArray, getString, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { parameterKey } from "../parameter-key.js";
import { parameterFault } from "./parameter-style.js";
import { isQuerystring, querystringFault } from "./querystring.js";

/** Those of a path and of its operation, of which the latter wins. */
export function parametersOf(item: Json, operation: Json): readonly Json[] {
  const byKey = new Map<string, Json>();
  for (const parameter of [...getArray(item, "parameters"), ...getArray(operation, "parameters")])
    byKey.set(parameterKey(getString(parameter, "in") ?? "", getString(parameter, "name") ?? ""), parameter);
  return [...byKey.values()];
}

/** Reports the parameters of an operation that would be sent in another form than they should. */
export function checkParameters(
  parameters: readonly Json[],
  linked: LinkedSpec,
  origin: Origin,
  diagnostics: Diagnostics,
): void {
  for (const parameter of parameters) {
    const fault = isQuerystring(parameter)
      ? querystringFault(parameter, linked)
      : parameterFault(parameter, linked);
    if (fault !== undefined)
      diagnostics.report(
        "model/unsupported",
        `the parameter ${getString(parameter, "name") ?? ""} cannot be sent: ${fault}`,
        linked.originOf(parameter) ?? origin,
      );
  }
}
