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

/** One side of an exchange; without the streams it came through, which end long before it is judged. */
export interface RelayedMessage {
  /** Without those of the connection. */
  readonly headers: HeaderList;
  readonly tap: Tap;
}

export interface RelayedRequest extends RelayedMessage {
  readonly method: string;
  readonly target: string;
}

export interface RelayedAnswer extends RelayedMessage {
  readonly status: number;
}

/** One exchange that has ended, well or not. */
export interface Relayed {
  readonly request: RelayedRequest;
  /** Missing where none came. */
  readonly answer?: RelayedAnswer;
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
  new Relay(incoming, outgoing, options).ask(false);
}

class Relay {
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #options: RelayOptions;
  readonly #started = performance.now();
  readonly #request: RelayedRequest;
  #upstream: ClientRequest | undefined;
  #answer: RelayedAnswer | undefined;
  #ended = false;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, options: RelayOptions) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#options = options;
    const { bound, budget, head } = options;
    const body = hasBody(incoming) ? incoming : undefined;
    this.#request = {
      method: incoming.method ?? "GET",
      target: incoming.url ?? "/",
      headers: endToEnd(incoming.rawHeaders),
      tap: new Tap(body, { bound, budget, announced: incoming.headers["content-length"], head }),
    };
    outgoing.on("close", () => {
      if (outgoing.writableFinished) return;
      this.#upstream?.destroy();
      this.#end(false);
    });
    incoming.on("close", () => {
      if (!incoming.complete) this.#upstream?.destroy();
    });
  }

  /** Sends the request. A second attempt never goes over a connection that may be dying as well. */
  ask(isRetry: boolean): void {
    const incoming = this.#incoming;
    const { target } = this.#options;
    const asked = {
      method: incoming.method,
      path: pathAt(target.prefix, incoming.url ?? "/"),
      headers: requestHeaders(this.#request.headers, incoming, target.host),
      withBody: hasBody(incoming),
    };
    const upstream = target.request(asked, isRetry);
    this.#upstream = upstream;
    upstream.on("error", (error) => this.#fail(upstream, error, isRetry));
    upstream.on("information", (information) => passInformation(this.#outgoing, information));
    // Nothing asks for another protocol here, so that this is an answer that nothing can be made of.
    upstream.on("upgrade", (_, socket) => {
      socket.destroy();
      this.#fail(upstream, new UnreadableAnswer(), isRetry);
    });
    upstream.on("response", (response) => {
      if (isAnswer(response)) this.#passAnswer(response);
      else upstream.destroy(new UnreadableAnswer());
    });
    this.#passBody(upstream, isRetry);
  }

  #passBody(upstream: ClientRequest, isRetry: boolean): void {
    const incoming = this.#incoming;
    const { head } = this.#options;
    if (head !== undefined && head.length > 0) upstream.write(head);
    if (isRetry || incoming.readableEnded) {
      addTrailers(upstream, incoming);
      upstream.end();
      return;
    }
    if (!hasBody(incoming)) {
      upstream.end();
      return;
    }
    // Before the pipe, which ends the request.
    incoming.on("end", () => addTrailers(upstream, incoming));
    incoming.pipe(upstream);
    // A client may wait for an answer before it sends a body; mostly both come at once, and go into the same packet.
    setImmediate(() => {
      if (this.#request.tap.length === 0 && !upstream.destroyed) upstream.flushHeaders();
    });
  }

  #passAnswer(response: IncomingMessage): void {
    const outgoing = this.#outgoing;
    const { bound, budget } = this.#options;
    const headers = endToEnd(response.rawHeaders);
    const tap = new Tap(response, { bound, budget, announced: announced(response, this.#incoming) });
    this.#answer = { status: response.statusCode ?? 0, headers, tap };
    outgoing.sendDate = false;
    outgoing.writeHead(response.statusCode ?? 502, response.statusMessage, flat(headers));
    // A long poll sends its head long before its body; most bodies begin at once, and go into the same packet.
    setImmediate(() => {
      if (!outgoing.destroyed && !outgoing.writableEnded) outgoing.flushHeaders();
    });
    response.on("end", () => addTrailers(outgoing, response));
    response.on("error", () => {});
    response.on("close", () => {
      if (!response.complete) outgoing.destroy();
      else if (outgoing.writableFinished) this.#end(true);
    });
    outgoing.on("finish", () => {
      if (response.complete) this.#end(true);
    });
    if (isSmall(response)) passAtOnce(response, outgoing);
    else response.pipe(outgoing);
  }

  #fail(upstream: ClientRequest, error: Error, isRetry: boolean): void {
    const incoming = this.#incoming;
    const outgoing = this.#outgoing;
    incoming.unpipe(upstream);
    // The rest of a body that the target does not take is read and dropped.
    incoming.resume();
    if (this.#answer !== undefined) return;
    if (!isRetry && upstream.reusedSocket && isRepeatable(incoming) && !outgoing.destroyed) {
      this.ask(true);
      return;
    }
    if (!outgoing.headersSent) refuse(outgoing, 502, "M_UNKNOWN", `knockgen proxy: ${whyNot(error)}`);
    this.#end(false);
  }

  #end(whole: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.onEnd({
      request: this.#request,
      ...(this.#answer !== undefined && { answer: this.#answer }),
      whole,
      sent: this.#incoming.complete,
      milliseconds: performance.now() - this.#started,
    });
  }
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
