/** Constructs of OpenAPI that change the wire and that the emitted code cannot send: each is an error that names it. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getArray, getEntries, getString, isArray, type Json } from "../json.js";

const COMPOSITE = new Set(["array", "object"]);
/** The style of each place, if a parameter has none of its own. */
const USUAL: Readonly<Record<string, string>> = {
  path: "simple",
  query: "form",
  header: "simple",
  cookie: "form",
};

function isComposite(schema: Json | undefined): boolean {
  const type = get(schema, "type");
  const types = isArray(type) ? type : [type];
  return types.some((each) => typeof each === "string" && COMPOSITE.has(each));
}

/** Why a parameter cannot be sent as its document says; undefined if it can. */
function parameterFault(parameter: Json): string | undefined {
  const place = getString(parameter, "in") ?? "";
  if (place === "cookie") return "it is sent in a cookie";
  const schema = get(parameter, "schema");
  if (schema === undefined && getEntries(parameter, "content").length > 0)
    return `its content is of type ${getEntries(parameter, "content")
      .map(([type]) => type)
      .join(", ")}`;
  if (get(parameter, "allowReserved") === true) return "allowReserved is true";
  const usual = USUAL[place];
  const style = getString(parameter, "style") ?? usual;
  if (style !== usual) return `its style is ${style}`;
  if (!isComposite(schema)) return undefined;
  if (place !== "query") return `it is a list or an object in the style ${style}`;
  if (get(parameter, "explode") === false) return "it is a list or an object with explode: false";
  return undefined;
}

/** Reports the parameters of an operation that would be sent in another form than they should. */
export function checkParameters(parameters: readonly Json[], origin: Origin, diagnostics: Diagnostics): void {
  for (const parameter of parameters) {
    const fault = parameterFault(parameter);
    if (fault !== undefined)
      diagnostics.report(
        "model/unsupported",
        `the parameter ${getString(parameter, "name") ?? ""} cannot be sent: ${fault}`,
        origin,
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
