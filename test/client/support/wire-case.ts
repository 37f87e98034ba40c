/** One operation, a call of it, what goes over the wire, and what a handler sees of it. */
import type { ClientOptions } from "../../../generator/emit/runtime/client-options.js";
import type { Json } from "../../../generator/json.js";

export interface WireCase {
  readonly says: string;
  /** The members of an Operation Object, without its ID and responses. */
  readonly operation: { readonly [key: string]: Json };
  /** Where the operation is; the default is `/_matrix/test/NUMBER`. */
  readonly path?: string;
  readonly request: { readonly [part: string]: unknown };
  /** Of the client. */
  readonly options?: Partial<ClientOptions>;
  readonly sends: {
    /** Path and query exactly as they are sent. */
    readonly target?: string;
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly body?: string | Uint8Array;
    /** The parts of a multipart body, each with its head, by what stands between the boundaries. */
    readonly parts?: readonly string[];
  };
  /** The handler's input where it differs from the request. */
  readonly sees?: { readonly [part: string]: unknown };
}

/** A body of one media type or several. */
export function body(content: { readonly [mediaType: string]: Json }): { readonly requestBody: Json } {
  return { requestBody: { required: true, content } };
}
