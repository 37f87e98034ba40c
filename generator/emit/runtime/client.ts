/** Makes calls over `fetch`. */
import type { CallOptions, ClientOptions, LoadChecks, RequestToSign } from "./client-options.js";
import { checkHeaders, encodePath, encodeQuery } from "./encode.js";
import type { Fetch } from "./fetch.js";
import type { EncodedBody } from "./form-field.js";
import type { AnyRequest, Operation, ResponseChecks, Written } from "./operation.js";
import { type ReadAnswer, readAnswer } from "./read-answer.js";

export type { AnyRequest } from "./operation.js";

/** Calls one operation. What it answers is a union that narrows by `status`; any other status is thrown. */
export type Call = <Request extends AnyRequest, Response>(
  operation: Operation<Request, Response>,
  request: Request,
  options?: CallOptions,
) => Promise<Response>;

/** A call for single operations, so that a bundle holds no others: `call(makeKnock, { path, query })`. */
export function createCall(options: ClientOptions, loadChecks?: LoadChecks): Call {
  const send = createSender(options, loadChecks);
  // Here a type is taken on trust, as below: only the other server knows what it answers. With `validateResponses` it
  // has been checked.
  return async <Request extends AnyRequest, Response>(
    operation: Operation<Request, Response>,
    request: Request,
    callOptions?: CallOptions,
  ): Promise<Response> => (await send(operation, request, callOptions)) as Response;
}

/** A method for each operation; what each takes and gives is what the emitted interface says of its name. */
export function createClient<Client>(
  operations: { readonly [name: string]: Operation<never, unknown> },
  options: ClientOptions,
  loadChecks: LoadChecks,
): Client {
  const send = createSender(options, loadChecks);
  const methods = Object.entries(operations).map(([name, operation]) => [
    name,
    (request: AnyRequest = {}, callOptions?: CallOptions) => send(operation, request, callOptions),
  ]);
  return Object.fromEntries(methods) as Client;
}

type Sender = (operation: Described, request: AnyRequest, callOptions?: CallOptions) => Promise<ReadAnswer>;

function createSender(options: ClientOptions, loadChecks: LoadChecks | undefined): Sender {
  const base = String(options.baseUrl).replace(/\/+$/, "");
  const doFetch: Fetch = options.fetch ?? ((url, init) => fetch(url, init));
  let checks: Promise<ResponseChecks> | undefined;

  return async (operation, request, callOptions = {}) => {
    const { uri: target, headers: written } = writeParameters(operation, request);
    const { contentType, ...sent } =
      operation.writeBody?.(operation, request) ?? encodeBody(operation, request.body);
    const headers = headersOf(options.headers, [written, callOptions.headers]);
    if (contentType !== undefined && !headers.has("content-type")) headers.set("content-type", contentType);
    const uri =
      (await operation.sendCredentials?.(operation, { uri: target, headers }, options, callOptions)) ??
      target;
    const authorization = await authorize(operation, options, callOptions, () => ({
      method: operation.method,
      // A path in the base URL is part of what is sent.
      uri: base.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, "") + uri,
      ...(operation.body === "json" && typeof sent.body === "string" && { content: JSON.parse(sent.body) }),
    }));
    if (authorization !== undefined) headers.set("authorization", authorization);
    const init = {
      method: operation.method,
      headers,
      redirect: redirectMode(operation, options),
      signal: signalOf(options, callOptions),
      ...sent,
    };
    const response = await doFetch(base + uri, init, operation);
    const answer = await readAnswer(operation, response, options.maxResponseBytes);
    const { validateResponses, onMalformedEntry } = options;
    if (loadChecks === undefined || !(validateResponses || onMalformedEntry)) return answer;
    checks ??= loadChecks();
    const { checkAnswer } = await import("./check-answer.js");
    return checkAnswer(operation, answer, (await checks)[operation.name], onMalformedEntry);
  };
}

function writeParameters(operation: Described, request: AnyRequest): Written {
  return (
    operation.writeParameters?.(operation, request) ?? {
      uri: encodePath(operation, request.path ?? {}) + encodeQuery(operation, request.query ?? {}),
      headers: checkHeaders(operation, request.headers),
    }
  );
}

/** Those of the client, over which the request's own go; later ones win. */
function headersOf(general: ClientOptions["headers"], own: readonly (object | undefined)[]): Headers {
  const headers = new Headers(general);
  for (const [name, value] of own.flatMap((group) => Object.entries(group ?? {})))
    if (value !== undefined && value !== null) headers.set(name, String(value));
  return headers;
}

function encodeBody({ body: how, mediaType = "application/json" }: Described, body: unknown): EncodedBody {
  if (how === undefined || body === undefined) return {};
  const json = how === "json";
  if (body instanceof Uint8Array)
    return { body: new Uint8Array(body), contentType: json ? "application/octet-stream" : how };
  if (json) return { body: JSON.stringify(body), contentType: mediaType };
  if (typeof body !== "string" || !how.startsWith("text/"))
    throw new TypeError("the body must be a Uint8Array");
  return { body, contentType: how };
}

type Described = Operation<never, unknown>;

/**
 * One credential or none, and none where none is asked for. Where the operation asks for one that is not at hand, the
 * other is sent: two of upstream's operations name the wrong scheme.
 */
async function authorize(
  { security = [] }: Described,
  options: ClientOptions,
  callOptions: CallOptions,
  toSign: () => RequestToSign,
): Promise<string | undefined> {
  if (security.length === 0) return undefined;
  const takesToken = security.some((scheme) => scheme !== "x-matrix");
  if (options.sign !== undefined && !(takesToken && hasToken(options, callOptions)))
    return options.sign(toSign());
  const own = typeof options.token === "function" ? await options.token() : options.token;
  const token = callOptions.token ?? own;
  return token === undefined ? undefined : `Bearer ${token}`;
}

function hasToken(options: ClientOptions, callOptions: CallOptions): boolean {
  return options.token !== undefined || callOptions.token !== undefined;
}

function redirectMode(
  { security, responses }: Described,
  { redirect = "follow" }: ClientOptions,
): RequestRedirect {
  if (Object.keys(responses).some((status) => status.startsWith("3"))) return "manual";
  // A signature covers one address; and a stranger must not choose which hosts a server talks to.
  return security?.includes("x-matrix") && redirect === "follow" ? "manual" : redirect;
}

function signalOf(
  options: ClientOptions,
  { signal, timeoutMs = options.timeoutMs }: CallOptions,
): AbortSignal | null {
  const signals = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)].filter(
    (each) => each !== undefined,
  );
  return signals.length > 1 ? AbortSignal.any(signals) : (signals[0] ?? null);
}
