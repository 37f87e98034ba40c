/** Looks for values that one of two schemas lets through and the other refuses. */
import type { LinkedSpec } from "../../link/linked-spec.js";
import { Judge } from "../../values/judge.js";
import { Variants } from "../../values/variants.js";
import type { Effect } from "../difference.js";
import type { Parts } from "../shape/shapes.js";

/** Values that are tried; more would take long, and say little. */
const MAX_VALUES = 600;

interface Tried {
  readonly judge: Judge;
  readonly variants: Variants;
}

export class Witness {
  readonly #old: Tried;
  readonly #new: Tried;

  constructor(old: LinkedSpec, next: LinkedSpec, assertFormats: boolean) {
    const side = (linked: LinkedSpec): Tried => {
      const judge = new Judge(linked, assertFormats);
      return { judge, variants: new Variants(linked, assertFormats, judge) };
    };
    this.#old = side(old);
    this.#new = side(next);
  }

  /** Undefined where no value that was tried is judged otherwise. */
  effect(old: Parts, next: Parts): Effect | undefined {
    const [before, after] = [{ allOf: [...old] }, { allOf: [...next] }];
    let [narrower, wider] = [false, false];
    const values = [...this.#old.variants.of(old, MAX_VALUES), ...this.#new.variants.of(next, MAX_VALUES)];
    for (const value of values) {
      const was = this.#old.judge.lets(before, value);
      const is = this.#new.judge.lets(after, value);
      narrower ||= was && !is;
      wider ||= is && !was;
      if (narrower && wider) return "other";
    }
    return narrower ? "narrower" : wider ? "wider" : undefined;
  }
}
