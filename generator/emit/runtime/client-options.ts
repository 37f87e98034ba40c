/** How calls are made. */
import type { MalformedEntry } from "./drop-malformed.js";
import type { Fetch } from "./fetch.js";
import type { ResponseChecks } from "./operation.js";
import type { AnyCredentials } from "./requirement.js";

export interface ClientOptions<Credentials = AnyCredentials> {
  /** Where the server is: `https://matrix.example`. A path in it goes before those of the operations. */
  readonly baseUrl: string | URL;
  /** The default is the global `fetch`; `retrying` and others put something around it. */
  readonly fetch?: Fetch | undefined;
  /** The access token, sent as `Authorization: Bearer` to operations that take one. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  /** For descriptions with security schemes of their own, by the schemes' names. */
  readonly credentials?: Credentials | undefined;
  /** Gives the `Authorization` header of a signed request, for operations between servers. */
  readonly sign?: ((request: RequestToSign) => string | Promise<string>) | undefined;
  /** Sent with every call, such as `user-agent`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A call that takes longer, reading its stream included, is aborted. The default is to wait; a `/sync` is meant to take its time. */
  readonly timeoutMs?: number | undefined;
  /**
   * The largest body to read; of a stream, the largest item. Unlimited by default, but for items (8 MiB); set one where the other
   * server is not trusted.
   */
  readonly maxResponseBytes?: number | undefined;
  /** Throw when a body breaks its schema. Loads the validators when first used. The default is false. */
  readonly validateResponses?: boolean | undefined;
  /**
   * Called for each entry of a list that breaks its schema, and that is left out of the answer. Validates as
   * `validateResponses` does, and throws where a problem lies in no list.
   */
  readonly onMalformedEntry?: ((entry: MalformedEntry) => void) | undefined;
  /** Policy for redirects that the operation does not declare. The default is to follow them. */
  readonly redirect?: "follow" | "error" | "manual" | undefined;
}

/** Options of a single call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** Instead of the client's own. */
  readonly token?: string | undefined;
  /** Instead of those of the client that have the same names. */
  readonly credentials?: AnyCredentials | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Fields that the signature of a request covers, besides the names of the two servers. */
export interface RequestToSign {
  readonly method: string;
  /** Path and query exactly as they are sent. */
  readonly uri: string;
  /** The body as the other side will read it; missing when there is none. */
  readonly content?: unknown;
}

/** Loads the checks of answers; a function, so that a client that does not validate does not carry them. */
export type LoadChecks = () => Promise<ResponseChecks>;
