/** Security schemes that cannot be sent, alone or together. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { compare, get, getString, type Json } from "../json.js";
import { isToken } from "../token.js";
import type { SecuritySchemeDef } from "./model.js";

/** Why credentials of a scheme cannot be sent; undefined if they can. */
function schemeFault(scheme: Json): string | undefined {
  const type = getString(scheme, "type") ?? "nothing";
  if (type === "apiKey") return keyFault(getString(scheme, "name"), getString(scheme, "in"));
  if (type === "http") {
    const word = getString(scheme, "scheme") ?? "";
    return isToken(word) ? undefined : `http ${word}`;
  }
  return ["oauth2", "openIdConnect", "mutualTLS"].includes(type) ? undefined : `of type ${type}`;
}

function keyFault(name: string | undefined, place: string | undefined): string | undefined {
  if (name === undefined || name === "") return "an apiKey without a name";
  if (place !== "query" && !isToken(name)) return `an apiKey whose name no ${place} can have`;
  return ["header", "query", "cookie"].includes(place ?? "")
    ? undefined
    : `an apiKey in ${place ?? "no place"}`;
}

/** Reports the schemes of one requirement. */
export function checkSchemes(
  schemes: readonly SecuritySchemeDef[],
  declared: Json | undefined,
  origin: Origin,
  diagnostics: Diagnostics,
): void {
  for (const { name } of schemes) {
    const scheme = get(declared, name);
    const fault = scheme === undefined ? undefined : schemeFault(scheme);
    if (fault !== undefined)
      diagnostics.report(
        "model/unsupported",
        `the security scheme ${name} cannot be sent: it is ${fault}`,
        origin,
      );
  }
  const first = firstByPlace(schemes);
  for (const scheme of byName(schemes)) {
    const at = placeOf(scheme);
    const other = first.get(at) ?? scheme;
    if (other === scheme || scheme.in === "tls") continue;
    const both = `the security schemes ${other.name} and ${scheme.name}`;
    if (other.in === scheme.in && other.key === scheme.key)
      diagnostics.report("model/shared-credential", `${both} are one credential: both are in ${at}`, origin);
    else diagnostics.report("model/unsupported", `${both} cannot be sent at once: both are in ${at}`, origin);
  }
}

/** Schemes of a requirement, each credential once: of those in one place, the first by name. */
export function eachOnce(schemes: readonly SecuritySchemeDef[]): readonly SecuritySchemeDef[] {
  const first = firstByPlace(schemes);
  return schemes.filter((scheme) => scheme.in === "tls" || first.get(placeOf(scheme)) === scheme);
}

function firstByPlace(schemes: readonly SecuritySchemeDef[]): ReadonlyMap<string, SecuritySchemeDef> {
  return new Map(
    byName(schemes)
      .reverse()
      .map((scheme) => [placeOf(scheme), scheme]),
  );
}

/** In an order of their own: that of a map says nothing. */
function byName(schemes: readonly SecuritySchemeDef[]): SecuritySchemeDef[] {
  return [...schemes].sort((a, b) => compare(a.name, b.name));
}

/** Where a request has the credential; two of them cannot be in one place. */
function placeOf({ in: place, key }: SecuritySchemeDef): string {
  const isAuthorization = place === "authorization" || (place === "header" && key === "authorization");
  return isAuthorization ? "authorization" : `${place} ${key}`;
}
