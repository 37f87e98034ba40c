/** Whether a schema takes a text, a number or a truth value; what it says of lists and objects does not matter to those. */
import { get, getArray, getString, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";

export type Scalar = string | number | boolean;

/** Undefined where nothing here can tell. */
type Verdict = boolean | undefined;

/** As deep as references may lead; those that lead in a circle lead deeper. */
const MAX_DEPTH = 40;

export function takes(schema: Json, value: Scalar, linked: LinkedSpec, depth = 0): Verdict {
  if (typeof schema === "boolean") return schema;
  if (depth > MAX_DEPTH) return undefined;
  const deeper = (part: Json): Verdict => takes(part, value, linked, depth + 1);
  const ref = getString(schema, "$ref");
  const target = ref === undefined ? true : linked.schemas.get(ref)?.schema;
  const branch = get(schema, "if");
  return all([
    target === undefined || get(schema, "$dynamicRef") !== undefined ? undefined : deeper(target),
    hasType(schema, value),
    isListed(schema, value),
    typeof value === "string" ? fitsText(schema, value) : fitsNumber(schema, value),
    ...getArray(schema, "allOf").map(deeper),
    anyOf(schema, deeper),
    oneOf(schema, deeper),
    not(deeper(get(schema, "not") ?? false)),
    branch === undefined ? true : conditional(schema, deeper(branch), deeper),
  ]);
}

function all(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

function not(verdict: Verdict): Verdict {
  return verdict === undefined ? undefined : !verdict;
}

function anyOf(schema: Json, deeper: (part: Json) => Verdict): Verdict {
  const parts = getArray(schema, "anyOf").map(deeper);
  return parts.length === 0 ? true : not(all(parts.map(not)));
}

function oneOf(schema: Json, deeper: (part: Json) => Verdict): Verdict {
  const parts = getArray(schema, "oneOf").map(deeper);
  if (parts.length === 0) return true;
  const right = parts.filter((verdict) => verdict === true).length;
  if (right > 1) return false;
  return parts.includes(undefined) ? undefined : right === 1;
}

function conditional(schema: Json, verdict: Verdict, deeper: (part: Json) => Verdict): Verdict {
  if (verdict === undefined) return undefined;
  return deeper(get(schema, verdict ? "then" : "else") ?? true);
}

function hasType(schema: Json, value: Scalar): boolean {
  const type = get(schema, "type");
  if (type === undefined) return true;
  const names = typeof type === "string" ? [type] : getArray(schema, "type");
  return names.includes(typeof value) || (Number.isInteger(value) && names.includes("integer"));
}

function isListed(schema: Json, value: Scalar): boolean {
  const single = get(schema, "const");
  const values = get(schema, "enum");
  return (
    (single === undefined || single === value) &&
    (values === undefined || getArray(schema, "enum").includes(value))
  );
}

function fitsText(schema: Json, value: string): Verdict {
  const { length } = [...value];
  const pattern = getString(schema, "pattern");
  const format = getString(schema, "format");
  if (length < bound(schema, "minLength", 0) || length > bound(schema, "maxLength", Infinity)) return false;
  if (pattern !== undefined && !isMatch(pattern, value)) return false;
  if (format === undefined) return true;
  return UNLIKE.has(format) && isLiteral(value) ? false : undefined;
}

/** Whether a text is also that of a number or a truth value. */
export function isLiteral(text: string): boolean {
  return /^(?:true|false|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/.test(text);
}

function fitsNumber(schema: Json, value: number | boolean): boolean {
  if (typeof value === "boolean") return true;
  const step = get(schema, "multipleOf");
  return (
    value >= bound(schema, "minimum", -Infinity) &&
    value <= bound(schema, "maximum", Infinity) &&
    value > bound(schema, "exclusiveMinimum", -Infinity) &&
    value < bound(schema, "exclusiveMaximum", Infinity) &&
    (typeof step !== "number" || Number.isInteger(value / step))
  );
}

function bound(schema: Json, keyword: string, fallback: number): number {
  const value = get(schema, keyword);
  return typeof value === "number" ? value : fallback;
}

/** Formats whose texts are never those of a number or a truth value. */
const UNLIKE: ReadonlySet<string> = new Set([
  ...["date", "date-time", "time", "duration", "email", "idn-email", "uuid", "uri", "iri", "url"],
  ...["ipv4", "ipv6", "mx-event-id", "mx-mxc-uri", "mx-room-alias", "mx-room-id", "mx-user-id"],
]);

function isMatch(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true; // Told where patterns are read.
  }
}
