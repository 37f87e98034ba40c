/** Constructs of OpenAPI that change the wire and that the emitted code cannot send: each is an error that names it. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getArray, getString, type Json } from "../json.js";
import type { LinkedSpec } from "../link/types.js";
import { parameterFault } from "./parameter-style.js";

/** Reports the parameters of an operation that would be sent in another form than they should. */
export function checkParameters(
  parameters: readonly Json[],
  linked: LinkedSpec,
  origin: Origin,
  diagnostics: Diagnostics,
): void {
  for (const parameter of parameters) {
    const fault = parameterFault(parameter, linked);
    if (fault !== undefined)
      diagnostics.report(
        "model/unsupported",
        `the parameter ${getString(parameter, "name") ?? ""} cannot be sent: ${fault}`,
        linked.originOf(parameter) ?? origin,
      );
  }
}

/** Why credentials of a scheme cannot be sent; undefined if they can. Until v1.10 Matrix declared signed requests as API keys. */
function schemeFault(name: string, scheme: Json): string | undefined {
  const type = getString(scheme, "type");
  const place = getString(scheme, "in");
  const key = getString(scheme, "name") ?? "";
  if (type === "apiKey") {
    const isKnown = (place === "query" && key === "access_token") || key.toLowerCase() === "authorization";
    return isKnown || name === "signedRequest" ? undefined : `an apiKey ${key} in ${place ?? "no place"}`;
  }
  if (type === "http") {
    const word = getString(scheme, "scheme")?.toLowerCase() ?? "";
    return word === "bearer" || word === "x-matrix" ? undefined : `http ${word}`;
  }
  return type === "mutualTLS" ? type : undefined;
}

/** Reports the schemes of a requirement that cannot be sent, and requirements of several at once. */
export function checkRequirement(
  names: readonly string[],
  schemes: Json | undefined,
  origin: Origin,
  diagnostics: Diagnostics,
): void {
  if (names.length > 1)
    diagnostics.report(
      "model/unsupported",
      `several security schemes at once cannot be sent: ${names.join(" and ")}`,
      origin,
    );
  for (const name of names) {
    const scheme = get(schemes, name);
    const fault = scheme === undefined ? undefined : schemeFault(name, scheme);
    if (fault !== undefined)
      diagnostics.report(
        "model/unsupported",
        `the security scheme ${name} cannot be sent: it is ${fault}`,
        origin,
      );
  }
}

/** The parameters of a path and of its operation, of which the latter wins. */
export function parametersOf(item: Json, operation: Json): readonly Json[] {
  const byKey = new Map<string, Json>();
  for (const parameter of [...getArray(item, "parameters"), ...getArray(operation, "parameters")])
    byKey.set(`${getString(parameter, "in")} ${getString(parameter, "name")}`, parameter);
  return [...byKey.values()];
}
