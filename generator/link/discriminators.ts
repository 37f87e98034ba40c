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
import type { LinkedSchema, SchemaId } from "./linked-spec.js";

export interface Discriminator {
  readonly property: string;
  /** Values by the schema that they lead to. A schema that any other value leads to is not among them. */
  readonly values: ReadonlyMap<SchemaId, readonly string[]>;
}

/** Schemas of which a discriminator is known. */
export type Discriminators = ReadonlyMap<JsonObject, Discriminator>;

/** A chain of references and `allOf` as long as that leads in a circle. */
const MAX_DEPTH = 20;

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

  #branches(schema: JsonObject, original: JsonObject, { property, values }: Discriminator): JsonObject {
    const keyword = schema.oneOf === undefined ? "anyOf" : "oneOf";
    const branches = getArray(schema, keyword);
    const held = branches.map((branch) => this.#held(branch, property, 0));
    const origin = this.#origins.of(original);
    if (held.every((one) => one === "none") && origin !== undefined)
      this.#diagnostics.report(
        "link/discriminator",
        `none of the schemas that a discriminator tells apart has the property ${property}`,
        { file: origin.file, pointer: `${origin.pointer}/discriminator` },
      );
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

  /** Whether a schema has the property, and leaves open which text it is. */
  #held(schema: Json | undefined, property: string, depth: number): "none" | "open" | "told" {
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
