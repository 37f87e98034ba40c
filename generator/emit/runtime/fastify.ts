/** Mounts routes in Fastify 5, known by its shape, so that nothing has to be installed for the rest to compile. */
import { CORS_HEADERS } from "./cors.js";
import { createDispatch } from "./dispatch.js";
import type { FastifyLike, ReplyLike, RequestLike, StreamLike } from "./fastify-like.js";
import { Collector } from "./limited-body.js";
import { MatrixHttpError } from "./matrix-http-error.js";
import { mountedOf } from "./mount.js";
import type { ServerOptions } from "./server-options.js";
import { type WireAnswer, wireError } from "./wire.js";

export interface MatrixRoutesOptions<Auth> extends ServerOptions<Auth> {
  /** Answer, in Matrix's form, what nothing else in the application answers. The default is true. */
  readonly answerUnknown?: boolean | undefined;
}

/**
 * For `fastify.register`. Takes over `/_matrix/` and, for those who discover servers, `/.well-known/matrix/`; reads bodies
 * in its own way, which does not reach what is registered elsewhere. Several APIs go into one registration.
 */
export async function matrixRoutes<Auth>(
  instance: FastifyLike,
  options: MatrixRoutesOptions<Auth>,
): Promise<void> {
  const dispatch = createDispatch({
    ...options,
    onError:
      options.onError ??
      ((err, { operation }) =>
        instance.log.error({ err, operation: operation.operationId }, "handler failed")),
  });
  const answer = async (request: RequestLike, reply: ReplyLike, body: unknown): Promise<unknown> =>
    send(
      reply,
      await dispatch(
        {
          method: request.method,
          target: request.raw.url ?? "/",
          header: (name) => header(request.raw.rawHeaders, name),
          signal: abortSignal(reply),
          ip: request.ip,
          source: request,
          readBody: (limit) => readStream(body, limit, header(request.raw.rawHeaders, "content-length")),
        },
        instance.prefix,
      ),
      request.raw.httpVersionMajor,
    );
  const handler = (request: RequestLike, reply: ReplyLike): Promise<unknown> =>
    answer(request, reply, request.body);

  instance.removeAllContentTypeParsers();
  // Any type will do, and the body is read when and if it is needed.
  instance.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
  instance.setErrorHandler((error, request, reply) => {
    // Fastify refuses a Content-Type that it cannot parse, or misses, before anything is read; to us it does not matter.
    if (ABOUT_CONTENT_TYPE.has(codeOf(error))) return answer(request, reply, request.raw);
    throw error;
  });
  for (const url of wildcards(mountedOf(options).flatMap(({ routes }) => routes)))
    instance.route({ method: [...instance.supportedMethods], url, exposeHeadRoute: false, handler });
  if (options.answerUnknown ?? true) instance.setNotFoundHandler(handler);
}

/** For `Fastify(...)`: what Fastify answers by itself, before any plugin sees the request, then has Matrix's form too. */
export const matrixServerOptions: {
  readonly frameworkErrors: (error: Error, request: unknown, reply: ReplyLike) => void;
} = {
  frameworkErrors: (error, _request, reply) => {
    const answer =
      codeOf(error) === "FST_ERR_BAD_URL"
        ? new MatrixHttpError(400, "M_INVALID_PARAM", "The path is not percent-encoded as it should be")
        : new MatrixHttpError(500, "M_UNKNOWN", "Internal server error");
    const { headers, ...rest } = wireError(answer);
    send(reply, { ...rest, headers: { ...headers, ...CORS_HEADERS } }, 1);
  },
};

/**
 * The router of Fastify decodes and limits parameters in its own way, so it only gets to see the beginnings of paths:
 * `/_matrix/client/v3/sync` -> `/_matrix/*`
 */
function wildcards(routes: readonly { readonly path: string }[]): string[] {
  const starts = routes.flatMap(({ path }) => {
    const [first = "", second = ""] = path.slice(1).split("/");
    const start = first === ".well-known" ? `/${first}/${second}` : `/${first}`;
    return /^[\w./-]+$/.test(start) && first !== "" && second !== "" ? [`${start}/*`] : [];
  });
  return [...new Set(starts)];
}

const ABOUT_CONTENT_TYPE: ReadonlySet<unknown> = new Set([
  "FST_ERR_CTP_INVALID_MEDIA_TYPE",
  "FST_ERR_ROUTE_MISSING_CONTENT_TYPE",
]);

function codeOf(error: Error): unknown {
  return "code" in error ? error.code : undefined;
}

/** Node keeps only the first of several Authorization headers; a signed request may have more. */
function header(rawHeaders: readonly string[], name: string): string | undefined {
  const values = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  );
  return values.length === 0 ? undefined : values.join(", ");
}

function send(reply: ReplyLike, { status, headers, body }: WireAnswer, httpVersion: number): unknown {
  reply.code(status);
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  // The rest of the body will not be read, so nothing can follow it on this connection.
  if (status === 413 && httpVersion === 1) reply.header("connection", "close");
  // As bytes, since Fastify adds a charset to the type of text.
  return reply.send(typeof body === "string" ? new TextEncoder().encode(body) : body);
}

function abortSignal(reply: ReplyLike): AbortSignal {
  const controller = new AbortController();
  reply.raw.on("close", () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

function isStream(body: unknown): body is StreamLike {
  return typeof body === "object" && body !== null && "on" in body && "pause" in body;
}

async function readStream(
  body: unknown,
  limit: number,
  contentLength: string | undefined,
): Promise<Uint8Array | undefined> {
  if (!isStream(body)) return new Uint8Array();
  if (Number(contentLength) > limit) return undefined;
  const collected = new Collector(limit);
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error("the connection was closed"));
    if (body.destroyed) gone();
    // Stopping a Node stream in a loop would destroy it, and with it the connection that the answer needs.
    body.on("data", (chunk) => {
      if (collected.add(chunk)) return;
      body.removeAllListeners("data");
      body.pause();
      resolve(undefined);
    });
    body.on("end", () => resolve(collected.bytes()));
    body.on("close", gone);
    body.on("error", reject);
  });
}
