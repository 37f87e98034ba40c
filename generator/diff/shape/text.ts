/** A schema as text in which references are followed and what says nothing is left out: equal texts check the same. */
import { assertionsOf } from "../../emit/validators/schemas/schema.js";
import { getArray, getString, isObject, type Json, stableStringify } from "../../json.js";
import type { LinkedSpec } from "../../link/linked-spec.js";
import { mapSubschemas } from "../../lower/subschemas.js";
import { inOneWay } from "./one-way.js";
import { withoutVacuous } from "./vacuous.js";

/** Schemas that are written out for one text; beyond this a reference stays as its name. */
const MAX_SCHEMAS = 500;

/** Of one schema. */
export interface Texts {
  readonly plain: string;
  /** With keywords that only describe keys and places, which count where something further out asks for these. */
  readonly describing: string;
}

export class SchemaTexts {
  readonly #assertFormats: boolean;
  readonly #linked: LinkedSpec;

  constructor(linked: LinkedSpec, assertFormats: boolean) {
    this.#linked = linked;
    this.#assertFormats = assertFormats;
  }

  of(schema: Json): Texts {
    let left = MAX_SCHEMAS;
    const expand = (value: Json, open: readonly string[]): Json => {
      if (!isObject(value)) return value;
      left -= 1;
      const own = mapSubschemas(value, (child) => expand(child, open));
      const ref = getString(value, "$ref");
      if (ref === undefined || open.includes(ref) || left <= 0) return own;
      const target = this.#linked.schemas.get(ref)?.schema ?? true;
      const { $ref: _ref, ...others } = own;
      const found = expand(isObject(target) ? assertionsOf(target, this.#assertFormats) : target, [
        ...open,
        ref,
      ]);
      if (Object.keys(others).length === 0) return found;
      return { ...others, allOf: [found, ...getArray(others, "allOf")] };
    };
    const kept = isObject(schema) ? assertionsOf(schema, this.#assertFormats) : schema;
    const whole = inOneWay(expand(kept, []));
    const text = (isAsked: boolean): string => stableStringify(withoutVacuous(whole, isAsked));
    return { plain: text(false), describing: text(true) };
  }
}
