/** Result of naming: every exported type with its name, decided once and the same for every emitter. */
import type { Schema, SchemaId } from "../link/linked-spec.js";
import type { ContentDef, Documented, EventDef, OperationDef } from "../model/model.js";

/** Part of an operation or an event that a type describes. */
export type TypeRole =
  | "path"
  | "query"
  | "headers"
  | "cookies"
  | "requestBody"
  | "response"
  | "event"
  | "content"
  | "definition";

/** A type that is exported, with its schema. */
export interface NamedType extends Documented {
  /** The module it is emitted in: an API's folder name, `events`, or `common`. */
  readonly module: string;
  /** Unique within the module, whatever else is generated beside it. */
  readonly name: string;
  readonly role: TypeRole;
  readonly schema: Schema;
  /** Set for what other schemas refer to. */
  readonly id?: SchemaId;
}

/** Names of the types of an operation. */
export interface OperationNames {
  /** Prefix of all names of the operation, and of its exported values in camel case: `KnockRoom`. */
  readonly base: string;
  readonly path?: NamedType;
  readonly query?: NamedType;
  readonly headers?: NamedType;
  readonly cookies?: NamedType;
  /** Missing without a body that JSON Schema describes. */
  readonly requestBody?: NamedType;
  /** By status; missing where the specification gives no schema. */
  readonly responses: ReadonlyMap<string, NamedType>;
  /** The type of each body that a schema describes, those above among them. */
  readonly contents: ReadonlyMap<ContentDef, NamedType>;
}

/** Names of the types of an event; components without content have one. */
export interface EventNames {
  readonly event: NamedType;
  readonly content?: NamedType;
}

/** Every exported type, and the ways to find it. */
export interface Names {
  /** Sorted by module, then name. */
  readonly types: readonly NamedType[];
  readonly bySchema: ReadonlyMap<SchemaId, NamedType>;
  readonly operation: (operation: OperationDef) => OperationNames;
  readonly event: (event: EventDef) => EventNames;
}
