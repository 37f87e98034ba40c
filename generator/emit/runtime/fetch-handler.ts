/** Mounts routes wherever web requests are answered: Deno, Bun, workers, service workers, and tests without a socket. */
import { createDispatch } from "./dispatch.js";
import { collectBytes } from "./limited-body.js";
import type { ServerOptions } from "./server-options.js";
import { withoutOrigin } from "./target.js";

export type FetchHandler = (request: Request) => Promise<Response>;

export function createFetchHandler<Auth>(options: ServerOptions<Auth>): FetchHandler {
  const dispatch = createDispatch(options);
  return async (request) => {
    const { status, headers, body } = await dispatch({
      method: request.method,
      target: withoutOrigin(request.url),
      header: (name) => request.headers.get(name) ?? undefined,
      signal: request.signal,
      source: request,
      readBody: (limit) => collectBytes(request.body, limit, request.headers.get("content-length")),
    });
    // The copy is one of an ArrayBuffer, which is all that a Response takes.
    return new Response(body instanceof Uint8Array ? new Uint8Array(body) : (body ?? null), {
      status,
      headers,
    });
  };
}
