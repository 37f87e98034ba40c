/** Which credentials an operation takes, from either dialect's way of declaring them. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getArray, getString, isObject, type Json } from "../json.js";
import type { SecurityDef, SecuritySchemeDef } from "./types.js";
import { checkRequirement } from "./unsupported.js";

export function readSecurity(
  operation: Json,
  document: Json,
  origin: Origin,
  diagnostics: Diagnostics,
): SecurityDef {
  const requirements =
    get(operation, "security") === undefined
      ? getArray(document, "security")
      : getArray(operation, "security");
  const alternatives: SecuritySchemeDef[] = [];
  let optional = false;
  for (const [index, requirement] of requirements.entries()) {
    const names = isObject(requirement) ? Object.keys(requirement) : [];
    if (names.length === 0) optional = true;
    const place: Origin = { file: origin.file, pointer: `${origin.pointer}/security/${index}` };
    checkRequirement(names, get(document, "securitySchemes"), place, diagnostics);
    for (const name of names) {
      const declared = get(get(document, "securitySchemes"), name);
      if (declared === undefined)
        diagnostics.report(
          "model/invalid-security",
          `the security scheme ${name} is not declared; its name was taken for what it is`,
          place,
        );
      alternatives.push({ name, kind: kindOf(name, declared) });
    }
  }
  return { optional, alternatives };
}

/** Until v1.10 a signed request was declared as an API key in the header; undeclared schemes are known by their names. */
function kindOf(name: string, scheme: Json | undefined): SecuritySchemeDef["kind"] {
  if (getString(scheme, "scheme")?.toLowerCase() === "x-matrix" || name === "signedRequest")
    return "x-matrix";
  return getString(scheme, "in") === "query" ? "query" : "bearer";
}
