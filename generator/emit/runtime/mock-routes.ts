/** Makes handlers of Mock Service Worker from handlers of routes: requests are read and answers are checked as a server does it. */
import type { Authenticate } from "./credentials.js";
import { createFetchHandler } from "./fetch-handler.js";
import type { Handlers, Route } from "./route.js";
import type { CommonOptions } from "./server-options.js";

export interface MockOptions<Auth> extends CommonOptions {
  /** Where the API is mocked, such as `https://matrix.example.org`; wherever it is called when missing. */
  readonly baseUrl?: string | undefined;
  /** Who is calling. Without it no credential is good; `() => ({})` lets all through. */
  readonly authenticate?: Authenticate<Auth> | undefined;
}

type Resolver = (info: { readonly request: Request }) => Promise<Response | undefined>;
type Method = (path: RegExp, resolver: Resolver) => unknown;

/** `http` of the package `msw`. */
export interface MswHttp {
  readonly all: Method;
  readonly [method: string]: Method;
}

/** A handler for each route that `handlers` has one for; requests to others are left to the handlers after them. */
export function mockRoutes<Auth>(
  http: MswHttp,
  routes: readonly Route[],
  unimplemented: Handlers<Auth>,
  handlers: object,
  { baseUrl, authenticate, ...options }: MockOptions<Auth>,
): unknown[] {
  const answer = createFetchHandler<Auth>({
    ...options,
    handlers: { ...unimplemented, ...handlers },
    authenticate,
  });
  const origin = baseUrl === undefined ? "[a-z]+://[^/]+" : quoted(baseUrl.replace(/\/+$/, ""));
  const own = routes.filter(({ name }) => Object.hasOwn(handlers, name));
  return own.map(({ method, path }) => {
    const place = path.replace(/\{[^{}]*\}|[^{]+/g, (part) =>
      part.startsWith("{") ? "[^/]*" : quoted(part),
    );
    const pattern = new RegExp(`^${origin}${place}$`);
    const known = http[method.toLowerCase()];
    if (known !== undefined) return known(pattern, ({ request }) => answer(request));
    return http.all(pattern, async ({ request }) =>
      request.method === method ? answer(request) : undefined,
    );
  });
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
