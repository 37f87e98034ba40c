/** Links schemas: every `$ref` becomes the id of what it names, and everything named is linked once. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { fromEntries, getString, isArray, isObject, type Json, type JsonObject } from "../json.js";
import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "../lower/keywords.js";
import { lowerSchema } from "../lower/schema.js";
import type { LoweredSpec } from "../lower/types.js";
import { pointer } from "../pointer.js";
import type { Base, Resources } from "./resources.js";
import type { LinkedSchema, Schema, SchemaId } from "./types.js";

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
  "example",
  "examples",
]);

interface Pending {
  readonly id: SchemaId;
  readonly file: string;
  readonly pointer: string;
  readonly base: Base;
}

export class SchemaLinker {
  readonly #lowered: LoweredSpec;
  readonly #resources: Resources;
  readonly #diagnostics: Diagnostics;
  readonly #linked = new Map<SchemaId, LinkedSchema>();
  readonly #pending: Pending[] = [];
  readonly #known = new Set<SchemaId>();

  constructor(lowered: LoweredSpec, resources: Resources, diagnostics: Diagnostics) {
    this.#lowered = lowered;
    this.#resources = resources;
    this.#diagnostics = diagnostics;
  }

  /** Registers the schema at that place as one to be emitted under a name of its own. */
  named(file: string, at: string, base: Base = this.#resources.baseOf(file)): SchemaId {
    const id = `${file}#${at}`;
    if (!this.#known.has(id)) {
      this.#known.add(id);
      this.#pending.push({ id, file, pointer: at, base });
    }
    return id;
  }

  /** Links what has been named, and what that names in turn; a queue, so that cycles end. */
  finish(): ReadonlyMap<SchemaId, LinkedSchema> {
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      const document = this.#lowered.document(next.file);
      const target =
        document && this.#resources.resolve(`#${next.pointer}`, { file: next.file, pointer: "" }, next);
      if (document === undefined || target === undefined) continue;
      const context = {
        file: next.file,
        openapi: document.module !== "events",
        diagnostics: this.#diagnostics,
        origins: this.#lowered.origins,
      };
      const value = this.#lowered.origins.of(target.value)
        ? target.value
        : lowerSchema(target.value, next.pointer, context);
      const origin = this.#lowered.origins.of(value) ?? { file: next.file, pointer: next.pointer };
      this.#linked.set(next.id, {
        id: next.id,
        module: document.module,
        schema: this.link(value, next.base, next.pointer),
        origin,
      });
    }
    return this.#linked;
  }

  link(schema: Json, outer: Base, at: string): Schema {
    if (typeof schema === "boolean") return schema;
    if (!isObject(schema)) return {};
    const base = this.#resources.enter(schema, at, outer);
    const entries: [string, Json][] = [];
    for (const [keyword, value] of Object.entries(schema)) {
      const where = at + pointer(keyword);
      if (DROPPED.has(keyword)) continue;
      if (keyword === "$ref" || keyword === "$dynamicRef") {
        const id = this.#follow(schema, String(value), base);
        entries.push(["$ref", id]);
      } else if (SCHEMA_KEYWORDS.has(keyword)) entries.push([keyword, this.link(value, base, where)]);
      else if (SCHEMA_LIST_KEYWORDS.has(keyword) && isArray(value))
        entries.push([keyword, value.map((item, index) => this.link(item, base, `${where}/${index}`))]);
      else if (SCHEMA_MAP_KEYWORDS.has(keyword) && isObject(value))
        entries.push([keyword, this.#linkMap(value, base, where)]);
      else entries.push([keyword, value]);
    }
    const linked = fromEntries(entries);
    const origin = this.#lowered.origins.of(schema);
    return origin === undefined ? linked : this.#lowered.origins.mark(linked, origin);
  }

  #linkMap(map: JsonObject, base: Base, at: string): JsonObject {
    return fromEntries(
      Object.entries(map).map(([key, value]) => [key, this.link(value, base, at + pointer(key))] as const),
    );
  }

  #follow(schema: JsonObject, ref: string, base: Base): SchemaId {
    const origin: Origin = this.#lowered.origins.of(schema) ?? { file: base.file, pointer: "" };
    const place = { file: origin.file, pointer: `${origin.pointer}/$ref` };
    if (getString(schema, "$ref") === undefined && getString(schema, "$dynamicRef") === undefined) {
      this.#diagnostics.report("link/unresolved-ref", "a $ref must be text", place);
      return "";
    }
    const target = this.#resources.resolve(ref, base, place);
    return target === undefined ? "" : this.named(target.file, target.pointer, target.base);
  }
}
