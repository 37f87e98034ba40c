/** Decides which function checks which type: equal schemas share one, a schema that only refers to another has none. */
import { compare, stableStringify } from "../../../json.js";
import type { Schema, SchemaId } from "../../../link/linked-spec.js";
import { pascal } from "../../../name/case.js";
import type { NamedType, Names } from "../../../name/names.js";
import { aliasTargets } from "./alias.js";
import { flattenAllOf } from "./flatten.js";
import { withoutImpliedTypes } from "./implied-type.js";
import { nameParts, type Owner, sourceOf } from "./part-names.js";
import { assertionsOf, mapRefs } from "./schema.js";
import { shareRepeated } from "./share.js";
import { type Hoisted, hoistUnevaluated } from "./unevaluated.js";

/** Which functions are compiled, from which schemas, and their names. */
export interface Plan {
  /** Schemas to compile, by id: the id of a type, or the text itself of a schema that several share. */
  readonly schemas: ReadonlyMap<SchemaId, Schema>;
  /** The id of what checks a type. */
  readonly idOf: (type: NamedType) => SchemaId;
  /** A stable name for the function, seen from a module. */
  readonly functionName: (id: SchemaId, module: string) => string;
  /** A stable name for a regular expression, by its source. */
  readonly patternName: (source: string) => string;
  /** Plans for `unevaluated…`, by id. */
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
  for (const [id, schema] of byId)
    byId.set(
      id,
      flattenAllOf(schema, (other) => byId.get(other)),
    );
  const target = aliasTargets(byId);
  // Schemas of equal text are one, once their references are followed to where they lead.
  const byText = new Map<string, SchemaId>();
  const canonical = new Map<SchemaId, SchemaId>();
  const firstOf = (end: SchemaId): SchemaId => {
    const text = stableStringify(mapRefs(byId.get(end) ?? true, target));
    const first = byText.get(text) ?? end;
    byText.set(text, first);
    return first;
  };
  const firsts = new Map<SchemaId, SchemaId>();
  for (const id of [...byId.keys()].sort(compare)) {
    const end = target(id);
    const first = firsts.get(end) ?? firstOf(end);
    firsts.set(end, first);
    canonical.set(id, first);
  }
  const resolve = (id: SchemaId): SchemaId => canonical.get(id) ?? id;
  const compiled = new Map<SchemaId, Schema>();
  for (const id of new Set(canonical.values()))
    compiled.set(id, withoutImpliedTypes(mapRefs(byId.get(id) ?? true, resolve)));
  const hoisted = hoistUnevaluated(compiled);
  const shared = shareRepeated(hoisted.schemas, hoisted.checks);
  const owners = ownersOf(names, idOf, resolve);
  const { parts, patterns } = nameParts({ schemas: shared, unevaluated: hoisted }, owners, names.types);
  return {
    schemas: shared,
    idOf: (type) => resolve(idOf.get(type) ?? ""),
    functionName: (id, module) => nameFunction(owners.get(id) ?? parts.get(id), module),
    patternName: (source) => patterns.get(sourceOf(source)) ?? unnamed(source),
    unevaluated: hoisted,
  };
}

function ownersOf(
  names: Names,
  idOf: ReadonlyMap<NamedType, SchemaId>,
  resolve: (id: SchemaId) => SchemaId,
): Map<SchemaId, NamedType> {
  const owners = new Map<SchemaId, NamedType>();
  for (const type of names.types) {
    const id = resolve(idOf.get(type) ?? "");
    const known = owners.get(id);
    // A definition's own name tells more than that of the first operation that uses it.
    if (known === undefined || (known.role !== "definition" && type.role === "definition"))
      owners.set(id, type);
  }
  return owners;
}

/** All that is compiled is part of a schema, and has a name from it. */
function unnamed(what: string): never {
  throw new Error(`no name was given to ${what} of a schema`);
}

function nameFunction(owner: Owner | undefined, module: string): string {
  if (owner === undefined) return unnamed("a part");
  return owner.module === module ? `v${owner.name}` : `v_${pascal(owner.module)}_${owner.name}`;
}
