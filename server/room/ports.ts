/** What the rooms need of the federation transport, and nothing more; `server/federation` provides it. */
import type { JsonValue, ServerKey } from "../../auth/index.js";

/** A request to another server, by what it asks; the transport signs and sends it. */
export interface FederationRequest {
  readonly method: "GET" | "PUT" | "POST";
  /** From `/_matrix/` on, with the query, percent-encoded. */
  readonly uri: string;
  readonly content?: JsonValue;
  /** The default is the transport's. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** An answer with a status; the body is read by `parseJson`, and undefined where it was none or no JSON. */
export interface FederationAnswer {
  readonly status: number;
  readonly body: JsonValue | undefined;
}

/** Requests reject with an `Error` when there is no answer: not resolved, refused, timed out, too large, redirected. */
export interface FederationPort {
  request(destination: string, request: FederationRequest): Promise<FederationAnswer>;
  /**
   * Fetches what is not at hand of the keys that signatures name, and gives all that is known of each server. Never
   * rejects: of a server that does not answer, no keys are known.
   */
  keysFor(wanted: ReadonlyMap<string, readonly string[]>): Promise<ReadonlyMap<string, readonly ServerKey[]>>;
  /** Something was put into the outbox for these servers. */
  wake(destinations: Iterable<string>): void;
}
