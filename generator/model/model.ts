/** The specification without the form in which it was written: the input of every emitter. */
import type { Origin } from "../diagnostic.js";
import type { EventKind } from "../event-kinds.js";
import type { JsonObject } from "../json.js";
import type { Schema, SchemaId } from "../link/linked-spec.js";
import type { LeftOutOperation } from "./left-out.js";
import type { MediaKind } from "./media.js";
import type { ValueShape } from "./shape.js";

/** All operations, events and definitions of a specification. */
export interface Model {
  /** Sorted by module. */
  readonly apis: readonly ApiDef[];
  /** Sorted by type, then sub-type. */
  readonly events: readonly EventDef[];
  /** Everything that stands in a file of its own or is referred to, sorted by id; event schemas are not among them. */
  readonly definitions: readonly DefinitionDef[];
  /** Sorted by API, path and method. */
  readonly leftOut: readonly LeftOutOperation[];
  /** Paths of descriptions without an operation that no other document takes anything from. */
  readonly empty: readonly string[];
}

/** One API, such as that between servers. */
export interface ApiDef {
  /** The API's folder name: `client-server`. */
  readonly module: string;
  /** Sorted by path, then method. */
  readonly operations: readonly OperationDef[];
  /** Requests that the API sends, as webhooks and callbacks: they have types, and neither routes nor calls. */
  readonly webhooks: readonly OperationDef[];
}

/** Annotations that every described thing may have. */
export interface Documented {
  readonly description?: string;
  /** Matrix version, such as `1.1`, in which the specification says that it was added. */
  readonly since?: string;
  readonly deprecated: boolean;
  readonly origin: Origin;
}

/** A method of a path: what it takes and answers. */
export interface OperationDef extends Documented {
  readonly api: string;
  readonly operationId: string;
  /** Upper case. */
  readonly method: string;
  /** Base path and path, with `{name}` for each parameter. */
  readonly path: string;
  readonly summary?: string;
  readonly tags: readonly string[];
  /** The specification marks rate-limited operations by a 429 response. */
  readonly rateLimited: boolean;
  readonly security: SecurityDef;
  readonly parameters: readonly ParameterDef[];
  readonly requestBody?: BodyDef;
  /** Sorted by status. */
  readonly responses: readonly ResponseDef[];
}

/** A parameter of a request, or a header of an answer. */
export interface ParameterDef extends Documented {
  readonly in: "path" | "query" | "header" | "cookie";
  readonly name: string;
  readonly required: boolean;
  /** A style of OpenAPI, or `json` for a value that is written as JSON. */
  readonly style: string;
  /** Each item or member by itself instead of all in one text. */
  readonly explode: boolean;
  readonly allowReserved: boolean;
  readonly schema: Schema;
}

/** The body of a request, in each media type that it may have. */
export interface BodyDef extends Documented {
  readonly required: boolean;
  readonly contents: readonly ContentDef[];
}

/** An answer with one status, or with a range of them. */
export interface ResponseDef extends Documented {
  /** `200`, or a range such as `3XX`. */
  readonly status: string;
  readonly headers: readonly ParameterDef[];
  readonly contents: readonly ContentDef[];
}

/** A body in one media type. */
export interface ContentDef {
  readonly mediaType: string;
  /** Missing where the specification gives none, and for bytes. */
  readonly schema?: Schema;
  readonly kind: MediaKind;
  readonly json: boolean;
  /** Members of a form that its schema names. */
  readonly fields?: readonly FieldDef[];
}

/** A member of a form. */
export interface FieldDef {
  readonly name: string;
  /** A style of OpenAPI, or `json`. */
  readonly style: string;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  readonly shape: ValueShape;
  /** A part of bytes; of a member that may be anything, a part of bytes where it is a file. */
  readonly bytes: boolean | "maybe";
  /** Media type of a part, or several with commas. */
  readonly contentType?: string;
  /** Headers of a part, with their values. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** The credentials that an operation asks for. */
export interface SecurityDef {
  /** A request without credentials is let through too. */
  readonly optional: boolean;
  /** Any one of them is enough; none means that the operation is open to all. */
  readonly alternatives: readonly SecuritySchemeDef[];
  /** Any one of them is enough; the schemes of one are needed together. Without those that ask for nothing. */
  readonly requirements: readonly (readonly SecuritySchemeDef[])[];
  /** The same as the description has it, with scopes. */
  readonly written: readonly JsonObject[];
  /** Whether credentials go by the names of schemes, since not all of them are Matrix's own. */
  readonly named: boolean;
}

/** One way to send a credential. */
export interface SecuritySchemeDef {
  /** The specification's name, such as `accessTokenBearer`. */
  readonly name: string;
  /** How the credential travels: `Authorization: Bearer`, a query parameter, or a signed request (`X-Matrix`). */
  readonly kind: "bearer" | "query" | "x-matrix";
  /** Place of the credential, in general. */
  readonly in: "authorization" | "header" | "query" | "cookie" | "tls";
  /** The word of `Authorization`; or the name of the header (in lower case), key or cookie. Empty for a certificate. */
  readonly key: string;
}

/** An event by its type, or by its type and sub-type. */
export interface EventDef extends Documented {
  readonly id: SchemaId;
  /** `m.room.message` */
  readonly type: string;
  /** `m.text` in `m.room.message$m.text` */
  readonly subType?: string;
  /** The property of `content` that tells sub-types apart, such as `msgtype`; only with a sub-type. */
  readonly discriminator?: string;
  /** Empty for components that are not events of their own. */
  readonly kinds: readonly EventKind[];
  readonly schema: Schema;
  /** The schema of `content`, with what the bases say about it; missing where the event has no such property. */
  readonly content?: Schema;
  /** Where `content` is described; only with `content`. */
  readonly contentOrigin?: Origin;
}

/** A schema that is neither an event nor a part of one operation. */
export interface DefinitionDef extends Documented {
  readonly id: SchemaId;
  readonly module: string;
  readonly schema: Schema;
}
