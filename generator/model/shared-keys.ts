/** Parameters that are sent under one key, so that nothing tells them apart where they arrive. */
import type { Diagnostics } from "../diagnostic.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import type { ParameterDef, SecurityDef } from "./model.js";
import { objectShape, shapeOf } from "./shape.js";

interface Keys {
  readonly names: readonly string[];
  /** Takes each key that no other parameter has. */
  readonly open: boolean;
}

export function checkKeys(
  parameters: readonly ParameterDef[],
  security: SecurityDef,
  linked: LinkedSpec,
  diagnostics: Diagnostics,
): void {
  const taken = new Map<string, ParameterDef>();
  const open = new Map<string, ParameterDef>();
  for (const parameter of parameters) {
    const { in: place, name, origin } = parameter;
    if (place !== "query" && place !== "cookie") continue;
    const keys = keysOf(parameter, linked);
    const key = keys.names.find((each) => taken.has(`${place} ${each}`));
    const other = key === undefined ? keys.open && open.get(place) : taken.get(`${place} ${key}`);
    if (other) {
      const shared = key === undefined ? "take any other key" : `are sent as ${key}`;
      const message = `the parameters ${other.name} and ${name} cannot be told apart: both ${shared}`;
      diagnostics.report("model/unsupported", message, origin);
    }
    for (const each of keys.names) taken.set(`${place} ${each}`, parameter);
    if (keys.open) open.set(place, parameter);
  }
  checkCredentials(parameters, security, diagnostics);
}

function keysOf({ name, style, explode, schema }: ParameterDef, linked: LinkedSpec): Keys {
  const plain = { names: [name], open: false };
  if (style === "json") return plain;
  if (style === "deepObject") {
    const members = Object.keys(objectShape(schema, linked).members);
    return { names: members.map((member) => `${name}[${member}]`), open: false };
  }
  const shape = shapeOf(schema, linked);
  if (!explode || typeof shape === "string" || "list" in shape) return plain;
  return { names: Object.keys(shape.members), open: shape.others !== undefined };
}

/** Upstream names the token in the query in both ways. */
const OWN = "access_token";

function checkCredentials(
  parameters: readonly ParameterDef[],
  { alternatives }: SecurityDef,
  diagnostics: Diagnostics,
): void {
  for (const { name: scheme, in: place, key } of alternatives)
    for (const { in: at, name, origin } of parameters)
      if (at === place && key !== OWN && (at === "header" ? name.toLowerCase() : name) === key)
        diagnostics.report(
          "model/invalid-security",
          `the parameter ${name} is where the credential of ${scheme} goes`,
          origin,
          { help: "let one of the two name it: a client sends the credential by itself" },
        );
}
