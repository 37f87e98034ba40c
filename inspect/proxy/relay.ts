/** Passes one request to the target and its answer back, unchanged and as it comes. */
import type { ClientRequest, IncomingMessage, OutgoingMessage, ServerResponse } from "node:http";
import { withoutOrigin } from "@knockgen/matrix/runtime/target";
import type { HeaderList } from "../exchange.js";
import { endToEnd, flat } from "./headers.js";
import { passInformation } from "./pass-information.js";
import { refuse } from "./refuse.js";
import { Tap, type TapBudget } from "./tap.js";
import type { Target } from "./target.js";
import { isAnswer, UnreadableAnswer, whyNot } from "./unreadable.js";

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
  const withBody = hasBody(incoming);
  const requestTap = new Tap(
    withBody ? incoming : undefined,
    bound,
    budget,
    incoming.headers["content-length"],
    head,
  );
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
    const path = pathAt(target.prefix, incoming.url ?? "/");
    const headers = requestHeaders(asked, incoming, target.host);
    // The second attempt never goes over a connection that may be dying as well.
    const request = target.request({ method: incoming.method, path, headers, withBody }, isRetry);
    upstream = request;
    const fail = (error: Error): void => {
      incoming.unpipe(request);
      // The rest of a body that the target does not take is read and dropped.
      incoming.resume();
      if (answer !== undefined) return;
      if (!isRetry && request.reusedSocket && isRepeatable(incoming) && !outgoing.destroyed) {
        open(true);
        return;
      }
      if (!outgoing.headersSent) refuse(outgoing, 502, "M_UNKNOWN", `knockgen proxy: ${whyNot(error)}`);
      end(false);
    };
    request.on("error", fail);
    request.on("information", (information) => passInformation(outgoing, information));
    // Nothing asks for another protocol here, so that this is an answer that nothing can be made of.
    request.on("upgrade", (_, socket) => {
      socket.destroy();
      fail(new UnreadableAnswer());
    });
    request.on("response", (response) => {
      if (!isAnswer(response)) {
        request.destroy(new UnreadableAnswer());
        return;
      }
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
      if (isSmall(response)) passAtOnce(response, outgoing);
      else response.pipe(outgoing);
    });
    if (head !== undefined && head.length > 0) request.write(head);
    if (isRetry || incoming.readableEnded) {
      addTrailers(request, incoming);
      request.end();
    } else if (withBody) {
      // Before the pipe, which ends the request.
      incoming.on("end", () => addTrailers(request, incoming));
      incoming.pipe(request);
      // A client may wait for an answer before it sends a body; mostly both come at once, and go into the same packet.
      setImmediate(() => {
        if (requestTap.length === 0 && !request.destroyed) request.flushHeaders();
      });
    } else request.end();
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

/** A target in absolute form keeps it where nothing comes before its path; `*` is not a path. */
function pathAt(prefix: string, target: string): string {
  return prefix === "" || target === "*" ? target : `${prefix}${withoutOrigin(target)}`;
}

/** Fits into one packet with its head, and into any buffer. */
const SMALL_BYTES = 4 * 1024;

function isSmall({ headers }: IncomingMessage): boolean {
  return Number(headers["content-length"] ?? Number.POSITIVE_INFINITY) <= SMALL_BYTES;
}

/** Without the care that a pipe takes of those who read slowly. As a text, the body is written in one piece with the head. */
function passAtOnce(response: IncomingMessage, outgoing: ServerResponse): void {
  response.on("data", (chunk: Buffer) => outgoing.write(chunk.toString("latin1"), "latin1"));
  response.on("end", () => outgoing.end());
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

function addTrailers(to: OutgoingMessage, { rawTrailers }: IncomingMessage): void {
  if (rawTrailers.length === 0 || !to.chunkedEncoding) return;
  to.addTrailers(endToEnd(rawTrailers).map(([name, value]): [string, string] => [name, value]));
}
