/** Looks at, and changes, what goes out and what comes back. */
import type { CalledOperation, Fetch } from "./fetch.js";

/** A request on its way; `url` and `init` may be changed or replaced. */
export interface OutgoingRequest {
  readonly operation: CalledOperation;
  url: string;
  init: RequestInit & { headers: Headers };
}

export interface Middleware {
  /** Called before a request goes out. An answer that it gives stands for the server's. */
  readonly onRequest?: (request: OutgoingRequest) => Response | undefined | Promise<Response | undefined>;
  /** Called with each answer, the last of the list first. What it gives takes the answer's place. */
  readonly onResponse?: (
    response: Response,
    request: OutgoingRequest,
  ) => Response | undefined | Promise<Response | undefined>;
}

/** `next` between the hooks of a list: requests go down it, answers come up. */
export function withMiddleware(next: Fetch, list: readonly Middleware[]): Fetch {
  return async (url, init, operation) => {
    const request: OutgoingRequest = {
      operation,
      url,
      init: { ...init, headers: new Headers(init.headers) },
    };
    let response: Response | undefined;
    let passed = 0;
    for (const { onRequest } of list) {
      passed++;
      response = (await onRequest?.(request)) ?? undefined;
      if (response !== undefined) break;
    }
    response ??= await next(request.url, request.init, operation);
    for (const { onResponse } of list.slice(0, passed).reverse())
      response = (await onResponse?.(response, request)) ?? response;
    return response;
  };
}
