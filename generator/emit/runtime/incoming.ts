/** A request as it comes in, with its body still to be read. */
import type { IncomingRequest } from "./route.js";

export interface Incoming extends IncomingRequest {
  /** The whole body; undefined, and no more is read, when it has more bytes than that. */
  readonly readBody: (limit: number) => Promise<Uint8Array | undefined>;
}
