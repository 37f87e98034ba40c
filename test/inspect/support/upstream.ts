/** A server whose answers a test writes, behind a proxy; and requests that change nothing of what is sent. */
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  type RequestListener,
  request,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";
import { createProxy, type MatrixProxy, type ProxyOptions } from "../../../inspect/proxy/create-proxy.js";

export const JSON_TYPE: { readonly "Content-Type": string } = { "Content-Type": "application/json" };
export const DEVICES = "/_matrix/client/v3/devices";

/** Devices that are not as they should be, and the finding about them. */
export const WRONG_DEVICES: string = JSON.stringify({ devices: [{ device_id: "A", display_name: null }] });
export const FOUND_IN_DEVICES: readonly string[] = [
  "server error getDevices body/devices/*/display_name type",
];

export interface Behind {
  readonly proxy: MatrixProxy;
  readonly url: string;
  readonly connections: ReadonlySet<Socket>;
}

/** The proxy judges by 1.19 unless the test says otherwise. */
export async function behindProxy(
  listener: RequestListener,
  options: Partial<ProxyOptions> = {},
): Promise<Behind> {
  const connections = new Set<Socket>();
  const server = createServer(listener);
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  const proxy = await createProxy({ target: url, release: ["latest"], ...options });
  onTestFinished(async () => {
    await proxy.close();
    for (const socket of connections) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { proxy, url, connections };
}

export interface Got {
  readonly status: number;
  readonly message: string;
  readonly rawHeaders: readonly string[];
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
  readonly complete: boolean;
  readonly trailers: Readonly<Record<string, string | undefined>>;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** Sends exactly these headers, names and values by turns. */
export function open(
  proxy: MatrixProxy,
  path: string,
  { method = "GET", headers = [] }: Asked = {},
): ClientRequest {
  const { hostname, port } = new URL(proxy.url);
  return request({
    hostname,
    port,
    path,
    method,
    headers: ["Host", "asked.example", ...headers],
    agent: false,
  });
}

export function answerOf(asked: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.on("response", resolve);
    asked.on("error", reject);
  });
}

export async function ask(proxy: MatrixProxy, path: string, asked: Asked = {}): Promise<Got> {
  const request = open(proxy, path, asked);
  const answered = answerOf(request);
  request.end(asked.body);
  return readAll(await answered);
}

export async function readAll(answer: IncomingMessage): Promise<Got> {
  const chunks: Buffer[] = [];
  answer.on("data", (chunk: Buffer) => chunks.push(chunk));
  await new Promise<void>((resolve) => {
    answer.on("close", resolve);
    answer.on("error", () => {});
  });
  return {
    status: answer.statusCode ?? 0,
    message: answer.statusMessage ?? "",
    rawHeaders: answer.rawHeaders,
    header: (name) => {
      const value = answer.headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    },
    body: Buffer.concat(chunks),
    complete: answer.complete,
    trailers: answer.trailers,
  };
}
