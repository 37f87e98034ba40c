/**
 * The verdict of a schema on a value, without compiling anything: for a few values, where two releases are compared.
 * Bounded in depth and steps; what is beyond counts as let through.
 */
import { formatForms, isAssertedFormat } from "../emit/validators/formats.js";
import { numberFormat } from "../emit/validators/schemas/schema.js";
import { getEntries, isArray, isObject, type Json, type JsonObject, stableStringify } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { hasNeeded, hasType, isInBounds, within } from "./assertions.js";

const MAX_DEPTH = 40;
const MAX_STEPS = 5_000;

/** Keys and places that have been looked at, for `unevaluated…`. */
interface Seen {
  readonly keys: Set<string>;
  readonly places: Set<number>;
}

/** By the depth at which they were found: where a bound was met, less would be looked at further in, and more further out. */
type Verdicts = Map<number, Seen | undefined>;
const ANY_DEPTH = -1;

export class Judge {
  readonly #linked: LinkedSpec;
  readonly #assertFormats: boolean;
  readonly #patterns: Map<string, RegExp | undefined> = new Map();
  /** Verdicts by schemas that have a name, and by the value that is judged and its parts: allOf may lead to one by very many ways. */
  readonly #known: Map<Json, Map<Json, Verdicts>> = new Map();
  #steps = 0;
  /** How often a bound was met, so that less was looked at. */
  #cuts = 0;

  constructor(linked: LinkedSpec, assertFormats: boolean) {
    this.#linked = linked;
    this.#assertFormats = assertFormats;
  }

  lets(schema: Json, value: Json): boolean {
    this.#steps = 0;
    this.#known.clear();
    return this.#check(schema, value, 0) !== undefined;
  }

  /** Undefined where the value is refused. */
  #check(schema: Json, value: Json, depth: number): Seen | undefined {
    const seen: Seen = { keys: new Set(), places: new Set() };
    this.#steps += 1;
    if (schema === false) return undefined;
    if (!isObject(schema)) return seen;
    if (depth > MAX_DEPTH || this.#steps > MAX_STEPS) {
      this.#cuts += 1;
      return seen;
    }
    const inner = (part: Json, other: Json = value): Seen | undefined => this.#check(part, other, depth + 1);
    const holds =
      hasType(schema, value) &&
      this.#follows(schema, value, depth, seen) &&
      this.#applies(schema, inner, seen) &&
      this.#isWithin(schema, value) &&
      (!isArray(value) || checkList(schema, value, inner, seen)) &&
      (!isObject(value) || this.#checkObject(schema, value, inner, seen));
    return holds ? seen : undefined;
  }

  /** Whether the schema that this one refers to lets the value through. */
  #follows({ $ref: ref }: JsonObject, value: Json, depth: number, seen: Seen): boolean {
    const target = typeof ref === "string" ? this.#linked.schemas.get(ref)?.schema : undefined;
    if (target === undefined) return true;
    const found = this.#once(target, value, depth + 1);
    if (found !== undefined) merge(seen, found);
    return found !== undefined;
  }

  #applies(schema: JsonObject, inner: Inner, seen: Seen): boolean {
    const take = (found: Seen | undefined): boolean => {
      if (found !== undefined) merge(seen, found);
      return found !== undefined;
    };
    const list = (keyword: string): readonly Json[] | undefined => {
      const branches = schema[keyword];
      return isArray(branches) ? branches : undefined;
    };
    if (list("allOf")?.every((branch) => take(inner(branch))) === false) return false;
    if (
      list("anyOf")
        ?.map((branch) => take(inner(branch)))
        .some((held) => held) === false
    )
      return false;
    const one = list("oneOf")?.map((branch) => take(inner(branch)));
    if (one !== undefined && one.filter((held) => held).length !== 1) return false;
    if (schema.not !== undefined && inner(schema.not) !== undefined) return false;
    if (schema.if === undefined) return true;
    const next = take(inner(schema.if)) ? schema.then : schema.else;
    return next === undefined || take(inner(next));
  }

  #once(schema: Json, value: Json, depth: number): Seen | undefined {
    const known = this.#verdicts(schema, value);
    if (known.has(ANY_DEPTH)) return known.get(ANY_DEPTH);
    if (known.has(depth)) {
      this.#cuts += 1;
      return known.get(depth);
    }
    const cuts = this.#cuts;
    const found = this.#check(schema, value, depth);
    known.set(this.#cuts === cuts ? ANY_DEPTH : depth, found);
    return found;
  }

  #verdicts(schema: Json, value: Json): Verdicts {
    const byValue = this.#known.get(schema) ?? new Map<Json, Verdicts>();
    this.#known.set(schema, byValue);
    const known: Verdicts = byValue.get(value) ?? new Map();
    byValue.set(value, known);
    return known;
  }

  #isWithin(schema: JsonObject, value: Json): boolean {
    if (typeof value === "number")
      return (
        isInBounds(schema, value) && (!this.#assertFormats || isInBounds(numberFormat(schema) ?? {}, value))
      );
    if (typeof value !== "string") return true;
    const { format, pattern } = schema;
    if (!within([...value].length, schema.minLength, schema.maxLength)) return false;
    if (typeof pattern === "string" && !this.#matches(pattern, value)) return false;
    return (
      typeof format !== "string" ||
      !isAssertedFormat(format, this.#assertFormats) ||
      formatForms(format).every((form) => form.test(value))
    );
  }

  #checkObject(schema: JsonObject, value: JsonObject, inner: Inner, seen: Seen): boolean {
    const names = Object.keys(value);
    if (!within(names.length, schema.minProperties, schema.maxProperties)) return false;
    if (!hasNeeded(schema, value) || !mergeDependent(schema, value, inner, seen)) return false;
    if (
      schema.propertyNames !== undefined &&
      !names.every((name) => inner(schema.propertyNames ?? true, name) !== undefined)
    )
      return false;
    const described = this.#checkDescribed(schema, value, inner);
    if (described === undefined) return false;
    for (const name of described) seen.keys.add(name);
    const rest = (part: Json | undefined, known: ReadonlySet<string>): boolean =>
      part === undefined ||
      Object.entries(value).every(([name, item]) => {
        if (known.has(name)) return true;
        if (inner(part, item) === undefined) return false;
        seen.keys.add(name);
        return true;
      });
    return rest(schema.additionalProperties, described) && rest(schema.unevaluatedProperties, seen.keys);
  }

  /** Keys that `properties` and `patternProperties` describe; undefined where one has another value. */
  #checkDescribed(schema: JsonObject, value: JsonObject, inner: Inner): ReadonlySet<string> | undefined {
    const described = new Set<string>();
    const properties = new Map(getEntries(schema, "properties"));
    const patterns = getEntries(schema, "patternProperties");
    for (const [name, item] of Object.entries(value)) {
      const parts = [
        ...(properties.has(name) ? [properties.get(name) ?? true] : []),
        ...patterns.flatMap(([pattern, part]) => (this.#matches(pattern, name) ? [part] : [])),
      ];
      if (parts.length > 0) described.add(name);
      if (!parts.every((part) => inner(part, item) !== undefined)) return undefined;
    }
    return described;
  }

  #matches(pattern: string, text: string): boolean {
    if (!this.#patterns.has(pattern)) this.#patterns.set(pattern, compiled(pattern));
    return this.#patterns.get(pattern)?.test(text) ?? true;
  }
}

type Inner = (part: Json, other?: Json) => Seen | undefined;

/** Whether the schemas of the keys that are there let the value through. */
function mergeDependent(schema: JsonObject, value: JsonObject, inner: Inner, seen: Seen): boolean {
  for (const [name, part] of getEntries(schema, "dependentSchemas")) {
    if (!Object.hasOwn(value, name)) continue;
    const found = inner(part);
    if (found === undefined) return false;
    merge(seen, found);
  }
  return true;
}

function checkList(schema: JsonObject, value: readonly Json[], inner: Inner, seen: Seen): boolean {
  if (!within(value.length, schema.minItems, schema.maxItems)) return false;
  if (schema.uniqueItems === true && new Set(value.map(stableStringify)).size < value.length) return false;
  const prefix = isArray(schema.prefixItems) ? schema.prefixItems : [];
  for (const [index, item] of value.entries()) {
    const part = index < prefix.length ? prefix[index] : schema.items;
    if (part === undefined) continue;
    if (inner(part, item) === undefined) return false;
    seen.places.add(index);
  }
  if (schema.contains !== undefined) {
    const { contains } = schema;
    const found = [...value.keys()].filter((index) => inner(contains, value[index] ?? null) !== undefined);
    if (!within(found.length, schema.minContains ?? 1, schema.maxContains)) return false;
    for (const index of found) seen.places.add(index);
  }
  const { unevaluatedItems: others } = schema;
  if (others === undefined) return true;
  const left = value.filter((_, index) => !seen.places.has(index));
  for (const index of value.keys()) seen.places.add(index);
  return left.every((item) => inner(others, item) !== undefined);
}

function merge(into: Seen, from: Seen): void {
  for (const key of from.keys) into.keys.add(key);
  for (const place of from.places) into.places.add(place);
}

/** Patterns that take long are refused when they are read. */
export function compiled(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
}
