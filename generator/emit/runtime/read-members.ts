/** Makes values of texts: items of lists and members of objects, each converted to its type. */
import { convertText } from "./convert.js";
import { MatrixHttpError } from "./matrix-http-error.js";
import type { ListShape, Parameter, Scalar, Shape, Values } from "./parameter.js";
import type { Pair } from "./raw-pairs.js";

type Named = Pick<Parameter, "in" | "name">;
type Decode = (text: string) => string;
export type Members = Extract<Shape, { members: unknown }>;

/** Delimiters of lists in a text that is not percent-encoded; elsewhere it is a comma. */
export const PLAIN_SEPARATORS: { readonly [style: string]: string | RegExp } = {
  spaceDelimited: / +/,
  pipeDelimited: "|",
  tabDelimited: "\t",
};

/** The parts of a list or an object; anything else is one text. */
export function splitAt(text: string, separator: string | RegExp, shape: Shape): string[] {
  return typeof shape === "object" ? text.split(separator) : [text];
}

/**
 * Text of a scalar, items of a list, or members of an object: `a=1` each with `explode`, otherwise names and values in turn.
 */
export function readMembers(
  named: Named,
  shape: Shape,
  parts: readonly string[],
  explode: boolean | undefined,
  decode: Decode,
): unknown {
  if (typeof shape === "string") return convertText(named, shape, decode(parts[0] ?? ""));
  const [first = ""] = parts;
  const isEmpty = parts.length === 1 && first === "";
  if ("list" in shape) {
    // An empty text is a list of one text, but of no number.
    if (isEmpty && shape.list !== "string") return [];
    return parts.map((part, at) => convertText(named, shape.first?.[at] ?? shape.list, decode(part)));
  }
  if (isEmpty) return {};
  const pairs = pairsOf(named, parts, explode, decode);
  return joinedPairs(named, withOthers(shape), pairs, new Set(), decode) ?? {};
}

function pairsOf(
  named: Named,
  parts: readonly string[],
  explode: boolean | undefined,
  decode: Decode,
): Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at < parts.length; at += explode ? 1 : 2) {
    const part = parts[at] ?? "";
    const equals = explode ? part.indexOf("=") : part.length;
    const value = explode ? part.slice(equals + 1) : parts[at + 1];
    if (equals === -1 || value === undefined) invalid(named, "must have a value for each of its members");
    pairs.push({ key: decode(part.slice(0, equals)), value });
  }
  return pairs;
}

/** Members that nothing describes are kept as text: whether they may be there is for the check to say. */
export function withOthers({ members, others = "string" }: Members): Members {
  return { members, others };
}

/** An object of the pairs that are its members; undefined where there are none. `taken` keys belong to others. */
export function joinedPairs(
  named: Named,
  { members, others }: Members,
  pairs: readonly Pair[],
  taken: ReadonlySet<string>,
  decode: Decode,
): Values | undefined {
  const texts = new Map<string, string[]>();
  for (const { key, value } of pairs) {
    if (!Object.hasOwn(members, key) && (others === undefined || taken.has(key))) continue;
    const known = texts.get(key);
    if (known === undefined) texts.set(key, [value]);
    else known.push(value);
  }
  if (texts.size === 0) return undefined;
  const entries = [...texts].map(([key, values]): [string, unknown] => {
    const shape: Scalar | ListShape | undefined = Object.hasOwn(members, key) ? members[key] : others;
    if (typeof shape === "object") return [key, readMembers(named, shape, values, true, decode)];
    return [key, convertText(named, shape ?? "string", decode(values[0] ?? ""))];
  });
  // Unlike an assignment, this makes an own property of a member that is called `__proto__`.
  return Object.fromEntries(entries);
}

function invalid({ in: place, name }: Named, problem: string): never {
  throw new MatrixHttpError(400, "M_INVALID_PARAM", `The ${place} parameter ${name} ${problem}`);
}
