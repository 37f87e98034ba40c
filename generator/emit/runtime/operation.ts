/** Description of an operation for a client. */
import type { Check } from "../matrix.js";
import type { Scheme } from "./route.js";

export interface Operation<Request, Response> {
  readonly operationId: string;
  /** Name of the operation in the client and in the handlers. */
  readonly name: string;
  readonly method: string;
  /** From the root, with `{name}` for each parameter. */
  readonly path: string;
  /** Path parameters that may be empty. */
  readonly mayBeEmpty?: readonly string[];
  /** `json`, or the media type that bytes or text are sent with. */
  readonly body?: string;
  /** The media type of JSON, where it has another name. */
  readonly mediaType?: string;
  /** By status, or by range such as `3XX`. */
  readonly responses: { readonly [status: string]: "json" | "text" | "bytes" | "by-type" | "nothing" };
  /** Credentials of which any one is enough; missing where the operation is open to all. */
  readonly security?: readonly Scheme[];
  /** Never set: ties an operation to its types. */
  readonly "~types"?: (request: Request) => Response;
}

/** Checks of answers, by the operation's name and by status. */
export interface ResponseChecks {
  readonly [name: string]: { readonly [status: string]: Check<unknown> };
}
