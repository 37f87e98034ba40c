/** The texts that a schema lists, where it takes no others that could be a number or a truth value. */
import { get, getArray, getString, isArray, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";

/** Undefined where the schema may take any text. */
export function textsOf(
  schema: Json,
  linked: LinkedSpec,
  seen: ReadonlySet<Json> = new Set(),
): ReadonlySet<string> | undefined {
  if (seen.has(schema)) return undefined;
  const pattern = getString(schema, "pattern");
  const deeper = new Set([...seen, schema]);
  const target = linked.schemas.get(getString(schema, "$ref") ?? "")?.schema;
  const type = get(schema, "type");
  const isNoText = type !== undefined && type !== "string" && !getArray(schema, "type").includes("string");
  const values = isArray(get(schema, "enum")) ? getArray(schema, "enum") : undefined;
  const single = get(schema, "const");
  const all = [
    ...(pattern !== undefined && LITERALS.every((text) => !isMatch(pattern, text))
      ? [new Set<string>()]
      : []),
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

/** Texts of numbers and truth values, of all kinds: a pattern that takes none of them is about words. */
const LITERALS = [
  "0",
  "1",
  "7",
  "10",
  "42",
  "-1",
  "100",
  "2024",
  "65536",
  "1234567890",
  "1.5",
  "-0.25",
  "1e21",
  "true",
  "false",
];

function isMatch(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true; // Told where patterns are read.
  }
}

function onlyTexts(values: readonly Json[]): ReadonlySet<string> {
  return new Set(values.filter((value) => typeof value === "string"));
}
