/** An exchange as it is judged, of what was relayed: without headers of the connection, and with bodies decoded. */
import { decodeBody } from "../decode.js";
import { type Body, type Exchange, type HeaderList, headerOf } from "../exchange.js";
import type { Unchecked } from "../ledger.js";
import type { Relayed } from "./relay.js";

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
  { request, requestTap, answer, answerTap, asked, answered = [], whole, sent }: Relayed,
  bound: number,
  apart: number,
  onLost: (why: Unchecked) => void,
): Promise<Kept | Unchecked> {
  if (answer === undefined || answerTap === undefined) return "not reached";
  if (!whole) return "cut off";
  const plain = async (bytes: Body, headers: HeaderList): Promise<Body> => {
    const encoding = headerOf(headers)("content-encoding");
    if (bytes === undefined || encoding === undefined || bytes.length === 0) return bytes;
    const decoded = await decodeBody(bytes, encoding, bound);
    if (decoded === undefined) onLost("encoding");
    return decoded;
  };
  if (!sent) onLost("cut off");
  for (const { lost } of [requestTap, answerTap]) if (lost !== undefined) onLost(lost);
  const isApart = answerTap.length > apart && headerOf(answered)("content-encoding") === undefined;
  const pieces = isApart ? answerTap.pieces() : undefined;
  const exchange: Exchange = {
    request: {
      method: request.method ?? "GET",
      target: request.url ?? "/",
      headers: asked,
      body: sent ? await plain(requestTap.bytes(), asked) : undefined,
    },
    answer: {
      status: answer.statusCode ?? 0,
      headers: answered,
      body: pieces === undefined ? await plain(answerTap.bytes(), answered) : undefined,
    },
  };
  return { exchange, ...(pieces !== undefined && { pieces }) };
}
