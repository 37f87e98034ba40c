/** Result of linking: documents without a `$ref` outside schemas, and schemas whose `$ref`s are ids. */
import type { Origin } from "../diagnostic.js";
import type { Json, JsonObject } from "../json.js";

/** `<file>#<JSON Pointer>`: where a schema that others refer to stands in the lowered specification. */
export type SchemaId = string;

/** JSON Schema 2020-12; each `$ref` in it is a SchemaId. Without definitions, identifiers, comments and examples. */
export type Schema = boolean | JsonObject;

/** A schema that others refer to. */
export interface LinkedSchema {
  readonly id: SchemaId;
  /** Module that it is emitted in: an API's folder name, `events`, or `common`. */
  readonly module: string;
  readonly schema: Schema;
  readonly origin: Origin;
}

/** An OpenAPI document. */
export interface LinkedDocument {
  readonly path: string;
  readonly module: string;
  readonly value: Json;
  /** Whether another document takes something from it. */
  readonly referredTo: boolean;
}

/** The whole specification, with every reference resolved to an ID. */
export interface LinkedSpec {
  /** The OpenAPI documents, sorted by path. */
  readonly apis: readonly LinkedDocument[];
  /** Ids of the event schemas, sorted. */
  readonly events: readonly SchemaId[];
  /** Every definition file and everything that a `$ref` names, by id. */
  readonly schemas: ReadonlyMap<SchemaId, LinkedSchema>;
  readonly originOf: (node: unknown) => Origin | undefined;
}
