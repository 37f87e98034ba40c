/** Passes one request to the target and its answer back, unchanged and as it comes. */
import type { ClientRequest, IncomingMessage, RequestOptions, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { endToEnd, flat } from "./headers.js";
import { Tap, type TapBudget } from "./tap.js";

export interface Target {
  /** Opens a request; the agent, and whether it is over TLS, are the target's. */
  readonly request: (options: RequestOptions) => ClientRequest;
  /** As the header `Host` names it. */
  readonly host: string;
  /** Before each path; without a slash at its end. */
  readonly prefix: string;
}

/** One exchange that has ended, well or not. */
export interface Relayed {
  readonly request: IncomingMessage;
  readonly requestTap: Tap;
  readonly answer?: IncomingMessage;
  readonly answerTap?: Tap;
  /** Both bodies went through to their ends. */
  readonly whole: boolean;
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
  const requestTap = new Tap(incoming, bound, budget, head);
  let answer: IncomingMessage | undefined;
  let answerTap: Tap | undefined;
  let ended = false;
  const end = (whole: boolean): void => {
    if (ended) return;
    ended = true;
    onEnd({
      request: incoming,
      requestTap,
      ...(answer !== undefined && answerTap !== undefined && { answer, answerTap }),
      whole,
      milliseconds: performance.now() - started,
    });
  };

  let upstream: ClientRequest | undefined;
  const open = (isRetry: boolean): void => {
    const request = target.request({
      method: incoming.method,
      path: `${target.prefix}${incoming.url ?? "/"}`,
      headers: requestHeaders(incoming, target.host),
      setHost: false,
      // The second attempt never goes over a connection that may be dying as well.
      ...(isRetry && { agent: false }),
    });
    upstream = request;
    request.on("continue", () => outgoing.writeContinue());
    request.on("response", (response) => {
      answer = response;
      answerTap = new Tap(response, bound, budget);
      outgoing.sendDate = false;
      outgoing.writeHead(
        response.statusCode ?? 502,
        response.statusMessage,
        flat(endToEnd(response.rawHeaders)),
      );
      // A long poll or a stream of events sends its head long before its body.
      outgoing.flushHeaders();
      response.on("end", () => addTrailers(outgoing, response));
      pipeline(response, outgoing, (error) => {
        if (error) {
          outgoing.destroy();
          request.destroy();
        }
        end(!error && incoming.complete);
      });
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
    else incoming.pipe(request);
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

/** A request that had no body and changes nothing: a connection that died while it was idle must not fail it. */
function isRepeatable({ method, headers }: IncomingMessage): boolean {
  const hasBody = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  return !hasBody && (method === "GET" || method === "HEAD" || method === "OPTIONS");
}

/** Names and values by turns; the target's name instead of ours, which its virtual hosts and certificates need. */
function requestHeaders(incoming: IncomingMessage, host: string): string[] {
  const pairs = endToEnd(incoming.rawHeaders).filter(([name]) => name.toLowerCase() !== "host");
  const isChunked = incoming.headers["transfer-encoding"] !== undefined;
  return flat([["Host", host], ...pairs, ...(isChunked ? [["Transfer-Encoding", "chunked"] as const] : [])]);
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
