/** Constructs of OpenAPI that change the wire and that the emitted code cannot send: each is an error that names it. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { compare, get, getArray, getString, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { isToken } from "../token.js";
import type { SecuritySchemeDef } from "./model.js";
import { parameterFault } from "./parameter-style.js";
import { isQuerystring, querystringFault } from "./querystring.js";

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

/** Why credentials of a scheme cannot be sent; undefined if they can. */
function schemeFault(scheme: Json): string | undefined {
  const type = getString(scheme, "type") ?? "nothing";
  const place = getString(scheme, "in");
  if (type === "apiKey") {
    const name = getString(scheme, "name") ?? "";
    if (name === "") return "an apiKey without a name";
    if (place !== "query" && !isToken(name)) return `an apiKey whose name no ${place} can have`;
    return ["header", "query", "cookie"].includes(place ?? "")
      ? undefined
      : `an apiKey in ${place ?? "no place"}`;
  }
  if (type === "http") {
    const word = getString(scheme, "scheme") ?? "";
    return isToken(word) ? undefined : `http ${word}`;
  }
  return ["oauth2", "openIdConnect", "mutualTLS"].includes(type) ? undefined : `of type ${type}`;
}

/** Schemes of a requirement, each credential once. Reports those that cannot be sent, alone or together. */
export function sentTogether(
  schemes: readonly SecuritySchemeDef[],
  declared: Json | undefined,
  origin: Origin,
  diagnostics: Diagnostics,
): readonly SecuritySchemeDef[] {
  const report = (message: string): void => diagnostics.report("model/unsupported", message, origin);
  for (const { name } of schemes) {
    const scheme = get(declared, name);
    const fault = scheme === undefined ? undefined : schemeFault(scheme);
    if (fault !== undefined) report(`the security scheme ${name} cannot be sent: it is ${fault}`);
  }
  const places = new Map<string, SecuritySchemeDef>();
  // In an order of their own: that of a map says nothing.
  const sent = [...schemes]
    .sort((a, b) => compare(a.name, b.name))
    .filter((scheme) => {
      const { name, in: place, key } = scheme;
      const isAuthorization = place === "authorization" || (place === "header" && key === "authorization");
      const at = isAuthorization ? "authorization" : `${place} ${key}`;
      const other = places.get(at);
      if (other === undefined || place === "tls") {
        places.set(at, scheme);
        return true;
      }
      if (other.in === place && other.key === key) {
        const message = `the security schemes ${other.name} and ${name} are one credential: both are in ${at}`;
        diagnostics.report("model/shared-credential", message, origin);
      } else
        report(`the security schemes ${other.name} and ${name} cannot be sent at once: both are in ${at}`);
      return false;
    });
  return schemes.filter((scheme) => sent.includes(scheme));
}

/** The parameters of a path and of its operation, of which the latter wins. */
export function parametersOf(item: Json, operation: Json): readonly Json[] {
  const byKey = new Map<string, Json>();
  for (const parameter of [...getArray(item, "parameters"), ...getArray(operation, "parameters")])
    byKey.set(`${getString(parameter, "in")} ${getString(parameter, "name")}`, parameter);
  return [...byKey.values()];
}
