/**
 * Names for what has none of its own: parts of schemas that several schemas share, and regular expressions. Each is called after the
 * type in which it is found first and its place in there, `RoomAvatarContentInfo`, definitions before all others.
 */
import { compare, get, isObject, type Json } from "../../../json.js";
import type { Schema, SchemaId } from "../../../link/linked-spec.js";
import { schemasIn } from "../../../lower/subschemas.js";
import { pascal } from "../../../name/case.js";
import type { NamedType } from "../../../name/names.js";
import type { Hoisted, Looks } from "./unevaluated.js";

/** A type, or a part of one that is named like one. */
export type Owner = Pick<NamedType, "module" | "name">;

export interface Parts {
  readonly schemas: ReadonlyMap<SchemaId, Schema>;
  readonly unevaluated: Pick<Hoisted, "checks" | "looks">;
}

export interface PartNames {
  readonly parts: ReadonlyMap<SchemaId, Owner>;
  /** By what `sourceOf` gives. */
  readonly patterns: ReadonlyMap<string, string>;
}

export function nameParts(
  parts: Parts,
  owners: ReadonlyMap<SchemaId, NamedType>,
  types: readonly NamedType[],
): PartNames {
  const namer = new PartNamer(parts, owners, types);
  for (const [id, owner] of [...owners].sort(([, a], [, b]) => byRank(a, b))) namer.lookInto(id, owner, "");
  return namer;
}

function byRank(a: NamedType, b: NamedType): number {
  const rank = ({ role }: NamedType): number => (role === "definition" ? 0 : 1);
  return rank(a) - rank(b) || compare(a.module, b.module) || compare(a.name, b.name);
}

class PartNamer implements PartNames {
  readonly parts = new Map<SchemaId, Owner>();
  readonly patterns = new Map<string, string>();
  readonly #taken: Set<string>;
  readonly #takenPatterns = new Set<string>();
  readonly #sources: Parts;
  readonly #owners: ReadonlyMap<SchemaId, NamedType>;

  constructor(sources: Parts, owners: ReadonlyMap<SchemaId, NamedType>, types: readonly NamedType[]) {
    this.#sources = sources;
    this.#owners = owners;
    this.#taken = new Set(types.map(({ name }) => name));
  }

  /** `place` is where in its owner the schema is, as a pointer. */
  lookInto(id: SchemaId, owner: Owner, place: string): void {
    const { schemas, unevaluated } = this.#sources;
    this.#walk(schemas.get(id) ?? true, owner, place);
    const rest = unevaluated.checks.get(id);
    if (rest?.properties !== undefined) this.#found(rest.properties, owner, `${place}/unevaluatedProperties`);
    if (rest?.items !== undefined) this.#found(rest.items, owner, `${place}/unevaluatedItems`);
    const looks = unevaluated.looks.get(id);
    if (looks !== undefined) this.#lookedAt(looks, owner, place);
  }

  #lookedAt({ patterns, contains, branches }: Looks, owner: Owner, place: string): void {
    for (const pattern of patterns) this.#pattern(pattern, owner, `${place}/properties`);
    if (contains !== undefined) this.#found(contains, owner, `${place}/contains`);
    for (const [index, { id, matched, otherwise }] of branches.entries()) {
      this.#found(id, owner, `${place}/branch/${index}`);
      if (matched !== undefined) this.#found(matched, owner, `${place}/then`);
      if (otherwise !== undefined) this.#found(otherwise, owner, `${place}/else`);
    }
  }

  #walk(schema: Json, owner: Owner, place: string): void {
    const ref = get(schema, "$ref");
    if (typeof ref === "string") this.#found(ref, owner, place);
    if (!isObject(schema)) return;
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === "pattern") this.#pattern(String(value), owner, place);
      if (keyword === "patternProperties" && isObject(value))
        for (const pattern of Object.keys(value)) this.#pattern(pattern, owner, `${place}/key`);
      for (const [part, step] of partsOf(keyword, value)) this.#walk(part, owner, `${place}/${step}`);
    }
  }

  #found(id: SchemaId, { module, name }: Owner, place: string): void {
    if (this.#owners.has(id) || this.parts.has(id)) return;
    const owner = { module, name: unique(name, place, this.#taken) };
    this.parts.set(id, owner);
    this.lookInto(id, owner, "");
  }

  #pattern(source: string, { name }: Owner, place: string): void {
    const key = sourceOf(source);
    if (this.patterns.has(key)) return;
    this.patterns.set(key, `pattern_${unique(name, place, this.#takenPatterns)}`);
  }
}

/** A pattern as a regular expression gives it, which escapes slashes. */
export function sourceOf(pattern: string): string {
  return new RegExp(pattern, "u").source;
}

/** Keywords that a place goes through and its name need not say. */
const PLAIN = /\/(?:properties|patternProperties|additionalProperties|items)(?=\/|$)/g;

/** `RoomAvatarContent` and `/properties/info` -> `RoomAvatarContentInfo`, or all of the place where that is taken. */
function unique(name: string, place: string, taken: Set<string>): string {
  const short = place.replace(PLAIN, (keyword) => WORDS[keyword] ?? "");
  const names = short === "" ? [name] : [`${name}${pascal(short)}`, `${name}${pascal(place)}`];
  const free =
    names.find((each) => !taken.has(each)) ??
    // No name of a type has a `$`; written out like this, no two places are the same.
    `${name}$${place.replace(/[^A-Za-z0-9]/g, (character) => `$${character.charCodeAt(0).toString(16)}`)}`;
  taken.add(free);
  return free;
}

const WORDS: { readonly [keyword: string]: string } = {
  "/patternProperties": "/value",
  "/additionalProperties": "/value",
  "/items": "/item",
};

/** Schemas below a keyword, each with its place; patterns do not name one. */
function* partsOf(keyword: string, value: Json): Iterable<readonly [Json, string]> {
  for (const [part, key] of schemasIn(keyword, value)) {
    const named = keyword === "patternProperties" ? "" : key;
    yield [part, named === undefined ? keyword : `${keyword}/${named}`];
  }
}
