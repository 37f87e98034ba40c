/**
 * Branches that a discriminator tells apart: each gets the values of the property that lead to it, where it leaves the property
 * open. Without them two branches could both take one value, and no type could be narrowed by the property.
 */
import type { Diagnostics } from "../diagnostic.js";
import {
  fromEntries,
  get,
  getArray,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  mapChanged,
} from "../json.js";
import type { Origins } from "../lower/lowered-spec.js";
import { segmentsOf } from "../pointer.js";
import { propertyFault, refusesText } from "./discriminating-property.js";
import type { LinkedSchema, SchemaId } from "./linked-spec.js";

export interface Discriminator {
  readonly property: string;
  /** Values by the schema that they lead to. A schema that any other value leads to is not among them. */
  readonly values: ReadonlyMap<SchemaId, readonly string[]>;
  /** Schemas that no mapping leads to: their names do. */
  readonly implied: ReadonlySet<SchemaId>;
  /** Whether a schema is named for values that none of the others has, so that the property may be left out. */
  readonly hasDefault: boolean;
}

/** Schemas of which a discriminator is known. */
export type Discriminators = ReadonlyMap<JsonObject, Discriminator>;

/** A chain of references and `allOf` as long as that leads in a circle. */
const MAX_DEPTH = 20;

type Held = "none" | "open" | "told";

export class BranchTeller {
  readonly #known: Discriminators;
  readonly #schemas: ReadonlyMap<SchemaId, LinkedSchema>;
  readonly #origins: Origins;
  readonly #diagnostics: Diagnostics;

  constructor(
    known: Discriminators,
    schemas: ReadonlyMap<SchemaId, LinkedSchema>,
    origins: Origins,
    diagnostics: Diagnostics,
  ) {
    this.#known = known;
    this.#schemas = schemas;
    this.#origins = origins;
    this.#diagnostics = diagnostics;
  }

  /** The same value where no discriminator is in it. */
  tell(value: Json): Json {
    if (isArray(value)) {
      const items = value.map((item) => this.tell(item));
      return items.every((item, index) => item === value[index]) ? value : items;
    }
    if (!isObject(value)) return value;
    const told = this.#known.get(value);
    const inner = mapChanged(value, (child) => this.tell(child));
    const changed = told === undefined ? inner : this.#branches(inner, value, told);
    const origin = this.#origins.of(value);
    return changed === value || origin === undefined ? changed : this.#origins.mark(changed, origin);
  }

  #branches(schema: JsonObject, original: JsonObject, discriminator: Discriminator): JsonObject {
    const { property, values } = discriminator;
    const keyword = schema.oneOf === undefined ? "anyOf" : "oneOf";
    const branches = getArray(schema, keyword);
    const held = branches.map((branch) => this.#held(branch, property, 0));
    const origin = this.#origins.of(original);
    if (origin !== undefined)
      for (const message of this.#faults(branches, held, original, discriminator))
        this.#diagnostics.report("link/discriminator", message, {
          file: origin.file,
          pointer: `${origin.pointer}/discriminator`,
        });
    const told = branches.map((branch, index) => {
      const names = values.get(String(get(branch, "$ref")));
      if (!isObject(branch) || names === undefined || held[index] !== "open") return branch;
      const [first = ""] = names;
      const value: JsonObject = names.length === 1 ? { const: first } : { enum: names };
      return { ...branch, properties: { [property]: { type: "string", ...value } } };
    });
    const mapping = fromEntries(
      [...values].flatMap(([id, names]) => names.map((name): [string, Json] => [name, id])),
    );
    return { ...schema, [keyword]: told, discriminator: { propertyName: property, mapping } };
  }

  /** Why a discriminator tells less apart than it says. */
  #faults(
    branches: readonly Json[],
    held: readonly Held[],
    schema: JsonObject,
    discriminator: Discriminator,
  ): string[] {
    const { property, values, implied, hasDefault } = discriminator;
    const required = [...getArray(schema, "required"), ...(hasDefault ? [property] : [])];
    const faults = branches.map((branch) => propertyFault(branch, property, required, this.#schemas));
    if (faults.every((fault) => fault === "lacks the property"))
      return [`none of the schemas that a discriminator tells apart has the property ${property}`];
    return branches.flatMap((branch, index) => {
      const id = String(get(branch, "$ref"));
      const isNamed = get(branch, "$ref") !== undefined;
      const name = isNamed ? nameOf(id) : `alternative ${index + 1}`;
      const fault = faults[index];
      if (fault !== undefined && !(hasDefault && !values.has(id)))
        return [`${name} ${fault} ${property}, which is to tell it apart`];
      if (!isNamed && held[index] === "open")
        return [`${name} has no name that a value of ${property} could lead to`];
      const named = implied.has(id) ? [] : (values.get(id) ?? []);
      return named
        .filter((text) => refusesText(branch, property, text, this.#schemas))
        .map((text) => `${JSON.stringify(text)} leads to ${name}, which refuses it in ${property}`);
    });
  }

  /** Whether a schema has the property, and leaves open which text it is. */
  #held(schema: Json | undefined, property: string, depth: number): Held {
    if (!isObject(schema) || depth > MAX_DEPTH) return "none";
    const own = get(get(schema, "properties"), property);
    const target = typeof schema.$ref === "string" ? this.#schemas.get(schema.$ref)?.schema : undefined;
    const found = [
      ...(own === undefined ? [] : [this.#isOpen(own, 0) ? ("open" as const) : ("told" as const)]),
      ...[target, ...getArray(schema, "allOf")].map((part) => this.#held(part, property, depth + 1)),
    ];
    if (found.includes("told")) return "told";
    return found.includes("open") ? "open" : "none";
  }

  #isOpen(schema: Json, depth: number): boolean {
    if (!isObject(schema) || depth > MAX_DEPTH) return schema !== false;
    if (schema.const !== undefined || schema.enum !== undefined) return false;
    if (schema.type !== undefined && schema.type !== "string") return false;
    const target = typeof schema.$ref === "string" ? this.#schemas.get(schema.$ref)?.schema : undefined;
    return target === undefined || this.#isOpen(target, depth + 1);
  }
}

/** `Cat` of `zoo.yaml#/components/schemas/Cat` and of `Cat.yaml#`. */
export function nameOf(id: SchemaId): string {
  const [file = "", at = ""] = id.split("#");
  return segmentsOf(at).at(-1) ?? file.replace(/^.*\//s, "").replace(/\.[^.]*$/, "");
}
