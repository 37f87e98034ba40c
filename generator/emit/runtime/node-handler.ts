/** Mounts routes in `node:http` and all that stands on it, such as Express and Koa. */
import { createDispatch } from "./dispatch.js";
import { mountedOf } from "./mount.js";
import { abortSignal, headerOf, type ResponseEnd, readStream, type StreamLike } from "./node-streams.js";
import { startsOf } from "./path-starts.js";
import type { ServerOptions } from "./server-options.js";
import { splitTarget } from "./target.js";
import type { WireAnswer } from "./wire.js";

export interface IncomingLike extends StreamLike {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly httpVersionMajor: number;
  /** All of the body has been read. */
  readonly readableEnded: boolean;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

export interface OutgoingLike extends ResponseEnd {
  readonly destroyed: boolean;
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  write(chunk: Uint8Array): boolean;
  end(chunk?: string | Uint8Array): unknown;
  destroy(): unknown;
  on(event: "drain" | "close", listener: () => void): unknown;
}

export interface NodeHandlerOptions<Auth> extends ServerOptions<Auth> {
  /** The client's address, where another one than the socket's counts: behind a proxy that you trust. */
  readonly addressOf?: ((request: IncomingLike) => string | undefined) | undefined;
}

/** Fulfilled when the answer is out, or handed on. */
export type NodeHandler = (
  request: IncomingLike,
  response: OutgoingLike,
  next?: (error?: unknown) => void,
) => Promise<void>;

const READ_ALREADY =
  "the body has been read already: mount the Matrix routes before anything that parses bodies";

/**
 * For `http.createServer(…)` and `app.use(…)`. Paths that begin unlike all mounted ones go to `next`, where there is one. It
 * reads bodies itself, since signatures are over bytes: mount it before anything that parses them.
 */
export function toNodeHandler<Auth>(options: NodeHandlerOptions<Auth>): NodeHandler {
  const dispatch = createDispatch(options);
  const starts = startsOf(mountedOf(options));
  const { addressOf = (request) => request.socket.remoteAddress } = options;
  return async (request, response, next) => {
    const target = request.url ?? "/";
    if (next !== undefined && !starts.some((start) => splitTarget(target).path.startsWith(start)))
      return next();
    const header = (name: string): string | undefined => headerOf(request.rawHeaders, name);
    const ip = addressOf(request);
    const length = header("content-length");
    if (request.readableEnded && (Number(length) > 0 || header("transfer-encoding") !== undefined)) {
      const error = new Error(READ_ALREADY);
      if (next === undefined) throw error;
      return next(error);
    }
    const answer = await dispatch({
      method: request.method ?? "GET",
      target,
      header,
      signal: abortSignal(response),
      ...(ip !== undefined && { ip }),
      source: request,
      readBody: async (limit) =>
        request.readableEnded ? new Uint8Array() : readStream(request, limit, length),
    });
    await send(response, answer, request.httpVersionMajor);
  };
}

async function send(
  response: OutgoingLike,
  { status, headers, body }: WireAnswer,
  httpVersion: number,
): Promise<void> {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // The rest of the body will not be read, so nothing can follow it on this connection.
  if (status === 413 && httpVersion === 1) response.setHeader("connection", "close");
  if (body instanceof ReadableStream) return pump(body, response);
  response.end(body);
}

/** No faster than the client reads; ended when the client hangs up, cut off where the stream fails. */
async function pump(body: ReadableStream<Uint8Array>, response: OutgoingLike): Promise<void> {
  // The client may have hung up while the handler was at work.
  if (response.destroyed) return body.cancel().catch(() => undefined);
  const reader = body.getReader();
  let wake = (): void => {};
  response.on("drain", () => wake());
  response.on("close", () => {
    wake();
    reader.cancel().catch(() => undefined);
  });
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (response.destroyed) return;
      if (!response.write(part.value))
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    response.end();
  } catch {
    response.destroy();
  }
}
