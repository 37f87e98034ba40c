/** Mounts routes in Fastify 5, known by its shape, so that nothing has to be installed for the rest to compile. */
import { CORS_HEADERS } from "./cors.js";
import { createDispatch } from "./dispatch.js";
import type { FastifyLike, ReplyLike, RequestLike } from "./fastify-like.js";
import { MatrixHttpError } from "./matrix-http-error.js";
import { mountedOf } from "./mount.js";
import { abortSignal, headerOf, readStream } from "./node-streams.js";
import { startsOf } from "./path-starts.js";
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
          header: (name) => headerOf(request.raw.rawHeaders, name),
          signal: abortSignal(reply.raw),
          ip: request.ip,
          source: request,
          readBody: (limit) => readStream(body, limit, headerOf(request.raw.rawHeaders, "content-length")),
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
  // Fastify's router decodes and limits parameters in its own way, so it only gets to see the beginnings of paths.
  for (const url of startsOf(mountedOf(options)).map((start) => `${start}*`))
    instance.route({ method: [...instance.supportedMethods], url, exposeHeadRoute: false, handler });
  if (options.answerUnknown ?? true) instance.setNotFoundHandler(handler);
}

/** For `Fastify(...)`: what Fastify answers by itself, before any plugin sees the request, then has Matrix's form too. */
export const matrixServerOptions: {
  readonly frameworkErrors: (error: Error, request: unknown, reply: ReplyLike) => void;
} = {
  frameworkErrors: (error, request, reply) => {
    if (isQuestionOfPage(request)) {
      send(reply, { status: 204, headers: CORS_HEADERS }, 1);
      return;
    }
    const answer =
      codeOf(error) === "FST_ERR_BAD_URL"
        ? new MatrixHttpError(400, "M_INVALID_PARAM", "The path is not percent-encoded as it should be")
        : new MatrixHttpError(500, "M_UNKNOWN", "Internal server error");
    const { headers, ...rest } = wireError(answer);
    send(reply, { ...rest, headers: { ...headers, ...CORS_HEADERS } }, 1);
  },
};

/** Whether a web page asks what it may, which it may whatever the path. */
function isQuestionOfPage(request: unknown): boolean {
  return typeof request === "object" && request !== null && Reflect.get(request, "method") === "OPTIONS";
}

const ABOUT_CONTENT_TYPE: ReadonlySet<unknown> = new Set([
  "FST_ERR_CTP_INVALID_MEDIA_TYPE",
  "FST_ERR_ROUTE_MISSING_CONTENT_TYPE",
]);

function codeOf(error: Error): unknown {
  return "code" in error ? error.code : undefined;
}

function send(reply: ReplyLike, { status, headers, body }: WireAnswer, httpVersion: number): unknown {
  reply.code(status);
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  // The rest of the body will not be read, so nothing can follow it on this connection.
  if (status === 413 && httpVersion === 1) reply.header("connection", "close");
  // As bytes, since Fastify adds a charset to the type of text.
  return reply.send(typeof body === "string" ? new TextEncoder().encode(body) : body);
}
