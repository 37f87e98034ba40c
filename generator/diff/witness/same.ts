/** Whether two schemas say the same to a validator, word for word, references followed: then no value need be tried. */
import { isAssertedFormat } from "../../emit/validators/formats.js";
import { numberFormat } from "../../emit/validators/schemas/schema.js";
import { isArray, isObject, type Json, type JsonObject, stableStringify } from "../../json.js";
import type { LinkedSpec } from "../../link/linked-spec.js";
import {
  isRestriction,
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "../../lower/keywords.js";

const IGNORED: ReadonlySet<string> = new Set(["$defs", "definitions", "contentSchema"]);

export class Sameness {
  readonly #old: LinkedSpec;
  readonly #new: LinkedSpec;
  readonly #assertFormats: boolean;
  /** Verdicts by pair; a pair that is being compared further up counts as the same. */
  readonly #known = new WeakMap<object, WeakMap<object, boolean>>();

  constructor(old: LinkedSpec, next: LinkedSpec, assertFormats: boolean) {
    this.#old = old;
    this.#new = next;
    this.#assertFormats = assertFormats;
  }

  of(old: Json | undefined, next: Json | undefined): boolean {
    const [a, b] = [this.#target(old, this.#old), this.#target(next, this.#new)];
    if (!isObject(a) || !isObject(b)) return a === b;
    const known = this.#known.get(a) ?? new WeakMap<object, boolean>();
    this.#known.set(a, known);
    const found = known.get(b);
    if (found !== undefined) return found;
    known.set(b, true);
    const keywords = new Set([a, b].flatMap((schema) => keywordsOf(schema, this.#assertFormats)));
    const same = [...keywords].every((keyword) => this.#keyword(keyword, a[keyword], b[keyword]));
    known.set(b, same);
    return same;
  }

  #keyword(keyword: string, old: Json | undefined, next: Json | undefined): boolean {
    if (old === undefined || next === undefined) return false;
    if (keyword === "$ref") return this.of({ $ref: old }, { $ref: next });
    if (SCHEMA_KEYWORDS.has(keyword)) return this.of(old, next);
    if (SCHEMA_LIST_KEYWORDS.has(keyword) && isArray(old) && isArray(next))
      return old.length === next.length && old.every((item, index) => this.of(item, next[index]));
    if (SCHEMA_MAP_KEYWORDS.has(keyword) && isObject(old) && isObject(next)) {
      const names = Object.keys(old);
      return (
        names.length === Object.keys(next).length &&
        names.every((name) => Object.hasOwn(next, name) && this.of(old[name], next[name]))
      );
    }
    return stableStringify(old) === stableStringify(next);
  }

  /** Through references that say nothing besides, however many. */
  #target(schema: Json | undefined, linked: LinkedSpec): Json | undefined {
    let found = schema;
    for (let steps = 0; steps < 32; steps += 1) {
      if (!isObject(found) || typeof found.$ref !== "string") return found;
      if (keywordsOf(found, this.#assertFormats).length > 1) return found;
      found = linked.schemas.get(found.$ref)?.schema ?? true;
    }
    return found;
  }
}

function keywordsOf(schema: JsonObject, assertFormats: boolean): string[] {
  return Object.keys(schema).filter((keyword) => {
    if (IGNORED.has(keyword)) return false;
    if (keyword === "format")
      return (
        typeof schema.format === "string" &&
        (isAssertedFormat(schema.format, assertFormats) ||
          (assertFormats && numberFormat(schema) !== undefined))
      );
    return isRestriction(keyword);
  });
}
