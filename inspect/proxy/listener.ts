/** The side of the proxy, and of the mock, that clients connect to. */
import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { MAX_HEADER_BYTES } from "./headers.js";

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
}

// Long polls last as long as they like.
const SETTINGS = { requestTimeout: 0, keepAliveTimeout: 75_000, maxHeaderSize: MAX_HEADER_BYTES };
/** A client that sends no more mostly has gone; one that waits for its answer gets it within that time. */
const PARTING_MS = 2_000;
const NO_TUNNEL = "HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n";

export class Listener {
  readonly #options: ListenOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(options: ListenOptions, take: (incoming: IncomingMessage, outgoing: ServerResponse) => void) {
    this.#options = options;
    this.#server =
      options.tls === undefined ? createHttp(SETTINGS) : createHttps({ ...SETTINGS, ...options.tls });
    // Or Node drops what a client has asked that says that it will ask no more.
    Reflect.set(this.#server, "httpAllowHalfOpen", true);
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("end", () => setTimeout(() => socket.destroy(), PARTING_MS).unref());
      socket.on("close", () => this.#sockets.delete(socket));
    });
    this.#server.on("request", take);
    // Whatever is expected, the target says whether it is so.
    for (const event of ["checkContinue", "checkExpectation"]) this.#server.on(event, take);
    this.#server.on("connect", (_, socket) => socket.end(NO_TUNNEL));
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** An address that leads here from this machine. */
  get url(): string {
    const { host, tls } = this.#options;
    const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
    return `${tls === undefined ? "http" : "https"}://${name}:${this.port}`;
  }

  /** Rejects where the port is taken. */
  async listen(): Promise<void> {
    const { port, host } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, resolve);
    });
  }

  /** Ends all connections, whatever is under way. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
