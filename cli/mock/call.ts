/** A request to the mock, read as a whole. */
import type { IncomingMessage, ServerResponse } from "node:http";

export interface Call {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly body: Buffer;
  /** With `v3` where the client said `r0`. */
  readonly path: string;
  /** As it was sent. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
}

/** A header by its name in lower case; empty where it is missing. */
export function headerText({ headers }: IncomingMessage, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : (value ?? "");
}
