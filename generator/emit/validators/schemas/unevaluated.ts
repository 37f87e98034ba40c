/**
 * `unevaluatedProperties` and `unevaluatedItems` (JSON Schema core, section 11). What they apply to depends on which other schemas
 * have matched, so a schema that uses them becomes two functions: ajv's for everything else, and one that collects which
 * properties or items the matching schemas have looked at, after which the rest is checked.
 */
import { isArray, isObject, type Json, type JsonObject, stableStringify } from "../../../json.js";
import type { Schema, SchemaId } from "../../../link/linked-spec.js";
import { mapSubschemas } from "../../../lower/subschemas.js";

/** Properties and items that one schema evaluates. References are ids, so that plans may be recursive. */
export interface Looks {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  readonly allProperties: boolean;
  readonly firstItems: number;
  readonly allItems: boolean;
  /** With its own `unevaluated…` it looks at everything, as seen from the schemas around it. */
  readonly restProperties: boolean;
  readonly restItems: boolean;
  /** Items that match it are looked at. */
  readonly contains?: SchemaId;
  readonly branches: readonly Branch[];
}

/** Another schema that applies to the same value. */
export interface Branch {
  readonly id: SchemaId;
  /** Applies only where the value has this property. */
  readonly property?: string;
  /** Whether it must match by then, or has to be asked. */
  readonly always: boolean;
  /** Of `if`: what applies with it and instead of it. */
  readonly matched?: SchemaId;
  readonly otherwise?: SchemaId;
}

export interface Unevaluated {
  readonly properties?: SchemaId;
  readonly items?: SchemaId;
}

export interface Hoisted {
  /** Without the two keywords. */
  readonly schemas: Map<SchemaId, Schema>;
  readonly checks: ReadonlyMap<SchemaId, Unevaluated>;
  readonly looks: ReadonlyMap<SchemaId, Looks>;
}

const KEYWORDS = /"unevaluated(?:Items|Properties)"/;

export function hoistUnevaluated(schemas: ReadonlyMap<SchemaId, Schema>): Hoisted {
  const hoist = new Hoist(schemas);
  return { schemas: hoist.schemas, checks: hoist.checks, looks: hoist.looks };
}

class Hoist {
  readonly schemas = new Map<SchemaId, Schema>();
  readonly checks = new Map<SchemaId, Unevaluated>();
  readonly looks = new Map<SchemaId, Looks>();
  readonly #sources: ReadonlyMap<SchemaId, Schema>;

  constructor(sources: ReadonlyMap<SchemaId, Schema>) {
    this.#sources = sources;
    for (const [id, schema] of sources) this.#add(id, schema);
  }

  #add(id: SchemaId, schema: Schema): void {
    if (!isObject(schema) || !KEYWORDS.test(stableStringify(schema))) {
      this.schemas.set(id, schema);
      return;
    }
    const inner = mapSubschemas(schema, (child) => this.#inner(child));
    const { unevaluatedProperties, unevaluatedItems, ...rest } = inner;
    this.schemas.set(id, rest);
    if (unevaluatedProperties === undefined && unevaluatedItems === undefined) return;
    this.checks.set(id, {
      ...(unevaluatedProperties !== undefined && { properties: this.#named(unevaluatedProperties) }),
      ...(unevaluatedItems !== undefined && { items: this.#named(unevaluatedItems) }),
    });
    this.#look(id, schema);
  }

  /** A sub-schema as it stands in its parent: a reference when it needs a function of its own. */
  #inner(schema: Json): Schema {
    if (!isObject(schema)) return typeof schema === "boolean" ? schema : {};
    if (schema.unevaluatedProperties === undefined && schema.unevaluatedItems === undefined)
      return mapSubschemas(schema, (child) => this.#inner(child));
    return { $ref: this.#named(schema) };
  }

  #named(schema: Json): SchemaId {
    if (isObject(schema) && Object.keys(schema).length === 1 && typeof schema.$ref === "string")
      return schema.$ref;
    const id = `part ${stableStringify(schema)}`;
    if (!this.schemas.has(id)) this.#add(id, isObject(schema) || typeof schema === "boolean" ? schema : {});
    return id;
  }

  #look(id: SchemaId, schema: Schema | undefined): void {
    if (this.looks.has(id)) return;
    if (!isObject(schema)) {
      this.looks.set(id, NOTHING);
      return;
    }
    const branches = this.#branches(schema);
    this.looks.set(id, {
      names: keysOf(schema.properties),
      patterns: keysOf(schema.patternProperties),
      allProperties: schema.additionalProperties !== undefined,
      restProperties: schema.unevaluatedProperties !== undefined,
      firstItems: isArray(schema.prefixItems) ? schema.prefixItems.length : 0,
      allItems: schema.items !== undefined,
      restItems: schema.unevaluatedItems !== undefined,
      ...(schema.contains !== undefined && { contains: this.#named(schema.contains) }),
      branches,
    });
    for (const branch of branches)
      for (const target of [branch.id, branch.matched, branch.otherwise])
        if (target !== undefined) this.#look(target, this.#sources.get(target) ?? this.#partOf(target));
  }

  #partOf(id: SchemaId): Schema | undefined {
    if (!id.startsWith("part ")) return undefined;
    const schema: Json = JSON.parse(id.slice("part ".length));
    return isObject(schema) || typeof schema === "boolean" ? schema : undefined;
  }

  #branches(schema: JsonObject): Branch[] {
    const list = (keyword: string, always: boolean): Branch[] => {
      const members = schema[keyword];
      return isArray(members) ? members.map((member) => ({ id: this.#named(member), always })) : [];
    };
    const { $ref, then, else: otherwise } = schema;
    const dependent = isObject(schema.dependentSchemas) ? Object.entries(schema.dependentSchemas) : [];
    return [
      ...(typeof $ref === "string" ? [{ id: $ref, always: true }] : []),
      ...list("allOf", true),
      ...list("anyOf", false),
      ...list("oneOf", false),
      ...dependent.map(([property, member]) => ({ id: this.#named(member), property, always: true })),
      ...(schema.if === undefined
        ? []
        : [
            {
              id: this.#named(schema.if),
              always: false,
              ...(then !== undefined && { matched: this.#named(then) }),
              ...(otherwise !== undefined && { otherwise: this.#named(otherwise) }),
            },
          ]),
    ];
  }
}

const NOTHING: Looks = {
  names: [],
  patterns: [],
  allProperties: false,
  firstItems: 0,
  allItems: false,
  restProperties: false,
  restItems: false,
  branches: [],
};

function keysOf(map: Json | undefined): string[] {
  return isObject(map) ? Object.keys(map) : [];
}
