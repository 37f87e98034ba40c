/** The ways to mount routes, behind one face, so that one suite can ask the same of each. */
import http from "node:http";
import { Readable } from "node:stream";
import express from "express";
import Fastify, { type FastifyInstance } from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { matrixRoutes, matrixServerOptions } from "../../../generator/emit/runtime/fastify.js";
import { createFetchHandler } from "../../../generator/emit/runtime/fetch-handler.js";
import { toNodeHandler } from "../../../generator/emit/runtime/node-handler.js";
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

/** Asks over a socket, at a port of its own; the server does not keep the process alive. */
function overSocket(listener: http.RequestListener): Server {
  const server = http.createServer(listener);
  const port = new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  server.unref();
  return async ({ method = "GET", target, headers = {}, body }) => {
    const options = { host: "127.0.0.1", port: await port, path: target, method, headers, agent: false };
    return new Promise((resolve, reject) => {
      const request = http.request(options, async (response) => {
        const parts: Buffer[] = [];
        for await (const part of response) parts.push(part);
        const text = Buffer.concat(parts).toString("latin1");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
      // An answer may come before all of the body is sent; then the rest cannot be.
      request.on("error", reject);
      if (typeof body === "string" || body instanceof Uint8Array) request.end(body);
      else Readable.from(body ?? []).pipe(request);
    });
  };
}

/** An application that has nothing else, so that what is unknown has an answer of ours. */
function overExpress<Auth>(options: ServerOptions<Auth>): Server {
  const handle = toNodeHandler(options);
  return overSocket(express().use((request, response) => handle(request, response)));
}

function overKoa<Auth>(options: ServerOptions<Auth>): Server {
  const handle = toNodeHandler(options);
  const koa = new Koa();
  koa.use((context) => {
    context.respond = false;
    return handle(context.req, context.res);
  });
  return overSocket(koa.callback());
}

function overHono<Auth>(options: ServerOptions<Auth>): Server {
  const handle = createFetchHandler(options);
  const hono = new Hono().all("*", (context) => handle(context.req.raw));
  return overWebRequests(async (request) => hono.fetch(request));
}

export const ADAPTERS: Readonly<Record<string, <Auth>(options: ServerOptions<Auth>) => Server>> = {
  "web requests": (options) => overWebRequests(createFetchHandler(options)),
  Fastify: (options) => overFastify(Fastify(matrixServerOptions).register(matrixRoutes, options)),
  "node:http": (options) => overSocket(toNodeHandler(options)),
  Express: overExpress,
  Koa: overKoa,
  Hono: overHono,
};
