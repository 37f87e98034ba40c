/** A client whose server is a function. */
import { createClient, type LiveClientOptions, type MatrixClient } from "@knockgen/matrix";

export interface Seen {
  readonly method: string;
  /** Path and query. */
  readonly uri: string;
  readonly authorization: string | null;
  readonly body: unknown;
}

/** Calls go to `answer`, which gets each request and how many came before it. */
export function clientOf(
  answer: (seen: Seen, before: number) => Response | Promise<Response>,
  options: Partial<LiveClientOptions> = {},
): { readonly client: MatrixClient; readonly seen: readonly Seen[] } {
  const seen: Seen[] = [];
  const client = createClient({
    baseUrl: "https://a.example",
    token: "first",
    ...options,
    fetch: async (url, init) => {
      init.signal?.throwIfAborted();
      const { pathname, search } = new URL(url);
      const each: Seen = {
        method: init.method ?? "",
        uri: pathname.replace("/_matrix/client/v3/", "") + search,
        authorization: new Headers(init.headers).get("authorization"),
        body: typeof init.body === "string" ? JSON.parse(init.body) : init.body,
      };
      seen.push(each);
      return answer(each, seen.length - 1);
    },
  });
  return { client, seen };
}

export function refusal(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}

export const hasty = (headers: Record<string, string> = {}, retry_after_ms = 1): Response =>
  refusal(429, { errcode: "M_LIMIT_EXCEEDED", error: "Too fast", retry_after_ms }, headers);
