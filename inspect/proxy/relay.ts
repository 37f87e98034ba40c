/** Passes one request to the target and its answer back, unchanged and as it comes. */
import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import type { HeaderList } from "../exchange.js";
import { endToEnd, flat } from "./headers.js";
import { Tap, type TapBudget } from "./tap.js";
import type { Target } from "./target.js";

/** One exchange that has ended, well or not. */
export interface Relayed {
  readonly request: IncomingMessage;
  readonly requestTap: Tap;
  readonly answer?: IncomingMessage;
  readonly answerTap?: Tap;
  /** Headers of both, without those of the connection. */
  readonly asked: HeaderList;
  readonly answered?: HeaderList;
  /** The answer went through to its end. */
  readonly whole: boolean;
  /** The request had, by then; a target may answer before. */
  readonly sent: boolean;
  readonly milliseconds: number;
}

export interface RelayOptions {
  readonly target: Target;
  readonly bound: number;
  readonly budget: TapBudget;
  /** Told of each exchange once it has ended. */
  readonly onEnd: (relayed: Relayed) => void;
  /** Beginning of the body, where it was read already. */
  readonly head?: Uint8Array;
}

export function relay(incoming: IncomingMessage, outgoing: ServerResponse, options: RelayOptions): void {
  const { target, bound, budget, onEnd, head } = options;
  const started = performance.now();
  const requestTap = new Tap(incoming, bound, budget, incoming.headers["content-length"], head);
  let answer: IncomingMessage | undefined;
  let answerTap: Tap | undefined;
  const asked = endToEnd(incoming.rawHeaders);
  let answered: HeaderList = [];
  let ended = false;
  const end = (whole: boolean): void => {
    if (ended) return;
    ended = true;
    onEnd({
      request: incoming,
      requestTap,
      ...(answer !== undefined && answerTap !== undefined && { answer, answerTap, answered }),
      asked,
      whole,
      sent: incoming.complete,
      milliseconds: performance.now() - started,
    });
  };

  let upstream: ClientRequest | undefined;
  const open = (isRetry: boolean): void => {
    const request = target.request({
      method: incoming.method,
      path: `${target.prefix}${incoming.url ?? "/"}`,
      headers: requestHeaders(asked, incoming, target.host),
      setHost: false,
      // The second attempt never goes over a connection that may be dying as well.
      ...(isRetry && { agent: false }),
    });
    upstream = request;
    request.on("continue", () => outgoing.writeContinue());
    request.on("response", (response) => {
      answer = response;
      answerTap = new Tap(response, bound, budget, announced(response, incoming));
      outgoing.sendDate = false;
      answered = endToEnd(response.rawHeaders);
      outgoing.writeHead(response.statusCode ?? 502, response.statusMessage, flat(answered));
      // A long poll sends its head long before its body; most bodies begin at once, and go into the same packet.
      setImmediate(() => {
        if (!outgoing.destroyed && !outgoing.writableEnded) outgoing.flushHeaders();
      });
      response.on("end", () => addTrailers(outgoing, response));
      response.on("error", () => {});
      response.on("close", () => {
        if (!response.complete) outgoing.destroy();
        else if (outgoing.writableFinished) end(true);
      });
      outgoing.on("finish", () => {
        if (response.complete) end(true);
      });
      response.pipe(outgoing);
    });
    request.on("error", () => {
      incoming.unpipe(request);
      // The rest of a body that the target does not take is read and dropped.
      incoming.resume();
      if (answer !== undefined) return;
      if (!isRetry && request.reusedSocket && isRepeatable(incoming) && !outgoing.destroyed)
        return open(true);
      if (!outgoing.headersSent)
        refuse(outgoing, 502, "M_UNKNOWN", "knockgen proxy: the target cannot be reached");
      end(false);
    });
    if (head !== undefined && head.length > 0) request.write(head);
    if (isRetry || incoming.readableEnded) request.end();
    else if (hasBody(incoming)) incoming.pipe(request);
    else {
      request.end();
      incoming.resume();
    }
  };
  outgoing.on("close", () => {
    if (outgoing.writableFinished) return;
    upstream?.destroy();
    end(false);
  });
  incoming.on("close", () => {
    if (!incoming.complete) upstream?.destroy();
  });
  open(false);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

/** A request that had no body and changes nothing: a connection that died while it was idle must not fail it. */
function isRepeatable(incoming: IncomingMessage): boolean {
  const { method } = incoming;
  return !hasBody(incoming) && (method === "GET" || method === "HEAD" || method === "OPTIONS");
}

/** Names and values by turns; where virtual hosts and certificates need it, the target's name instead of the client's. */
function requestHeaders(asked: HeaderList, incoming: IncomingMessage, host: string | undefined): string[] {
  const pairs = asked.map(([name, value]): readonly [string, string] =>
    host !== undefined && name.toLowerCase() === "host" ? [name, host] : [name, value],
  );
  const isChunked = incoming.headers["transfer-encoding"] !== undefined;
  return flat(isChunked ? [...pairs, ["Transfer-Encoding", "chunked"]] : pairs);
}

/** A HEAD announces a body that does not come. */
function announced(response: IncomingMessage, { method }: IncomingMessage): string | undefined {
  return method === "HEAD" ? undefined : response.headers["content-length"];
}

function addTrailers(outgoing: ServerResponse, { rawTrailers }: IncomingMessage): void {
  if (rawTrailers.length === 0 || !outgoing.chunkedEncoding) return;
  outgoing.addTrailers(endToEnd(rawTrailers).map(([name, value]): [string, string] => [name, value]));
}

/** An error of the proxy's own, in the standard form. */
export function refuse(outgoing: ServerResponse, status: number, errcode: string, error: string): void {
  const body = JSON.stringify({ errcode, error });
  outgoing.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "Knockgen-Proxy": "refused",
    Connection: "close",
  });
  outgoing.end(body);
}
