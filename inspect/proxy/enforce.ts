/** Holds back requests that depart from the specification: what reaches the server is right. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Exchange, headerOf } from "../exchange.js";
import type { Judgement } from "../judge/judge-exchange.js";
import { decodeBody } from "./decode.js";
import { awaitsContinue, endToEnd } from "./headers.js";
import { refuse } from "./refuse.js";

export interface EnforceOptions {
  /** A body that is larger passes. */
  readonly bound: number;
  /** Undefined where judging has failed: the request passes. */
  readonly judge: (exchange: Exchange) => Judgement | undefined;
  readonly onRefused: (exchange: Exchange, judgement: Judgement) => void;
  /** With what was read of the body. */
  readonly passOn: (head: Uint8Array) => void;
}

/** Reads the body, and hands it on with the request, or answers 400 with what is wrong. */
export function enforceRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { bound, judge, onRefused, passOn }: EnforceOptions,
): void {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (awaitsContinue(incoming)) outgoing.writeContinue();
  const keep = (chunk: Uint8Array): void => {
    chunks.push(chunk);
    length += chunk.length;
    if (length <= bound) return;
    incoming.pause();
    incoming.off("data", keep);
    incoming.off("end", decide);
    passOn(Buffer.concat(chunks));
  };
  const decide = (): void => {
    const body = Buffer.concat(chunks);
    const judged = exchangeOf(incoming, body, bound).then((exchange) => {
      const judgement = judge(exchange);
      if (judgement === undefined) return passOn(body);
      const wrong = judgement.findings.filter(({ side, level }) => side === "client" && level === "error");
      const [first] = wrong;
      if (first === undefined) return passOn(body);
      onRefused(exchange, { ...judgement, findings: wrong });
      const errcode = first.place === "body" ? "M_BAD_JSON" : "M_INVALID_PARAM";
      refuse(outgoing, 400, errcode, `knockgen proxy: ${first.place}${first.pointer} ${first.message}`);
    });
    judged.catch(() => outgoing.destroy());
  };
  incoming.on("data", keep);
  incoming.on("end", decide);
}

async function exchangeOf(incoming: IncomingMessage, body: Uint8Array, bound: number): Promise<Exchange> {
  const headers = endToEnd(incoming.rawHeaders);
  return {
    request: {
      method: incoming.method ?? "GET",
      target: incoming.url ?? "/",
      headers,
      body: await decodeBody(body, headerOf(headers)("content-encoding"), bound),
    },
  };
}
