/** A request to the mock, read as a whole. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { splitTarget } from "@knockgen/matrix/runtime/target";

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

/** Undefined where the body is larger than `most` bytes. */
export async function readCall(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  most: number,
): Promise<Call | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  // A body that is not read to its end still has its answer coming, over the same connection.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  const { path, query } = splitTarget(incoming.url ?? "/");
  return {
    incoming,
    outgoing,
    body: Buffer.concat(chunks),
    path: path.replace(/^\/_matrix\/client\/r0\//, "/_matrix/client/v3/"),
    rawQuery: query,
    query: new URLSearchParams(query),
  };
}

/** A header by its name in lower case; empty where it is missing. */
export function headerText({ headers }: IncomingMessage, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : (value ?? "");
}
