/**
 * A schema as it holds in one direction: a `readOnly` property is required in answers only, a `writeOnly` one in requests only
 * (OpenAPI 3.0.3, Schema Object). A definition that says something else in each direction is written out where it is used.
 */
import type { Diagnostics } from "../diagnostic.js";
import { getArray, getEntries, isArray, isObject, type Json, type JsonObject, mapChanged } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";
import { COMPOSITIONS } from "../lower/keywords.js";
import { mapSchemasIn } from "../lower/subschemas.js";
import { hasUnsent, type Unsent } from "./unsent-keywords.js";
import { WrittenOut } from "./written-out.js";

/** The same object where nothing differs, which is nearly always. */
export function inDirection(
  schema: Schema,
  unsent: Unsent,
  linked: LinkedSpec,
  diagnostics: Diagnostics,
): Schema {
  if (!hasUnsent(linked, unsent)) return schema;
  const direction = new Direction(unsent, linked);
  const found = direction.schema(schema, new Set());
  for (const id of direction.recursive) {
    const origin = linked.schemas.get(id)?.origin;
    diagnostics.report(
      "model/own-direction",
      `a schema with ${unsent} properties contains itself; in there they are still required`,
      origin,
    );
  }
  if (direction.isCut)
    diagnostics.report(
      "model/own-direction",
      `a schema with ${unsent} properties is in too many places of one body; in some they are still required`,
      linked.originOf(schema),
    );
  return found;
}

type Names = ReadonlySet<string>;

const SAME_VALUE: ReadonlySet<string> = new Set(COMPOSITIONS);

/** A chain of references and `allOf` as long as that leads in a circle. */
const MAX_DEPTH = 20;

class Direction {
  readonly #unsent: Unsent;
  readonly #linked: LinkedSpec;
  readonly #written = new WrittenOut();
  /** Definitions that are under way: one that contains itself stays as it is there. */
  readonly #open = new Set<string>();
  readonly #cut = new Set<string>();
  /** Definitions that say something else in this direction, and were left as they are inside themselves. */
  readonly recursive: Set<string> = new Set();

  constructor(unsent: Unsent, linked: LinkedSpec) {
    this.#unsent = unsent;
    this.#linked = linked;
  }

  /** Whether some definitions stayed as they are since there were too many. */
  get isCut(): boolean {
    return this.#written.isCut;
  }

  /** `outer`: names that a schema around this one, of the same value, says are not sent. */
  schema(schema: Schema, outer: Names): Schema {
    if (!isObject(schema)) return schema;
    const names = new Set([...outer, ...this.#unsentNames(schema, new Set())]);
    const changed = mapChanged(schema, (value, keyword) => this.#keyword(value, keyword, names));
    const { $ref: id, ...others } = changed;
    if (typeof id !== "string") return changed;
    const target = this.#linked.schemas.get(id)?.schema;
    const own = target === undefined ? undefined : this.#target(id, target, names);
    if (own === undefined || own === target) return changed;
    return Object.keys(others).length === 0 ? own : { ...others, allOf: [own, ...getArray(others, "allOf")] };
  }

  #keyword(value: Json, keyword: string, names: Names): Json {
    if (keyword === "required" && isArray(value)) {
      const sent = value.filter((name) => !names.has(String(name)));
      return sent.length === value.length ? value : sent;
    }
    const outer = SAME_VALUE.has(keyword) ? names : new Set<string>();
    return mapSchemasIn(keyword, value, (part) => (isObject(part) ? this.schema(part, outer) : part));
  }

  #target(id: string, target: Schema, names: Names): Schema | undefined {
    const key = [id, ...[...names].sort()].join("\n");
    if (this.#open.has(id) && !this.#written.has(key)) {
      this.#cut.add(id);
      return undefined;
    }
    return this.#written.of(key, target, () => {
      this.#open.add(id);
      const found = this.schema(target, names);
      this.#open.delete(id);
      if (found !== target && this.#cut.has(id)) this.recursive.add(id);
      return found;
    });
  }

  /** Properties of one value that are not sent, through references and `allOf`. */
  #unsentNames(schema: JsonObject, seen: Set<JsonObject>): string[] {
    if (seen.has(schema)) return [];
    seen.add(schema);
    const parts = [this.#linked.schemas.get(String(schema.$ref))?.schema, ...getArray(schema, "allOf")];
    const own = getEntries(schema, "properties").flatMap(([name, property]) =>
      this.#isUnsent(property) ? [name] : [],
    );
    return [...own, ...parts.flatMap((part) => (isObject(part) ? this.#unsentNames(part, seen) : []))];
  }

  /** The keyword may stand in what a property refers to, or in a part of it. */
  #isUnsent(property: Json | undefined, depth: number = 0): boolean {
    if (!isObject(property) || depth > MAX_DEPTH) return false;
    if (property[this.#unsent] === true) return true;
    const target = this.#linked.schemas.get(String(property.$ref))?.schema;
    return [target, ...getArray(property, "allOf")].some((part) => this.#isUnsent(part, depth + 1));
  }
}
