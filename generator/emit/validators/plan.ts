/** Decides which function checks which type: equal schemas share one, a schema that only refers to another has none. */
import { createHash } from "node:crypto";
import { compare, isObject, type Json, stableStringify } from "../../json.js";
import type { Schema, SchemaId } from "../../link/types.js";
import { pascal } from "../../name/case.js";
import type { NamedType, Names } from "../../name/types.js";
import { assertionsOf, mapRefs, shareRepeated } from "./schema.js";
import { type Hoisted, hoistUnevaluated, mapHoisted } from "./unevaluated.js";

export interface Plan {
  /** What is compiled, by key; `$ref`s are keys. */
  readonly schemas: ReadonlyMap<string, Schema>;
  /** The key of the function that checks a type. */
  readonly keyOf: (type: NamedType) => string;
  /** A stable name for the function, seen from a module. */
  readonly functionName: (key: string, module: string) => string;
  /** What `unevaluated…` asks for, by key. */
  readonly unevaluated: Pick<Hoisted, "checks" | "looks">;
}

export function planValidators(names: Names, assertFormats: boolean): Plan {
  const byId = new Map<SchemaId, Schema>();
  const idOf = new Map<NamedType, SchemaId>();
  for (const type of names.types) {
    const id = type.id ?? `${type.module}/${type.name}`;
    idOf.set(type, id);
    byId.set(id, assertionsOf(type.schema, assertFormats));
  }
  const target = (id: SchemaId): SchemaId => aliasTarget(id, byId);
  // Schemas of equal text are one, once their references are followed to where they lead.
  const byText = new Map<string, SchemaId>();
  const canonical = new Map<SchemaId, SchemaId>();
  for (const id of [...byId.keys()].sort(compare)) {
    const end = target(id);
    const text = stableStringify(mapRefs(byId.get(end) ?? true, target));
    const first = byText.get(text) ?? end;
    byText.set(text, first);
    canonical.set(id, first);
  }
  const resolve = (id: SchemaId): SchemaId => canonical.get(id) ?? id;
  const compiled = new Map<SchemaId, Schema>();
  for (const id of new Set(canonical.values())) compiled.set(id, mapRefs(byId.get(id) ?? true, resolve));
  const hoisted = hoistUnevaluated(compiled);
  const shared = shareRepeated(hoisted.schemas);
  const keys = new Map([...shared.keys()].map((id, index) => [id, `k${index}`] as const));
  const key = (id: SchemaId): string => keys.get(id) ?? id;
  const owners = ownersOf(names, idOf, resolve, key);
  return {
    schemas: new Map([...shared].map(([id, schema]) => [key(id), mapRefs(schema, key)] as const)),
    keyOf: (type) => key(resolve(idOf.get(type) ?? "")),
    functionName: (wanted, module) => nameFunction(owners.get(wanted), module, () => textOf(wanted, keys)),
    unevaluated: mapHoisted(hoisted, key),
  };
}

function aliasTarget(start: SchemaId, byId: ReadonlyMap<SchemaId, Schema>): SchemaId {
  let id = start;
  for (const seen = new Set<SchemaId>(); !seen.has(id); ) {
    seen.add(id);
    const next = soleRef(byId.get(id) ?? true);
    if (next === undefined || !byId.has(next)) return id;
    id = next;
  }
  return id;
}

/** The id that a schema refers to and nothing else: `{$ref}`, or `{allOf: [{$ref}]}`. */
function soleRef(schema: Json): SchemaId | undefined {
  if (!isObject(schema)) return undefined;
  const keywords = Object.keys(schema);
  if (keywords.length !== 1) return undefined;
  if (typeof schema.$ref === "string") return schema.$ref;
  const parts = schema.allOf;
  return Array.isArray(parts) && parts.length === 1 ? soleRef(parts[0]) : undefined;
}

function ownersOf(
  names: Names,
  idOf: ReadonlyMap<NamedType, SchemaId>,
  resolve: (id: SchemaId) => SchemaId,
  key: (id: SchemaId) => string,
): Map<string, NamedType> {
  const owners = new Map<string, NamedType>();
  for (const type of names.types) {
    const wanted = key(resolve(idOf.get(type) ?? ""));
    const known = owners.get(wanted);
    // A definition's own name tells more than that of the first operation that uses it.
    if (known === undefined || (known.role !== "definition" && type.role === "definition"))
      owners.set(wanted, type);
  }
  return owners;
}

function nameFunction(owner: NamedType | undefined, module: string, text: () => string): string {
  if (owner === undefined) return `v_${createHash("sha256").update(text()).digest("hex").slice(0, 10)}`;
  return owner.module === module ? `v${owner.name}` : `v_${pascal(owner.module)}_${owner.name}`;
}

function textOf(wanted: string, keys: ReadonlyMap<SchemaId, string>): string {
  for (const [id, key] of keys) if (key === wanted) return id;
  return wanted;
}
