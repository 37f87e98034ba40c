/** Whether a schema takes a text, a number or a truth value; what it says of lists and objects does not matter to those. */
import { get, getArray, getString, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { isOfType } from "../value-type.js";
import { partsOf, typesOf } from "./parts.js";

export type Scalar = string | number | boolean;

/** Undefined where nothing here can tell. */
type Verdict = boolean | undefined;

/** Parts that are asked. Those that refer to themselves have no end, and few lines may refer to one another in millions of ways. */
const MAX_PARTS = 1_000;
/** Patterns may take as long as the square of a text. */
const MAX_LENGTH = 1_000;

export function takes(schema: Json, value: Scalar, linked: LinkedSpec): Verdict {
  let left = MAX_PARTS;
  const ask = (part: Json): Verdict => {
    if (typeof part === "boolean") return part;
    return left-- <= 0 ? undefined : takesPart(part, value, linked, ask);
  };
  return ask(schema);
}

/** `ask` is for the parts of the schema. */
function takesPart(schema: Json, value: Scalar, linked: LinkedSpec, ask: (part: Json) => Verdict): Verdict {
  const ref = getString(schema, "$ref");
  const target = ref === undefined ? true : linked.schemas.get(ref)?.schema;
  const branch = get(schema, "if");
  return all([
    target === undefined || get(schema, "$dynamicRef") !== undefined ? undefined : ask(target),
    hasType(schema, value),
    isListed(schema, value),
    typeof value === "string" ? fitsText(schema, value) : fitsNumber(schema, value),
    ...getArray(schema, "allOf").map(ask),
    anyOf(schema, ask),
    oneOf(schema, ask),
    not(ask(get(schema, "not") ?? false)),
    branch === undefined ? true : conditional(schema, ask(branch), ask),
  ]);
}

/** Of a schema that no keyword gives a type, and that takes no text: what is read as text in its place can never fit. */
export function forbiddenText(schema: Json, linked: LinkedSpec): string | undefined {
  const parts = partsOf(schema, linked);
  const keyword = ["not", "if"].find((each) => parts.some((part) => get(part, each) !== undefined));
  const isTaken = ["", "a", "1"].some((text) => takes(schema, text, linked) !== false);
  if (keyword === undefined || isTaken || typesOf(schema, linked).size > 0) return undefined;
  return `is read as text, which ${keyword} forbids`;
}

function all(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

function not(verdict: Verdict): Verdict {
  return verdict === undefined ? undefined : !verdict;
}

function anyOf(schema: Json, ask: (part: Json) => Verdict): Verdict {
  const parts = getArray(schema, "anyOf").map(ask);
  return parts.length === 0 ? true : not(all(parts.map(not)));
}

function oneOf(schema: Json, ask: (part: Json) => Verdict): Verdict {
  const parts = getArray(schema, "oneOf").map(ask);
  if (parts.length === 0) return true;
  const right = parts.filter((verdict) => verdict === true).length;
  if (right > 1) return false;
  return parts.includes(undefined) ? undefined : right === 1;
}

function conditional(schema: Json, verdict: Verdict, ask: (part: Json) => Verdict): Verdict {
  if (verdict === undefined) return undefined;
  return ask(get(schema, verdict ? "then" : "else") ?? true);
}

function hasType(schema: Json, value: Scalar): boolean {
  const type = get(schema, "type");
  if (type === undefined) return true;
  const names = typeof type === "string" ? [type] : getArray(schema, "type");
  return names.some((name) => isOfType(value, name));
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
  if (pattern !== undefined && length > MAX_LENGTH) return undefined;
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
