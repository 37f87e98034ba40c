/** Requests to other servers, and what comes of them. */
import type { JsonObject, JsonValue } from "@knockgen/auth";

/** Why an exchange with another server came to nothing. `http` is an answer, but not a good one. */
export type FederationError =
  | { readonly kind: "invalid-name"; readonly message: string }
  /** The server's address is one that we do not call. */
  | { readonly kind: "refused-address"; readonly message: string }
  /** No address, no connection, no valid certificate, or the connection broke. */
  | { readonly kind: "unreachable"; readonly message: string }
  | { readonly kind: "timeout"; readonly message: string }
  /** The answer is larger than we read. */
  | { readonly kind: "too-large"; readonly message: string }
  /** The answer is not JSON, or lacks a required property. */
  | { readonly kind: "malformed"; readonly message: string }
  /** The request has no canonical form, which is the fault of who asked for it. */
  | { readonly kind: "unsendable"; readonly message: string }
  /** Too many requests to this server wait already, or too much was arriving at once. */
  | { readonly kind: "busy"; readonly message: string }
  /** The caller has given up. */
  | { readonly kind: "aborted"; readonly message: string }
  | {
      readonly kind: "http";
      readonly status: number;
      readonly message: string;
      /** Empty where the answer has none. */
      readonly errcode: string;
      /** The whole answer, `{}` if it is not a JSON object. */
      readonly body: JsonObject;
      /** When to ask again, if the answer says so. */
      readonly retryAfterMs?: number;
    };

/** A value from another server, or why there is none. */
export type FederationResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: FederationError };

/** A request that came to nothing. */
export type FederationFailure = Extract<FederationResult<never>, { readonly ok: false }>;

/** Came to nothing without an answer that has a status to tell. */
export function failed(kind: Exclude<FederationError["kind"], "http">, message: string): FederationFailure {
  return { ok: false, error: { kind, message } };
}

/** A request to another server, before it is signed. */
export interface FederationRequest {
  readonly destination: string;
  readonly method: "GET" | "PUT" | "POST";
  /** Path and query, encoded as they are to be sent and signed. */
  readonly uri: string;
  readonly content?: JsonValue;
  readonly timeoutMs?: number;
  /** The largest answer to read. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** Sends requests; everything that calls other servers asks for no more than this. */
export interface FederationTransport {
  request(request: FederationRequest): Promise<FederationResult<JsonValue>>;
}
