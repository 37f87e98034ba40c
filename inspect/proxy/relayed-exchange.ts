/** An exchange as it is judged, of what was relayed: without headers of the connection, and with bodies decoded. */

import { type Body, type Exchange, headerOf } from "../exchange.js";
import type { Unchecked } from "../ledger.js";
import { decodeBody } from "./decode.js";
import type { Relayed, RelayedMessage } from "./relay.js";

export interface Kept {
  readonly exchange: Exchange;
  /** The answer's body in pieces, which `exchange` then lacks. All of them were written: they may be given away. */
  readonly pieces?: readonly Uint8Array[];
}

/**
 * Or why it cannot be judged. Told by `onLost` of bodies that were not kept. An answer that is larger than `apart` stays in
 * pieces.
 */
export async function exchangeOf(
  { request, answer, whole, sent }: Relayed,
  bound: number,
  apart: number,
  onLost: (why: Unchecked) => void,
): Promise<Kept | Unchecked> {
  if (answer === undefined) return "not reached";
  if (!whole) return "cut off";
  const plain = async ({ headers, tap }: RelayedMessage): Promise<Body> => {
    const bytes = tap.bytes();
    const encoding = headerOf(headers)("content-encoding");
    if (bytes === undefined || encoding === undefined || bytes.length === 0) return bytes;
    const decoded = await decodeBody(bytes, encoding, bound);
    if (decoded === undefined) onLost("encoding");
    return decoded;
  };
  if (!sent) onLost("cut off");
  for (const { tap } of [request, answer]) if (tap.lost !== undefined) onLost(tap.lost);
  const isApart = answer.tap.length > apart && headerOf(answer.headers)("content-encoding") === undefined;
  const pieces = isApart ? answer.tap.pieces() : undefined;
  const exchange: Exchange = {
    request: {
      method: request.method,
      target: request.target,
      headers: request.headers,
      body: sent ? await plain(request) : undefined,
    },
    answer: {
      status: answer.status,
      headers: answer.headers,
      body: pieces === undefined ? await plain(answer) : undefined,
    },
  };
  return { exchange, ...(pieces !== undefined && { pieces }) };
}
