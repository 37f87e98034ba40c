/** Schema -> shape. */
import type { JsonObject } from "../../json.js";
import type { LinkedSpec, Schema } from "../../link/linked-spec.js";
import { isOfType } from "../../value-type.js";
import { collect } from "../../values/collect.js";
import { arrayShape, booleanShape, notesOf, numberShape, stringShape } from "./assertions.js";
import { conditionsOf } from "./conditions.js";
import { isStated, typesOf } from "./kinds.js";
import { listedValues } from "./leaves.js";
import { objectShape } from "./objects.js";
import type { Parts, Shape } from "./shapes.js";
import { SchemaTexts } from "./text.js";
import { union } from "./union.js";

/** Branches multiply where lists of alternatives stand beside each other; beyond this the later lists are not looked at. */
const MAX_BRANCHES = 64;
/** Of one list, however long it is, each branch is looked at, with one short list beside it. */
const BESIDE_LONG_LIST = 2;

/** Shapes of one release, each made when first asked for. */
export class Shapes {
  readonly linked: LinkedSpec;
  /** Whether validators check formats that are annotations otherwise. */
  readonly assertFormats: boolean;
  readonly #known = new WeakMap<object, Shape>();
  readonly #texts: SchemaTexts;

  constructor(linked: LinkedSpec, assertFormats: boolean) {
    this.linked = linked;
    this.assertFormats = assertFormats;
    this.#texts = new SchemaTexts(linked, assertFormats);
  }

  of(parts: Parts): Shape {
    const single = parts.length === 1 ? parts[0] : undefined;
    const key = typeof single === "object" ? single : undefined;
    const known = key && this.#known.get(key);
    if (known !== undefined) return known;
    const { leaves, choices } = collect(parts, this.linked);
    const shape = { ...this.#shape(leaves, choices, MAX_BRANCHES), notes: notesOf(leaves, this.linked) };
    if (key !== undefined) this.#known.set(key, shape);
    return shape;
  }

  #shape(leaves: readonly JsonObject[], choices: readonly (readonly Schema[])[], budget: number): Shape {
    const [first, ...others] = choices;
    const isLong = first !== undefined && first.length > budget;
    if (first === undefined) return this.#plain(leaves);
    if (isLong && budget < MAX_BRANCHES) return { ...this.#plain(leaves), isCut: true };
    const branches = first.map((branch) => {
      const inner = collect([branch], this.linked);
      return this.#shape(
        [...leaves, ...inner.leaves],
        [...inner.choices, ...others],
        isLong ? BESIDE_LONG_LIST : Math.floor(budget / first.length),
      );
    });
    return branches.reduce((all, branch) => union(all, branch));
  }

  #plain(leaves: readonly JsonObject[]): Shape {
    const { assertFormats } = this;
    const types = typesOf(leaves, assertFormats);
    const values = listedValues(leaves);
    const allows = (type: string): boolean =>
      types?.has(type) === true && (values === undefined || values.some((value) => isOfType(value, type)));
    const number = allows("number") || allows("integer");
    return {
      any: types === undefined,
      implied: types !== undefined && !isStated(leaves),
      ...(allows("string") && { string: stringShape(leaves, values, assertFormats) }),
      ...(number && { number: numberShape(leaves, values, { integer: !allows("number"), assertFormats }) }),
      ...(allows("boolean") && { boolean: booleanShape(values) }),
      null: allows("null"),
      objects: allows("object") ? [objectShape(leaves, assertFormats)] : [],
      arrays: allows("array") ? [arrayShape(leaves)] : [],
      conditions: conditionsOf(leaves, { types, values }, this.#texts),
      isCut: false,
      notes: notesOf(leaves, this.linked),
    };
  }
}
