/** Security schemes of Swagger 2.0. */
import { isObject, type Json, mapObject } from "../../json.js";

/** The names that OpenAPI 3 has for the same. */
export function lowerSchemes(schemes: Json): Json {
  if (!isObject(schemes)) return schemes;
  return mapObject(schemes, (scheme) => {
    if (!isObject(scheme)) return scheme;
    if (scheme.type === "basic") return { ...scheme, type: "http", scheme: "basic" };
    if (scheme.type !== "oauth2" || typeof scheme.flow !== "string") return scheme;
    const { flow, authorizationUrl, tokenUrl, scopes = {}, ...rest } = scheme;
    const name = {
      implicit: "implicit",
      password: "password",
      application: "clientCredentials",
      accessCode: "authorizationCode",
    }[String(flow)];
    const urls = {
      ...(authorizationUrl !== undefined && { authorizationUrl }),
      ...(tokenUrl !== undefined && { tokenUrl }),
    };
    return { ...rest, flows: { [name ?? "implicit"]: { ...urls, scopes } } };
  });
}
