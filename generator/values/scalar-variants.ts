/** Texts and numbers near the borders of a schema. */
import { numberFormat } from "../emit/validators/schemas/schema.js";
import type { Json, JsonObject } from "../json.js";
import { sampleOf } from "./format-samples.js";
import { compiled } from "./judge.js";
import { wordOf } from "./word.js";

const MAX_LENGTH = 300;

/** Texts near bounds, and as patterns and formats have them. `stated`: the type is said. */
export function* strings(
  leaves: readonly JsonObject[],
  stated: boolean,
  assertFormats: boolean,
): Generator<string> {
  const texts = leaves.flatMap(({ format, pattern }) => [
    ...(typeof format === "string" ? [sampleOf(format, assertFormats)] : []),
    ...(typeof pattern === "string" ? textsOf(pattern) : []),
  ]);
  const bounds = leaves.flatMap(({ minLength, maxLength }) =>
    [minLength, maxLength].filter((bound) => typeof bound === "number"),
  );
  if (!stated && texts.length === 0 && bounds.length === 0) return;
  const [text = "a"] = texts;
  yield* texts;
  for (const length of around(bounds, MAX_LENGTH)) {
    yield text.slice(0, length).padEnd(length, "a");
    // Of that length alone: a text that begins as a pattern asks may be let through for that.
    yield "~".repeat(length);
  }
  yield* ["a", "b", "ab", "?", ""];
}

/** Texts near a pattern; where the near ones do not match, the shortest that does, which takes longer to find. */
function textsOf(pattern: string): string[] {
  const start = startOf(pattern);
  const near = [`${start}a`, start, "abc"];
  const expression = compiled(pattern);
  if (expression === undefined || near.some((text) => expression.test(text))) return near;
  const word = wordOf(pattern, (text) => expression.test(text));
  return word === undefined ? near : [...near, word];
}

const BOUNDS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

/** Numbers near bounds. */
export function* numbers(
  leaves: readonly JsonObject[],
  stated: boolean,
  assertFormats: boolean,
): Generator<number> {
  const asserted = assertFormats ? leaves.map(numberFormat).filter((leaf) => leaf !== undefined) : [];
  const bounds = [...leaves, ...asserted]
    .flatMap((leaf) => BOUNDS.map((key) => leaf[key]))
    .filter((bound) => typeof bound === "number");
  if (!stated && bounds.length === 0) return;
  for (const bound of bounds) yield* [bound, bound + 1, bound - 1, bound + 0.5, bound * 2, bound * 3];
  // The last one is listed nowhere, and a multiple of nothing.
  yield* [1, 2, 3, 0, -1, 0.5, 0.71875];
}

/** The counts at and beside each bound. */
export function around(bounds: readonly number[], most: number): number[] {
  return [...new Set(bounds.flatMap((bound) => [bound - 1, bound, bound + 1]))].filter(
    (count) => count >= 0 && count <= most,
  );
}

/** The text with which a pattern begins: `^mxc:\/\/` -> `mxc://`. */
export function startOf(pattern: string): string {
  const start = /^\^((?:[\w@!#: -]|\\[/$.+-])*)(?<after>[?*{]?)/.exec(pattern);
  const text = start?.[1]?.replaceAll("\\", "") ?? "";
  return start?.groups?.after ? text.slice(0, -1) : text;
}

/** So many at most. */
export function take(values: Iterable<Json>, count: number): Json[] {
  const taken: Json[] = [];
  for (const value of values) {
    if (taken.length >= count) break;
    taken.push(value);
  }
  return taken;
}
