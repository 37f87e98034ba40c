/**
 * A schema by the values it lets through, whatever it was written with: `$ref` or inlined, `allOf` or folded, `oneOf`
 * or a list of types, one value of `enum` or `const`, `additionalProperties` or one pattern. Two schemas that mean the
 * same have the same shape.
 */
import type { Origin } from "../../diagnostic.js";
import type { Json, JsonObject } from "../../json.js";
import type { Schema } from "../../link/linked-spec.js";

/** Schemas that all apply to one value; the last one is the most specific. */
export type Parts = readonly Schema[];

export interface Shape {
  /** Nothing is said about the type. */
  readonly any: boolean;
  /** No type is stated: the keywords imply it, and validators let values of other types through. */
  readonly implied: boolean;
  readonly string?: StringShape;
  readonly number?: NumberShape;
  readonly boolean?: BooleanShape;
  readonly null: boolean;
  /** One for each alternative. */
  readonly objects: readonly ObjectShape[];
  readonly arrays: readonly ArrayShape[];
  readonly conditions: Conditions;
  /** There are more alternatives than are looked at. */
  readonly isCut: boolean;
  readonly notes: Notes;
}

/** Conditions that are compared by their text: `not`, `if`, `dependentRequired`. */
export interface Conditions {
  /** Something beside them asks which keys and places are described. */
  readonly isAsked: boolean;
  readonly plain: Limits;
  /** With keywords that only describe: compared where one of two shapes is asked. */
  readonly describing: Limits;
}

/** Numbers and texts by keyword: `maxLength`, `minItems`. */
export type Limits = ReadonlyMap<string, Json>;

export interface StringShape {
  readonly values?: readonly string[];
  /** Any of them; sigil patterns (`^@`) are read as the format that they stand for. */
  readonly formats: readonly string[];
  readonly patterns: readonly string[];
  readonly limits: Limits;
  /** The formats and patterns that validators check: one of the lists as a whole; no list where they check nothing. */
  readonly checks: Checks;
}

/** Alternatives, of each the checks that it makes together. */
export type Checks = readonly (readonly string[])[];

export interface NumberShape {
  /** It says so by its type. */
  readonly integer: boolean;
  /** Listed values or a step let whole numbers through alone, or its type does. */
  readonly whole: boolean;
  readonly values?: readonly number[];
  readonly formats: readonly string[];
  readonly limits: Limits;
  /** The formats that validators check, as for texts. */
  readonly checks: Checks;
}

export interface BooleanShape {
  readonly values?: readonly boolean[];
}

export interface Property {
  /** Empty for a name that is listed as required and described nowhere. */
  readonly parts: Parts;
  readonly required: boolean;
}

export interface ObjectShape {
  readonly title?: string;
  readonly properties: ReadonlyMap<string, Property>;
  /** The values of all other keys: described, forbidden (`false`), or open. */
  readonly rest?: Parts | false;
  /** Schema of the remaining keys. */
  readonly keys: readonly string[];
  /** Checks of keys that validators make, by `propertyNames`. */
  readonly keyChecks: Checks;
  /** The one pattern to which `rest` applies; validators leave other keys alone, unless the object is closed. */
  readonly keyPattern?: string;
  /** No keys but those that are described, or of `keyPattern`. */
  readonly closed: boolean;
  /** Only where an object has several patterns: the values by pattern. */
  readonly patterns: ReadonlyMap<string, Parts>;
  readonly limits: Limits;
}

export interface ArrayShape {
  readonly prefix: readonly Parts[];
  /** Of the items after `prefix`; false where there may be none. */
  readonly items?: Parts;
  readonly limits: Limits;
}

/** Annotations of a schema. */
export interface Notes {
  readonly origin?: Origin;
  readonly description?: string;
  readonly since?: string;
  readonly deprecated: boolean;
  readonly default?: Json;
  /** Contents of a text, as it states them: `contentSchema`, `contentMediaType` and `contentEncoding`. */
  readonly content?: JsonObject;
}
