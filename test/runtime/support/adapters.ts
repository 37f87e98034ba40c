/** The ways to mount routes, behind one face, so that one suite can ask the same of each. */
import { Readable } from "node:stream";
import Fastify, { type FastifyInstance } from "fastify";
import { matrixRoutes, matrixServerOptions } from "../../../generator/emit/runtime/fastify.js";
import { createFetchHandler } from "../../../generator/emit/runtime/fetch-handler.js";
import type { ServerOptions } from "../../../generator/emit/runtime/server-options.js";

export interface TestRequest {
  readonly method?: string;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In parts: sent in chunks, without a length. */
  readonly body?: string | Uint8Array | readonly string[];
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export type Server = (request: TestRequest) => Promise<TestAnswer>;

/** Asks a function from web request to web response. */
export function overWebRequests(handle: (request: Request) => Promise<Response>): Server {
  return async ({ method = "GET", target, headers = {}, body }) => {
    const init = { method, headers, duplex: "half", ...(body !== undefined && { body: streamed(body) }) };
    const response = await handle(new Request(`http://server.example${target}`, init));
    const text = new TextDecoder("latin1").decode(await response.arrayBuffer());
    return { status: response.status, headers: Object.fromEntries(response.headers), text };
  };
}

function streamed(body: string | Uint8Array | readonly string[]): BodyInit {
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  const parts = body.map((part) => new TextEncoder().encode(part));
  return new ReadableStream({
    pull(controller) {
      const part = parts.shift();
      if (part === undefined) controller.close();
      else controller.enqueue(part);
    },
  });
}

/** Asks a Fastify instance. */
export function overFastify(fastify: FastifyInstance): Server {
  return async ({ method = "GET", target, headers = {}, body }) => {
    const payload = Array.isArray(body) ? Readable.from(body.map((part) => Buffer.from(part))) : body;
    const answer = await fastify.inject({
      method: method as "GET",
      url: target,
      headers: { ...headers },
      ...(payload !== undefined && {
        payload: payload instanceof Uint8Array ? Buffer.from(payload) : payload,
      }),
    });
    // Node sends no body in answer to HEAD; the stand-in for its socket hands it on.
    const text = method === "HEAD" ? "" : answer.rawPayload.toString("latin1");
    return { status: answer.statusCode, headers: answer.headers, text };
  };
}

export const ADAPTERS: Readonly<Record<string, <Auth>(options: ServerOptions<Auth>) => Server>> = {
  "web requests": (options) => overWebRequests(createFetchHandler(options)),
  Fastify: (options) => overFastify(Fastify(matrixServerOptions).register(matrixRoutes, options)),
};
