/** Route tables, and the input and output of handlers. */
import type { Check, CheckResult } from "../matrix.js";
import type { FormField, ReadForm } from "./form-field.js";
import type { MatrixHttpError } from "./matrix-http-error.js";
import type { Parameter, ReadParameters } from "./parameter.js";
import type { FindCredentials, Requirement } from "./requirement.js";
import type { StreamHow } from "./stream.js";

export type { Parameter } from "./parameter.js";

/** One operation of the specification, as data. */
export interface Route {
  /** Folder name of the API: `client-server`. */
  readonly api: string;
  readonly operationId: string;
  /** Name of the operation in the handlers and in the client; equals `operationId` but for its spelling. */
  readonly name: string;
  /** Upper case. */
  readonly method: string;
  /** From the root, with `{name}` for each parameter. */
  readonly path: string;
  readonly parameters?: readonly Parameter[];
  /** Reads parameters in other than the usual styles; missing where all have those. */
  readonly readParameters?: ReadParameters;
  /** Checks of the parameters of each place, once they are converted. */
  readonly checks?: {
    readonly path?: Check<unknown>;
    readonly query?: Check<unknown>;
    readonly headers?: Check<unknown>;
    readonly cookies?: Check<unknown>;
  };
  readonly body?: Contents;
  /** A request without a body is answered with an error. */
  readonly bodyRequired?: true;
  /** By status, or by range such as `3XX`. */
  readonly responses: { readonly [status: string]: Contents };
  /** Credentials of which any one is enough; missing where the operation is open to all. */
  readonly security?: readonly Scheme[];
  /** Credentials by the names of schemes, instead of `security`; any one of the lists is enough. */
  readonly requirements?: readonly Requirement[];
  /** Set with `requirements`. */
  readonly findCredentials?: FindCredentials;
  /** Keys of the query that hold credentials of `requirements`. */
  readonly credentialKeys?: readonly string[];
  /** A request without credentials is let through too. */
  readonly anonymous?: true;
  readonly rateLimited?: true;
  readonly deprecated?: true;
}

/** How a body is read, by media type or range such as `image/*`. Empty when there is none. */
export interface Contents {
  readonly [mediaType: string]: How;
}

/** JSON that a check accepts, any JSON, bytes, text with or without a check, a form or items, or an answer that is a stream. */
export type How =
  | Check<unknown>
  | "json"
  | "bytes"
  | "text"
  | { readonly text: Check<unknown> }
  | FormHow
  | StreamHow;

/** A form, or items, which code of its own reads. */
export interface FormHow {
  readonly read: ReadForm;
  readonly fields: readonly FormField[];
  readonly check?: (value: unknown) => CheckResult<unknown>;
}

/** How a credential travels: `Authorization: Bearer`, the query parameter `access_token`, or a signed request. */
export type Scheme = "bearer" | "query" | "x-matrix";

/** A request as it arrived, the same whatever carries it. */
export interface IncomingRequest {
  readonly method: string;
  /** Path and query as they arrived, which is what a signed request is signed over. */
  readonly target: string;
  /** A header's value by its name in lower case; repeated headers are joined by commas. */
  readonly header: (name: string) => string | undefined;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** Address of the other side, where it is known. */
  readonly ip?: string;
  /** The web `Request` or the Fastify request. */
  readonly source: unknown;
}

/** Input that every handler receives besides the parts of its own request. */
export interface CallContext<Auth> {
  /** Value returned by `authenticate`. */
  readonly auth: Auth;
  readonly request: IncomingRequest;
  readonly operation: Route;
}

/** Any answer of any operation; each handler's own are narrower. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string | undefined } | undefined;
}

/** Answers one operation; an error of Matrix may be returned or thrown. */
export type Handler<Parts, Response, Auth> = (
  call: Parts & CallContext<Auth>,
) => Response | MatrixHttpError | Promise<Response | MatrixHttpError>;

/** Callers of an operation: `anyone`, `known` ones that `authenticate` has let in, or `either`. */
export type Caller = "anyone" | "either" | "known";

/** Type of a handler's `auth`, if `authenticate` gives `Auth`. */
export type AuthOf<Who extends Caller, Auth> = {
  readonly anyone: undefined;
  readonly either: Auth | undefined;
  readonly known: Auth;
}[Who];

/** The route of one operation, with what its handler takes and answers. */
export interface OperationRoute<Parts, Response, Who extends Caller> extends Route {
  /** Never set: ties a route to its handler. */
  readonly "~handler"?: (parts: Parts, caller: Who) => Response;
}

/** Under this key, handlers carry the table of the routes that they are for; spreading `unimplemented` gives it. */
export const API: unique symbol = Symbol.for("knockgen.api");

export interface Api<Auth> {
  readonly name: string;
  readonly routes: readonly Route[];
  /** Never set: ties handlers to the `authenticate` that gives what they take. */
  readonly "~auth"?: (auth: Auth) => void;
}

/** The handlers of one API. */
export interface Handlers<Auth> {
  readonly [API]: Api<Auth>;
}
