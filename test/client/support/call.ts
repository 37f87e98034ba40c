/** One call of one operation, answered as a test likes. */
import type { Check } from "../../../generator/emit/matrix.js";
import { type AnyRequest, createCall } from "../../../generator/emit/runtime/client.js";
import type { CallOptions, ClientOptions } from "../../../generator/emit/runtime/client-options.js";
import type { Operation } from "../../../generator/emit/runtime/operation.js";
import { members } from "../../runtime/support/checks.js";

export interface Sent {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Headers;
}

export const plain: Operation<AnyRequest, { status: number; body?: unknown; headers?: object }> = {
  operationId: "doIt",
  name: "doIt",
  method: "POST",
  path: "/_matrix/do",
  body: "json",
  responses: { 200: "json", 204: "nothing", "4XX": "json", 206: "bytes" },
};
export const withToken: typeof plain = { ...plain, security: ["bearer", "query"] };
export const signed: typeof plain = { ...plain, security: ["x-matrix"] };

/** Calls with the options, answered with the response; gives the answer and what was sent. */
export async function call(
  operation: typeof plain,
  request: AnyRequest,
  options: Partial<ClientOptions> = {},
  response: () => Response = () => Response.json({}),
  callOptions: CallOptions = {},
): Promise<{ answer: { status: number; body?: unknown; headers?: object }; sent: Sent }> {
  const all: Sent[] = [];
  const doFetch = async (url: string, init: RequestInit): Promise<Response> => {
    all.push({ url, init, headers: new Headers(init.headers) });
    init.signal?.throwIfAborted();
    return response();
  };
  const loadChecks = async (): Promise<Record<string, Record<string, Check<unknown>>>> => ({
    doIt: { 200: members({ "a!": "number" }) },
  });
  const answer = await createCall({ baseUrl: "https://a.example", fetch: doFetch, ...options }, loadChecks)(
    operation,
    request,
    callOptions,
  );
  const [sent] = all;
  if (sent === undefined || all.length > 1) throw new Error("not one request");
  return { answer, sent };
}
