/** Parameters that are sent under one key, so that nothing tells them apart where they arrive. */
import type { Diagnostics } from "../diagnostic.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import type { FieldDef, ParameterDef, SecurityDef } from "./model.js";
import { objectShape, shapeOf, type ValueShape } from "./shape.js";

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
    const { style, schema } = parameter;
    const keys = keysOf(
      parameter,
      style === "deepObject" ? objectShape(schema, linked) : shapeOf(schema, linked),
    );
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

/** Of a form, the name of a member that is sent under the key of another one, and that key. */
export function sharedField(fields: readonly FieldDef[]): readonly [name: string, key: string] | undefined {
  const taken = new Set<string>();
  for (const field of fields) {
    const { names } = keysOf(field, field.shape);
    const key = names.find((each) => taken.has(each));
    if (key !== undefined) return [field.name, key];
    for (const each of names) taken.add(each);
  }
  return undefined;
}

function keysOf(
  { name, style, explode }: Pick<FieldDef, "name" | "style" | "explode">,
  shape: ValueShape,
): Keys {
  const plain = { names: [name], open: false };
  if (style === "json") return plain;
  if (style === "deepObject" && typeof shape !== "string" && "members" in shape)
    return { names: Object.keys(shape.members).map((member) => `${name}[${member}]`), open: false };
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
