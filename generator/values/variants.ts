/** Values near the borders of a schema: each of its literals, bounds, keys and alternatives, and values of every other type. */
import { getEntries, isArray, isObject, type Json, type JsonObject } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";
import { collect } from "./collect.js";
import { compiled, type Judge } from "./judge.js";
import { around, numbers, startOf, strings, take } from "./scalar-variants.js";
import { valuesOf } from "./values-of.js";

const MAX_BRANCHES = 12;
/** Further in, only what is required is filled, in one way. */
const MAX_DEPTH = 3;
const MAX_NESTING = 10;
/** Values of which one that is let through is looked for. */
const MAX_TRIED = 24;
/** Properties that are varied; each is compared by itself too. */
const MAX_NAMES = 64;

const OTHERS: readonly Json[] = [
  "a",
  "",
  "ab",
  "?",
  "@",
  "@a:b.test",
  1,
  0,
  2,
  -1,
  0.5,
  true,
  false,
  null,
  {},
  [],
  ["a"],
  [1],
  { a: "a" },
];
/** One of each type, where there are many places to fill. */
const FEW: readonly Json[] = ["a", 1, null, {}, []];

const LIST_KEYWORDS = ["contains", "minItems", "maxItems", "uniqueItems", "unevaluatedItems"];

export class Variants {
  readonly #linked: LinkedSpec;
  readonly #assertFormats: boolean;
  readonly #judge: Judge;

  constructor(linked: LinkedSpec, assertFormats: boolean, judge: Judge) {
    this.#linked = linked;
    this.#assertFormats = assertFormats;
    this.#judge = judge;
  }

  /** So many at most; the last ones are the same for every schema. */
  of(parts: readonly Schema[], count: number): Json[] {
    return [...take(this.#of(parts, 0), count), ...OTHERS];
  }

  *#of(parts: readonly Schema[], depth: number): Generator<Json> {
    if (depth > MAX_NESTING) return;
    const alternatives = this.#alternatives(parts, MAX_BRANCHES);
    let others: JsonObject | undefined;
    const ofOthers = (): JsonObject => {
      others ??= alternatives.length < 2 ? {} : this.#firstOfEach(alternatives.flat(), depth);
      return others;
    };
    for (const leaves of alternatives) {
      yield* leaves.flatMap((leaf) => valuesOf(leaf) ?? []);
      const stated = new Set(leaves.flatMap(({ type }) => (isArray(type) ? type : (type ?? []))));
      if (stated.has("boolean")) yield true;
      if (stated.has("null")) yield null;
      yield* strings(leaves, stated.has("string"), this.#assertFormats);
      yield* numbers(leaves, stated.has("integer") || stated.has("number"), this.#assertFormats);
      yield* this.#lists(leaves, depth);
      yield* this.#objects(leaves, depth, ofOthers);
    }
  }

  /** With one that is let through as the first, since the others are tried beside it. */
  #some(parts: readonly Schema[], depth: number, count: number): Json[] {
    const schema = { allOf: [...parts] };
    const others: Json[] = [];
    let first: Json | undefined;
    for (const value of this.#of(parts, depth)) {
      if (first === undefined && this.#judge.lets(schema, value)) first = value;
      else others.push(value);
      const isEnough = first === undefined ? others.length >= MAX_TRIED : others.length + 1 >= count;
      if (isEnough) break;
    }
    return (first === undefined ? others : [first, ...others]).slice(0, count);
  }

  /** Keywords that apply together, for each way through `anyOf` and `oneOf`. */
  #alternatives(parts: readonly Schema[], budget: number): (readonly JsonObject[])[] {
    const { leaves, choices } = collect(parts, this.#linked);
    // A `then` is asked for only where its `if` holds.
    const more = leaves.flatMap(({ if: condition, then: held, else: failed, not: refused }) =>
      [
        condition,
        isObject(condition) && isObject(held) ? { allOf: [condition, held] } : held,
        failed,
        refused,
      ].filter(isObject),
    );
    const branches = [...choices.flat(), ...more].slice(0, budget);
    if (branches.length === 0) return [leaves];
    const found = branches.flatMap((branch) =>
      this.#alternatives([branch], Math.floor(budget / 2)).map((own) => [...leaves, ...own]),
    );
    return found.slice(0, MAX_BRANCHES);
  }

  *#lists(leaves: readonly JsonObject[], depth: number): Generator<Json> {
    const has = (keyword: string): boolean => leaves.some((leaf) => leaf[keyword] !== undefined);
    if (
      !leaves.some(({ type }) => type === "array") &&
      !has("items") &&
      !has("prefixItems") &&
      !LIST_KEYWORDS.some(has)
    )
      return;
    const inner = (schemas: readonly Json[], count: number): Json[] =>
      this.#some(schemas.filter(isObject), depth + 1, count);
    const items = [
      ...inner(
        leaves.map(({ items: own }) => own ?? true),
        8,
      ),
      ...inner(
        leaves.map(({ contains }) => contains ?? true),
        4,
      ),
    ];
    const prefix = leaves
      .flatMap(({ prefixItems }) => (isArray(prefixItems) ? [prefixItems] : []))
      .flatMap((list) => list.map((schema) => inner([schema], 4)));
    const start: Json[] = prefix.map(([first]) => first ?? "a");
    if (depth >= MAX_DEPTH) yield start;
    yield [];
    if (depth >= MAX_DEPTH) return;
    for (const [index, some] of prefix.entries()) {
      yield start.slice(0, index + 1);
      for (const other of [...some, ...FEW]) yield start.with(index, other);
    }
    const [first = "a", second = "b"] = items;
    for (const item of [...items, ...FEW]) yield [...start, item];
    const bounds = leaves.flatMap((leaf) =>
      ["minItems", "maxItems", "minContains", "maxContains"].map((key) => leaf[key]),
    );
    for (const count of around(
      bounds.filter((bound) => typeof bound === "number"),
      12,
    ))
      yield [...start, ...Array.from({ length: count }, () => first)].slice(0, Math.max(count, 1));
    for (const length of around([2, ...bounds.filter((bound) => typeof bound === "number")], 12))
      yield Array.from({ length }, (_, index) =>
        typeof first === "number"
          ? first + index
          : typeof first === "string"
            ? `${first}${"b".repeat(index)}`
            : index,
      );
    yield [first, second];
    yield [first, ...FEW];
  }

  *#objects(leaves: readonly JsonObject[], depth: number, ofOthers: () => JsonObject): Generator<Json> {
    const { schemas, required } = keysOf(leaves);
    const isObjectLike = schemas.size > 0 || leaves.some(({ type }) => type === "object");
    if (!isObjectLike) return;
    const rest = leaves.flatMap(({ additionalProperties, unevaluatedProperties }) =>
      [additionalProperties, unevaluatedProperties].filter(isObject),
    );
    const names = leaves.flatMap(({ propertyNames }) =>
      isObject(propertyNames) ? take(this.#of([propertyNames], MAX_DEPTH), 4) : [],
    );
    const values = new Map(
      [...schemas]
        .filter(([name]) => depth < MAX_DEPTH || required.has(name))
        .slice(0, MAX_NAMES)
        .map(([name, parts]) => [name, this.#some(parts, depth + 1, depth < MAX_DEPTH ? 8 : 1)] as const),
    );
    const full: { [name: string]: Json } = {};
    for (const [name, [first = "a"]] of values) full[name] = first;
    const least = Object.fromEntries(Object.entries(full).filter(([name]) => required.has(name)));
    if (depth >= MAX_DEPTH) {
      yield least;
      return;
    }
    yield full;
    yield least;
    yield {};
    // A value of one of two alternatives may be one of the other as well.
    const beside = Object.entries(ofOthers()).filter(([name]) => !values.has(name));
    for (const object of beside.length === 0 ? [] : [full, least]) {
      yield { ...object, ...Object.fromEntries(beside) };
      for (const [name, value] of beside) yield { ...object, [name]: value };
    }
    for (const [name, some] of values) {
      const { [name]: first = "a", ...others } = full;
      yield others;
      yield { ...least, [name]: first };
      for (const other of [...some.slice(1), ...FEW]) {
        yield { ...full, [name]: other };
        yield { ...least, [name]: other };
      }
    }
    const more = take(this.#of(rest, depth + 1), 4);
    for (const name of ["zz", "b", ...names.filter((each) => typeof each === "string")])
      for (const value of [...more, ...FEW]) {
        yield { ...full, [name]: value };
        yield { ...least, [name]: value };
      }
    const [first = "a"] = more;
    yield Object.fromEntries([1, 2, 3, 4].map((count) => ["a".repeat(count), first]));
  }

  /** A value for each key that the schemas speak of. */
  #firstOfEach(leaves: readonly JsonObject[], depth: number): JsonObject {
    const named = [...keysOf(leaves).schemas].slice(0, MAX_NAMES);
    return Object.fromEntries(
      named.flatMap(([name, parts]) => this.#some(parts, depth + 1, 1).map((value) => [name, value])),
    );
  }
}

/** Keys that keywords speak of, with their schemas, and those that have to be there. */
function keysOf(leaves: readonly JsonObject[]): {
  readonly schemas: ReadonlyMap<string, readonly Schema[]>;
  readonly required: ReadonlySet<string>;
} {
  const listed = (names: Json | undefined): string[] => (isArray(names) ? names.map(String) : []);
  const required = new Set(leaves.flatMap((leaf) => listed(leaf.required)));
  const described = leaves.flatMap((leaf) => [
    ...getEntries(leaf, "properties"),
    ...getEntries(leaf, "patternProperties").map(
      ([pattern, schema]) => [`${startOf(pattern)}a`, schema] as const,
    ),
  ]);
  const dependent = leaves.flatMap((leaf) => [
    ...getEntries(leaf, "dependentRequired").flatMap(([name, needed]) => [name, ...listed(needed)]),
    ...getEntries(leaf, "dependentSchemas").map(([name]) => name),
  ]);
  const schemas = new Map<string, Schema[]>(
    [...described.map(([name]) => name), ...required, ...dependent].map((name) => [name, []]),
  );
  for (const [name, schema] of described) if (isObject(schema)) schemas.get(name)?.push(schema);
  // A key that is only asked for may be described by what it matches.
  for (const [pattern, schema] of leaves.flatMap((leaf) => getEntries(leaf, "patternProperties"))) {
    const expression = isObject(schema) ? compiled(pattern) : undefined;
    if (!isObject(schema) || expression === undefined) continue;
    for (const [name, parts] of schemas)
      if (!parts.includes(schema) && expression.test(name)) parts.push(schema);
  }
  return { schemas, required };
}
