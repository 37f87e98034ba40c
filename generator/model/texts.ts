/** The texts that a schema lists, where it takes no others. */
import { get, getArray, getString, isArray, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";

/** Undefined where the schema may take any text. */
export function textsOf(
  schema: Json,
  linked: LinkedSpec,
  seen: ReadonlySet<Json> = new Set(),
): ReadonlySet<string> | undefined {
  if (seen.has(schema)) return undefined;
  const deeper = new Set([...seen, schema]);
  const target = linked.schemas.get(getString(schema, "$ref") ?? "")?.schema;
  const type = get(schema, "type");
  const isNoText = type !== undefined && type !== "string" && !getArray(schema, "type").includes("string");
  const values = isArray(get(schema, "enum")) ? getArray(schema, "enum") : undefined;
  const single = get(schema, "const");
  const all = [
    ...(isNoText ? [new Set<string>()] : []),
    ...(values === undefined ? [] : [onlyTexts(values)]),
    ...(single === undefined ? [] : [onlyTexts([single])]),
    ...[...(target === undefined ? [] : [target]), ...getArray(schema, "allOf")].map((part) =>
      textsOf(part, linked, deeper),
    ),
    ...["oneOf", "anyOf"].map((keyword) => {
      const each = getArray(schema, keyword).map((part) => textsOf(part, linked, deeper));
      const listed = each.filter((texts) => texts !== undefined);
      return each.length === 0 || listed.length < each.length
        ? undefined
        : new Set(listed.flatMap((texts) => [...texts]));
    }),
  ].filter((texts) => texts !== undefined);
  const [first, ...others] = all;
  return first && new Set([...first].filter((text) => others.every((texts) => texts.has(text))));
}

function onlyTexts(values: readonly Json[]): ReadonlySet<string> {
  return new Set(values.filter((value) => typeof value === "string"));
}
