/** Reading the text of a scalar: text has no type of its own, so the schemas of the value decide. */
import { get, getArray, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { partsOf, typesOf } from "./parts.js";
import { isLiteral, type Scalar, takes } from "./takes.js";

type Single = "string" | "integer" | "number" | "boolean";

/** Where several are possible, the first that the text can be read as: `integer|string`. */
export type ScalarType = Single | `${Single}|${Single}` | `${Single}|${Single}|${Single}`;

export interface Reading {
  readonly type: ScalarType;
  /** A text that stands for a number or a truth value, where others like it can only be text. */
  readonly torn?: string;
  /** A text that stands for a number or a truth value, and for itself. */
  readonly shared?: string;
}

/**
 * Text stays text, unless that would refuse a number or a truth value that is right. Where the schemas refuse the text of each of
 * these, it is read as one: `5` for a number or a word of five letters. Each schema restricts the value, at least at times.
 */
export function readingOf(schemas: readonly Json[], linked: LinkedSpec): Reading {
  const types = new Set(schemas.flatMap((schema) => [...scalarTypes(schema, linked)]));
  const other = otherOf(types);
  if (other === undefined) return { type: "string" };
  if (!types.has("string")) return { type: other };
  const samples = samplesOf(schemas, linked).filter(([, value]) => isOne(value, types));
  const refuses = (one: Scalar, instead: Scalar): boolean =>
    schemas.some(
      (schema) => takes(schema, one, linked) !== false && takes(schema, instead, linked) === false,
    );
  const isTaken = (one: Scalar): boolean => schemas.every((schema) => takes(schema, one, linked));
  if (!samples.some(([text, value]) => refuses(value, text))) {
    const isNamed = schemas.every((schema) => typesOf(schema, linked).size > 0);
    const [both] = samples.find(([text, value]) => isNamed && isTaken(text) && isTaken(value)) ?? [];
    return { type: "string", ...(both !== undefined && { shared: both }) };
  }
  const [torn] = samples.find(([text, value]) => refuses(text, value)) ?? [];
  const [shared] = samples.find(([text]) => isTaken(text)) ?? [];
  return {
    type: `${other}|string`,
    ...(torn !== undefined && { torn }),
    ...(shared !== undefined && { shared }),
  };
}

function otherOf(
  types: ReadonlySet<string>,
): "integer" | "number" | "boolean" | "integer|boolean" | "number|boolean" | undefined {
  const number = types.has("number") ? "number" : types.has("integer") ? "integer" : undefined;
  if (!types.has("boolean")) return number;
  return number === undefined ? "boolean" : `${number}|boolean`;
}

/** The types that a schema speaks of; where it names none, those of which it takes some value. */
function scalarTypes(schema: Json, linked: LinkedSpec): ReadonlySet<string> {
  const named = typesOf(schema, linked);
  if (named.size > 0) return named;
  const isTaken = (value: Scalar): boolean => takes(schema, value, linked) !== false;
  const values = LITERALS.map(scalarFrom);
  return new Set([
    ...(values.some((value) => typeof value === "number" && !Number.isInteger(value) && isTaken(value))
      ? ["number"]
      : []),
    ...(values.some((value) => Number.isInteger(value) && isTaken(value)) ? ["integer"] : []),
    ...(values.some((value) => typeof value === "boolean" && isTaken(value)) ? ["boolean"] : []),
    ...([...LITERALS, ...WORDS].some(isTaken) ? ["string"] : []),
  ]);
}

/** Texts that are also those of a number or a truth value: of all kinds, and those that the schemas list. */
function samplesOf(schemas: readonly Json[], linked: LinkedSpec): [string, Scalar][] {
  const parts = schemas.flatMap((schema) => partsOf(schema, linked));
  const listed = [...parts, ...parts.flatMap((part) => partsOf(get(part, "not") ?? true, linked))]
    .flatMap((part) => [get(part, "const") ?? null, ...getArray(part, "enum")])
    .map(String)
    .filter(isLiteral);
  return [...new Set([...listed, ...LITERALS])].map((text) => [text, scalarFrom(text)]);
}

function scalarFrom(text: string): Scalar {
  return text === "true" || text === "false" ? text === "true" : Number(text);
}

function isOne(value: Scalar, types: ReadonlySet<string>): boolean {
  if (typeof value === "boolean") return types.has("boolean");
  return types.has("number") || (types.has("integer") && Number.isSafeInteger(value));
}

const LITERALS: readonly string[] = [
  ...["0", "1", "7", "10", "42", "-1", "100", "2024", "65536", "1234567890", "9007199254740991"],
  ...["1.5", "-0.25", "1e21", "true", "false"],
];

const WORDS: readonly string[] = ["", "a", "word", "Some-Text_1", "a longer text, of several words"];
