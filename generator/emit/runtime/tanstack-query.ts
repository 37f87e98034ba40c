/** Makes of calls what TanStack Query takes as options; its own code is not needed for that. */
import { type AnyAnswer, type BodyOf, unwrap } from "./unwrap.js";

/** Options of a query, for `useQuery`, `fetchQuery` and their like. It fails with `ErrorAnswer` on a refusal. */
export interface QueryOptions<Request, Body> {
  /** API, operation and request: `["client-server", "getJoinedRooms"]` finds all queries of an operation. */
  readonly queryKey: readonly [api: string, operation: string, request?: Request];
  readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<Body>;
}

/** Options of a query that turns pages, for `useInfiniteQuery` and its like. */
export interface PagesOptions<Request, Body> {
  readonly queryKey: readonly [api: string, operation: string, request: Request | undefined, what: "pages"];
  readonly queryFn: (context: {
    readonly signal: AbortSignal;
    readonly pageParam: string | undefined;
  }) => Promise<Body>;
  readonly initialPageParam: string | undefined;
  readonly getNextPageParam: (last: Body) => string | undefined;
}

/** Options of a mutation, for `useMutation` and its like. */
export interface MutationOptions<Request, Body> {
  readonly mutationKey: readonly [api: string, operation: string];
  readonly mutationFn: (request: Request) => Promise<Body>;
}

type Call = (request: unknown, options?: { readonly signal: AbortSignal }) => Promise<AnyAnswer>;
type Client = { readonly [operation: string]: Call };

/** The place of the token of a page in a request, and of the next one in an answer. */
export interface PageTokens {
  readonly from: string;
  readonly next: string;
}

export function queryOf(
  api: string,
  operation: string,
): (client: Client, request?: unknown) => QueryOptions<unknown, unknown> {
  return (client, request) => ({
    queryKey: request === undefined ? [api, operation] : [api, operation, request],
    queryFn: ({ signal }) => bodyOf(client, operation, request, signal),
  });
}

export function pagesOf(
  api: string,
  operation: string,
  { from, next }: PageTokens,
): (client: Client, request?: object) => PagesOptions<unknown, unknown> {
  return (client, request) => ({
    queryKey: [api, operation, request, "pages"],
    queryFn: ({ signal, pageParam }) => {
      const { query = {} }: { readonly query?: object } = request ?? {};
      const page = pageParam === undefined ? request : { ...request, query: { ...query, [from]: pageParam } };
      return bodyOf(client, operation, page, signal);
    },
    initialPageParam: undefined,
    getNextPageParam: (last) => {
      const token: unknown = typeof last === "object" && last !== null ? Reflect.get(last, next) : undefined;
      return typeof token === "string" ? token : undefined;
    },
  });
}

export function mutationOf(
  api: string,
  operation: string,
): (client: Client) => MutationOptions<unknown, unknown> {
  return (client) => ({
    mutationKey: [api, operation],
    mutationFn: (request) => bodyOf(client, operation, request),
  });
}

async function bodyOf(
  client: Client,
  operation: string,
  request: unknown,
  signal?: AbortSignal,
): Promise<BodyOf<AnyAnswer> | unknown> {
  const call = client[operation];
  if (call === undefined) throw new TypeError(`the client has no ${operation}`);
  return unwrap(await call(request, signal && { signal }));
}
