/** Which credentials an operation takes, from either dialect's way of declaring them. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getArray, getEntries, getString, isArray, isObject, type Json } from "../json.js";
import { didYouMean } from "../near-names.js";
import { segmentsOf } from "../pointer.js";
import type { SecurityDef, SecuritySchemeDef } from "./model.js";
import { checkSchemes, eachOnce } from "./security-faults.js";

export function readSecurity(
  operation: Json,
  document: Json,
  origin: Origin,
  diagnostics: Diagnostics,
): SecurityDef {
  const list =
    get(operation, "security") === undefined
      ? getArray(document, "security")
      : getArray(operation, "security");
  const requirements: (readonly SecuritySchemeDef[])[] = [];
  let optional = false;
  let named = false;
  for (const [index, requirement] of list.entries()) {
    const names = isObject(requirement) ? Object.keys(requirement) : [];
    if (names.length === 0) {
      optional = true;
      continue;
    }
    const place: Origin = { file: origin.file, pointer: `${origin.pointer}/security/${index}` };
    const schemes = names.map((written): SecuritySchemeDef => {
      const name = nameOf(written);
      const declared = get(get(document, "securitySchemes"), name);
      if (declared === undefined)
        diagnostics.report(
          "model/invalid-security",
          `the security scheme ${name} is not declared; its name was taken for what it is`,
          place,
        );
      else {
        if (!isMatrixScheme(name, declared)) named = true;
        checkScopes(name, get(requirement, written), declared, place, diagnostics);
      }
      return { name, kind: kindOf(name, declared), ...placeOf(declared) };
    });
    if (names.length > 1) named = true;
    checkSchemes(schemes, get(document, "securitySchemes"), place, diagnostics);
    requirements.push(eachOnce(schemes));
  }
  const alternatives = requirements.flat();
  if (named && alternatives.some(({ kind }) => kind === "x-matrix"))
    diagnostics.report(
      "model/unsupported",
      "a signed request cannot be told from credentials of other schemes",
      origin,
    );
  return { optional, alternatives, requirements, written: list.filter(isObject), named };
}

/** A scheme may be named by its address (OpenAPI 3.2.0, Security Requirement Object). */
function nameOf(written: string): string {
  const start = "#/components/securitySchemes/";
  return (written.startsWith(start) && segmentsOf(written.slice(1))[2]) || written;
}

/** Scopes are those of the flows (OpenAPI 3.1.1, Security Requirement Object). */
function checkScopes(
  name: string,
  asked: Json | undefined,
  scheme: Json,
  origin: Origin,
  diagnostics: Diagnostics,
): void {
  if (getString(scheme, "type") !== "oauth2") return;
  const declared = new Set(
    getEntries(scheme, "flows").flatMap(([, flow]) => getEntries(flow, "scopes").map(([scope]) => scope)),
  );
  for (const scope of isArray(asked) ? asked : [])
    if (typeof scope === "string" && !declared.has(scope))
      diagnostics.report(
        "model/invalid-security",
        `no flow of ${name} declares the scope ${scope}${didYouMean(scope, declared)}`,
        origin,
      );
}

/**
 * Matrix's own: an access token, by either of its ways, or a signed request. They keep the options that they always had. Of
 * other documents, schemes of these names may go elsewhere.
 */
function isMatrixScheme(name: string, scheme: Json): boolean {
  if (kindOf(name, scheme) === "x-matrix") return true;
  return /accessToken/i.test(name) && TOKEN_PLACES.has(placeNameOf(scheme));
}

/** Until v1.10 a signed request was declared as an API key in the header; undeclared schemes are known by their names. */
function kindOf(name: string, scheme: Json | undefined): SecuritySchemeDef["kind"] {
  if (getString(scheme, "scheme")?.toLowerCase() === "x-matrix") return "x-matrix";
  if (name === "signedRequest" && (scheme === undefined || placeNameOf(scheme) === "header authorization"))
    return "x-matrix";
  return getString(scheme, "in") === "query" ? "query" : "bearer";
}

const TOKEN_PLACES: ReadonlySet<string> = new Set([
  "query access_token",
  "header authorization",
  "authorization Bearer",
]);

function placeNameOf(scheme: Json): string {
  const place = placeOf(scheme);
  return `${place.in} ${place.key}`;
}

/** Tokens of OAuth 2 and OpenID Connect are bearer tokens. */
function placeOf(scheme: Json | undefined): Pick<SecuritySchemeDef, "in" | "key"> {
  const place = getString(scheme, "in");
  const name = getString(scheme, "name") ?? "";
  switch (getString(scheme, "type")) {
    case "apiKey":
      if (place === "header") return { in: place, key: name.toLowerCase() };
      return { in: place === "cookie" ? "cookie" : "query", key: name };
    case "http": {
      const word = getString(scheme, "scheme") ?? "";
      // The registered ones are written like this; any spelling is read.
      const usual = ["Basic", "Bearer"].find((each) => each.toLowerCase() === word.toLowerCase());
      return { in: "authorization", key: usual ?? word };
    }
    case "mutualTLS":
      return { in: "tls", key: "" };
    default:
      return { in: "authorization", key: "Bearer" };
  }
}
