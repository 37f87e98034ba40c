/** Client and server agree on everything that a document can say about the wire: each case goes from one to the other. */
import Fastify from "fastify";
import { expect, test } from "vitest";
import type { AnyRequest } from "../../generator/emit/runtime/client.js";
import type { ClientOptions } from "../../generator/emit/runtime/client-options.js";
import type { Credential } from "../../generator/emit/runtime/credentials.js";
import { matrixRoutes, matrixServerOptions } from "../../generator/emit/runtime/fastify.js";
import { createFetchHandler } from "../../generator/emit/runtime/fetch-handler.js";
import { API, type Route } from "../../generator/emit/runtime/route.js";
import { writeFolder } from "../generator/support/emit.js";
import { emitEverything, importLines } from "../routes/support/bundle.js";
import { FORMS } from "./support/form-cases.js";
import { MEDIA } from "./support/media-cases.js";
import { SCHEMES, SECURITY } from "./support/security-cases.js";
import { STYLES } from "./support/style-cases.js";
import type { WireCase } from "./support/wire-case.js";

const CASES: readonly WireCase[] = [...MEDIA, ...FORMS, ...STYLES, ...SECURITY];

const document = {
  openapi: "3.1.0",
  info: { title: "Wire", version: "1" },
  components: { securitySchemes: SCHEMES },
  paths: Object.fromEntries(
    CASES.map(({ operation, path }, index) => [
      path ?? `/_matrix/test/${index}`,
      { post: { operationId: `op${index}`, responses: { 200: { description: "" } }, ...operation } },
    ]),
  ),
};
const spec = writeFolder([["api/wire/all.yaml", JSON.stringify(document)]]);
const emitted = await importLines(emitEverything(spec).folder, [
  'export { routes } from "./routes/wire.js";',
  'export { createWireClient } from "./client/wire.js";',
]);
type Client = Readonly<Record<string, (request: AnyRequest) => Promise<{ status: number }>>>;
const { routes, createWireClient } = emitted as {
  readonly routes: readonly Route[];
  readonly createWireClient: (options: ClientOptions) => Client;
};

let seen: Readonly<Record<string, unknown>> = {};
const answer = (call: Readonly<Record<string, unknown>>): object => {
  seen = call;
  return { status: 200 };
};
const handlers = {
  [API]: { name: "wire", routes },
  ...Object.fromEntries(routes.map(({ name }) => [name, answer])),
};
const authenticate = (credential: Credential): unknown =>
  credential.scheme === "x-matrix" ? undefined : (credential.credentials ?? credential.token);
const fetchHandler = createFetchHandler({ handlers, authenticate });
const fastify = Fastify(matrixServerOptions).register(matrixRoutes, { handlers, authenticate });

const SERVERS: Readonly<Record<string, (url: string, init: RequestInit) => Promise<Response>>> = {
  "web requests": (url, init) => fetchHandler(new Request(url, init)),
  Fastify: async (url, init) => {
    const request = new Request(url, init);
    const payload = Buffer.from(await request.arrayBuffer());
    const { statusCode, rawPayload } = await fastify.inject({
      method: "POST",
      url: url.replace("http://a", ""),
      headers: Object.fromEntries(request.headers),
      payload,
    });
    return new Response(new Uint8Array(rawPayload), { status: statusCode });
  },
};

/** With each file as what it holds, since a comparison looks at no file's bytes. */
async function withFiles(value: unknown): Promise<unknown> {
  if (value instanceof File) {
    const bytes = [...new Uint8Array(await value.arrayBuffer())];
    return { file: value.name, type: value.type, bytes };
  }
  if (Array.isArray(value)) return Promise.all(value.map(withFiles));
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).map(async ([key, each]) => [key, await withFiles(each)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function partsOf(request: Request): Promise<string[]> {
  const boundary = /boundary=(.*)$/.exec(request.headers.get("content-type") ?? "")?.[1] ?? "none";
  const text = Buffer.from(await request.arrayBuffer()).toString("latin1");
  return text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => part.slice(2, -2));
}

for (const [server, serve] of Object.entries(SERVERS))
  test.each(CASES.map((each, index) => ({ ...each, index })))(
    `${server}: $says`,
    async ({ request, options, sends, sees, index }) => {
      let target = "";
      let sent = new Request("http://a");
      const client = createWireClient({
        ...options,
        baseUrl: "http://a",
        fetch: (url, init) => {
          target = url.replace("http://a", "");
          sent = new Request(url, init);
          return serve(url, init);
        },
      });
      const { status } = (await client[`op${index}`]?.(request)) ?? {};
      if (sends.target !== undefined) expect(target).toBe(sends.target);
      for (const [name, value] of Object.entries(sends.headers ?? {}))
        expect(sent.headers.get(name)).toBe(value);
      if (typeof sends.body === "string") expect(await sent.text()).toBe(sends.body);
      else if (sends.parts !== undefined) expect(await partsOf(sent)).toEqual(sends.parts);
      else if (sends.body !== undefined) expect(new Uint8Array(await sent.arrayBuffer())).toEqual(sends.body);
      expect(status).toBe(200);
      for (const [part, value] of Object.entries(sees ?? request))
        expect(await withFiles(seen[part])).toEqual(await withFiles(value));
    },
  );
