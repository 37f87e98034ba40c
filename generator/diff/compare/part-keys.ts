/** Names of what is compared: equal for equal places in the specification, however often they are met. */
import { getArray, isObject, type Json } from "../../json.js";
import { isRestriction } from "../../lower/keywords.js";
import type { Parts } from "../shape/shapes.js";

export class PartKeys {
  readonly #numbers = new WeakMap<object, number>();
  readonly #cores = new WeakMap<object, string>();
  #count = 0;

  /** Of the parts as they are written. */
  of(parts: Parts): string {
    return parts.map((part) => this.#exact(part)).join(",");
  }

  /** Of what they say of a value: words around a reference do not count. */
  core(parts: Parts): string {
    const cores = parts.map((part) => this.#core(part)).filter((core) => core !== "");
    return [...new Set(cores)].join(",");
  }

  #exact(part: Json): string {
    if (!isObject(part)) return String(part);
    const [only, ...others] = Object.entries(part);
    return only?.[0] === "$ref" && others.length === 0 ? String(only[1]) : this.#number(part);
  }

  #core(part: Json): string {
    if (!isObject(part)) return String(part);
    const known = this.#cores.get(part) ?? this.#read(part);
    this.#cores.set(part, known);
    return known;
  }

  #read(part: { readonly [keyword: string]: Json }): string {
    const restrictions = Object.keys(part).filter(isRestriction);
    if (restrictions.some((keyword) => keyword !== "$ref" && keyword !== "allOf")) return this.#number(part);
    const all = getArray(part, "allOf").map((each) => this.#core(each));
    const cores = [...(part.$ref === undefined ? [] : [String(part.$ref)]), ...all].filter(
      (core) => core !== "",
    );
    return [...new Set(cores)].join(",");
  }

  #number(part: object): string {
    const number = this.#numbers.get(part) ?? ++this.#count;
    this.#numbers.set(part, number);
    return String(number);
  }
}
