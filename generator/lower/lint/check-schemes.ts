/** Demands on security schemes that their own fields do not show. */
import { get, getEntries, getString, type JsonObject } from "../../json.js";
import type { Dialect } from "../../load/version.js";
import { pointer } from "../../pointer.js";

/** Addresses that a flow must name (OpenAPI 3.2.0, OAuth Flow Object). */
const URLS: ReadonlyMap<string, readonly string[]> = new Map([
  ["implicit", ["authorizationUrl"]],
  ["password", ["tokenUrl"]],
  ["clientCredentials", ["tokenUrl"]],
  ["authorizationCode", ["authorizationUrl", "tokenUrl"]],
  ["deviceAuthorization", ["deviceAuthorizationUrl", "tokenUrl"]],
]);
/** Swagger 2.0, Security Scheme Object. */
const OF_SWAGGER: ReadonlySet<string> = new Set(["apiKey", "basic", "oauth2"]);

/** `below`: a pointer from the scheme to what is wrong. */
type Report = (below: string, message: string) => void;

/** Tells what is wrong, and where below the scheme. */
export function checkScheme(scheme: JsonObject, dialect: Dialect, report: Report): void {
  if (dialect === "swagger-2") checkSwagger(scheme, report);
  else checkOpenApi(scheme, dialect, report);
}

function checkSwagger(scheme: JsonObject, report: Report): void {
  const type = getString(scheme, "type");
  if (type !== undefined && !OF_SWAGGER.has(type))
    report("/type", `Swagger 2.0 has no security schemes of type ${type}; it is read as OpenAPI 3 has it`);
  if (type === "apiKey" && scheme.in === "cookie")
    report("/in", "Swagger 2.0 has no apiKey in cookie; it is read as OpenAPI 3 has it");
}

function checkOpenApi(scheme: JsonObject, dialect: Dialect, report: Report): void {
  const type = getString(scheme, "type");
  if (type === "mutualTLS" && dialect === "openapi-3.0")
    report("/type", "mutualTLS came with OpenAPI 3.1; it is read all the same");
  if (type === "openIdConnect" && scheme.openIdConnectUrl === undefined)
    report("", "a security scheme of type openIdConnect without openIdConnectUrl");
  if (type !== "oauth2") return;
  if (scheme.flows === undefined) report("", "a security scheme of type oauth2 without flows");
  for (const [name, flow] of getEntries(scheme, "flows"))
    for (const url of URLS.get(name) ?? [])
      if (get(flow, url) === undefined) report(`/flows${pointer(name)}`, `the flow ${name} without ${url}`);
}
