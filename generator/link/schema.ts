/** Links schemas: every `$ref` becomes the id of what it names, and everything named is linked once. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { groupBy } from "../group-by.js";
import {
  fromEntries,
  getArray,
  getEntries,
  getString,
  isObject,
  type Json,
  type JsonObject,
} from "../json.js";
import { wrongComponent } from "../lower/lint/kinds-of-components.js";
import type { LoweredSpec } from "../lower/lowered-spec.js";
import { lowerSchema } from "../lower/schema.js";
import { mapSchemasIn } from "../lower/subschemas.js";
import { pointer } from "../pointer.js";
import { type Discriminator, nameOf } from "./discriminators.js";
import type { LinkedSchema, Schema, SchemaId } from "./linked-spec.js";
import type { Resources, Target } from "./resources.js";
import { type Base, enterBase, type Place } from "./schema-base.js";
import { isSchemaPlace } from "./schema-place.js";
import { EMPTY_SCOPE, enterScope, type Scope } from "./scope.js";

const REFERENCES: ReadonlySet<string> = new Set(["$ref", "$dynamicRef"]);
/** Names, places and data: what they say is in the ids by now, or is not emitted. */
const DROPPED = new Set([
  "$schema",
  "$id",
  "$anchor",
  "$dynamicAnchor",
  "$comment",
  "$vocabulary",
  "$defs",
  "definitions",
  "components",
  "discriminator",
  "example",
  "examples",
]);

/** So many meanings of one schema's dynamic references are told apart; their number can double with each anchor. */
const MAX_SCOPES = 100;

interface Pending {
  readonly id: SchemaId;
  readonly file: string;
  readonly pointer: string;
  readonly base: Base;
  readonly scope: Scope;
}

/** Links schemas: makes an id of each reference in them. */
export class SchemaLinker {
  readonly #lowered: LoweredSpec;
  readonly #resources: Resources;
  readonly #diagnostics: Diagnostics;
  readonly #linked = new Map<SchemaId, LinkedSchema>();
  readonly #pending: Pending[] = [];
  readonly #known = new Set<SchemaId>();
  readonly #scopes = new Map<SchemaId, number>();
  readonly discriminators: Map<JsonObject, Discriminator> = new Map();

  constructor(lowered: LoweredSpec, resources: Resources, diagnostics: Diagnostics) {
    this.#lowered = lowered;
    this.#resources = resources;
    this.#diagnostics = diagnostics;
  }

  /** Registers the schema at that place as one to be emitted under a name of its own. */
  named(
    file: string,
    at: string,
    base: Base = this.#resources.baseOf(file),
    from: Scope = EMPTY_SCOPE,
  ): SchemaId {
    const own = enterScope(EMPTY_SCOPE, base, this.#resources);
    const scope = enterScope(from, base, this.#resources);
    const place = `${file}#${at}`;
    const id = scope.key === own.key ? place : `${place} with ${scope.key}`;
    if (this.#known.has(id)) return id;
    this.#known.add(id);
    const scopes = (this.#scopes.get(place) ?? 0) + 1;
    this.#scopes.set(place, scopes);
    if (scopes < MAX_SCOPES) this.#pending.push({ id, file, pointer: at, base, scope });
    else if (scopes === MAX_SCOPES)
      this.#diagnostics.report(
        "link/dynamic-scopes",
        `dynamic references mean something else in each of more than ${MAX_SCOPES} ways that lead here`,
        { file, pointer: at },
      );
    return id;
  }

  /** Links what has been named, and what that names in turn; a queue, so that cycles end. */
  finish(): ReadonlyMap<SchemaId, LinkedSchema> {
    // An index and not `shift`, which takes time for all that is left.
    for (let index = 0; index < this.#pending.length; index++) {
      const next = this.#pending[index];
      const document = next && this.#lowered.document(next.file);
      const target = next && this.#resources.valueAt(next);
      if (next === undefined || document === undefined || target === undefined) continue;
      const context = {
        file: next.file,
        openapi: document.module !== "events",
        dialect: document.dialect,
        diagnostics: this.#diagnostics,
        origins: this.#lowered.origins,
        memo: this.#lowered.memo,
      };
      const value = this.#lowered.origins.of(target) ? target : lowerSchema(target, next.pointer, context);
      const origin = this.#lowered.origins.of(value) ?? { file: next.file, pointer: next.pointer };
      this.#linked.set(next.id, {
        id: next.id,
        module: document.module,
        schema: this.#link(value, next.base, next.pointer, next.scope),
        origin,
      });
    }
    return this.#linked;
  }

  /** A schema that has no name of its own, with its references linked. */
  link(schema: Json, base: Base, at: string): Schema {
    return this.#link(schema, base, at, enterScope(EMPTY_SCOPE, base, this.#resources));
  }

  #link(schema: Json, outer: Base, at: string, from: Scope): Schema {
    if (typeof schema === "boolean") return schema;
    if (!isObject(schema)) return {};
    const base = enterBase(schema, at, outer);
    const scope = base === outer ? from : enterScope(from, base, this.#resources);
    const entries = new Map<string, Json>();
    for (const [keyword, value] of Object.entries(schema)) {
      if (DROPPED.has(keyword) || REFERENCES.has(keyword)) continue;
      const inner = mapSchemasIn(keyword, value, (child, key) =>
        this.#link(child, base, at + (key === undefined ? pointer(keyword) : pointer(keyword, key)), scope),
      );
      entries.set(keyword, inner);
    }
    const ids: SchemaId[] = [];
    for (const keyword of REFERENCES)
      if (Object.hasOwn(schema, keyword)) ids.push(this.#follow(schema, keyword, base, scope));
    const [first, second] = ids;
    if (second !== undefined)
      entries.set("allOf", [...getArray(fromEntries(entries), "allOf"), { $ref: second }]);
    const linked = fromEntries<Json>(first === undefined ? entries : [["$ref", first] as const, ...entries]);
    const origin = this.#lowered.origins.of(schema);
    const marked = origin === undefined ? linked : this.#lowered.origins.mark(linked, origin);
    if (isObject(schema.discriminator)) this.#discriminate(marked, schema.discriminator, base, origin);
    return marked;
  }

  /** Names in a mapping are those of schemas beside, or references (OpenAPI 3.1.1, Discriminator Object). */
  #discriminate(linked: JsonObject, discriminator: JsonObject, base: Base, at: Origin | undefined): void {
    const property = getString(discriminator, "propertyName");
    const branches = [...getArray(linked, "oneOf"), ...getArray(linked, "anyOf")];
    const ids = new Set(branches.flatMap((branch) => getString(branch, "$ref") ?? []));
    if (property !== undefined && branches.length === 0)
      this.#diagnostics.report(
        "link/discriminator",
        "a discriminator without oneOf or anyOf tells nothing apart; schemas that build on this one are not looked for",
        { file: base.file, pointer: `${at?.pointer ?? ""}/discriminator` },
      );
    if (property === undefined || branches.length === 0) return;
    const idOf = (name: string, where: string): SchemaId | undefined => {
      const origin = { file: base.file, pointer: `${at?.pointer ?? ""}/discriminator${where}` };
      const beside = `${base.file}#/components/schemas/${name}`;
      if (ids.has(beside)) return beside;
      const ref = /^[\w.-]+$/.test(name) && !/\.\w+$/.test(name) ? `#/components/schemas/${name}` : name;
      const found = this.#resources.resolve(ref, base, origin);
      const id = found && this.named(found.file, found.pointer, found.base);
      if (id !== undefined && !ids.has(id))
        this.#diagnostics.report("link/discriminator", `${name} is not among the schemas told apart`, origin);
      return id;
    };
    const mapped = getEntries(discriminator, "mapping").flatMap(([value, name]) => {
      const id = typeof name === "string" ? idOf(name, `/mapping${pointer(value)}`) : undefined;
      return id === undefined ? [] : [[id, value] as const];
    });
    const values = groupBy(mapped, (entry) => entry);
    const implied = new Set([...ids].filter((id) => !values.has(id)));
    for (const id of implied) values.set(id, [nameOf(id)]);
    const others = getString(discriminator, "defaultMapping");
    if (others !== undefined) values.delete(idOf(others, "/defaultMapping") ?? "");
    this.discriminators.set(linked, { property, values, implied, hasDefault: others !== undefined });
  }

  #follow(schema: JsonObject, keyword: string, base: Base, scope: Scope): SchemaId {
    const origin: Origin = this.#lowered.origins.of(schema) ?? { file: base.file, pointer: base.pointer };
    const place = { file: origin.file, pointer: `${origin.pointer}/${keyword}` };
    const ref = schema[keyword];
    if (typeof ref !== "string") {
      this.#diagnostics.report("link/unresolved-ref", `a ${keyword} must be text`, place);
      return "";
    }
    const found = this.#resources.resolve(ref, base, place);
    if (found === undefined) return "";
    const isElsewhere = this.#lowered.document(found.file)?.kind === "api" && !isSchemaPlace(found.pointer);
    // Components of other kinds are told of where they are named.
    if (isElsewhere && wrongComponent(ref, "a schema") === undefined)
      this.#diagnostics.report("lower/unsupported", `${ref} leads to what is not a schema`, place);
    const target = keyword === "$dynamicRef" ? dynamicTarget(found, scope) : found;
    return this.named(target.file, target.pointer, target.base, scope);
  }
}

/** Only a reference that leads to a dynamic anchor in the ordinary way is looked up in the scope. */
function dynamicTarget(found: Target, scope: Scope): Place {
  const anchor = getString(found.value, "$dynamicAnchor");
  return (anchor !== undefined && found.anchor === anchor && scope.anchors.get(anchor)) || found;
}
