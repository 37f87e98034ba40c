/** A proxy that passes everything on unchanged, and judges what it has passed on. */
import {
  createServer as createHttp,
  Agent as HttpAgent,
  request as httpRequest,
  type RequestOptions,
  type Server,
} from "node:http";
import { createServer as createHttps, Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { type AddressInfo, isIP, type Socket } from "node:net";
import { releasesAtHand } from "../at-hand.js";
import { type AtHand, type Chosen, chooseReleases, claimsIn, type Wanted } from "../claims.js";
import { decodeBody } from "../decode.js";
import type { Body, Exchange, HeaderList } from "../exchange.js";
import { headerOf } from "../exchange.js";
import type { PathMap } from "../find-operation.js";
import type { Finding } from "../finding.js";
import { type Judgement, judgeWhole } from "../judge.js";
import { JudgePool } from "../judge-pool.js";
import { Ledger, type Report } from "../ledger.js";
import type { Waiver } from "../waivers.js";
import { enforceRequest } from "./enforce.js";
import { endToEnd } from "./headers.js";
import { type Relayed, refuse, relay, type Target } from "./relay.js";
import { TapBudget } from "./tap.js";

export interface ProxyOptions {
  /** Address of the server, `http://127.0.0.1:8008`; a path in it comes before each path. */
  readonly target: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The default is this machine only. */
  readonly host?: string;
  /** Certificate and key in PEM: the proxy then speaks TLS. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer };
  /** Certificates in PEM of authorities to trust for the target. */
  readonly ca?: string | Buffer;
  /** `auto`, the default, holds the server to what it says in `/versions`. */
  readonly release?: Wanted;
  /** Further releases at hand: folders written by `knockgen generate --emit inspect`, by name. */
  readonly releaseFolders?: ReadonlyMap<string, string>;
  /** Parts of paths that are judged as others; `r0` as `v3` unless given. */
  readonly map?: PathMap;
  readonly waivers?: readonly Waiver[];
  /** Bytes of a body that are kept to be judged; larger ones pass through unjudged. Default 8 MiB. */
  readonly maxBody?: number;
  /** Answer requests that depart with 400, instead of passing them on. */
  readonly enforce?: boolean;
  /** Told of each finding when it is found first. */
  readonly onFinding?: (finding: Finding) => void;
  /** Told of each exchange that was kept whole, once it has ended. It holds secrets. */
  readonly onExchange?: (exchange: Exchange, milliseconds: number) => void;
  /** The day to compare waivers with, `2026-11-25`; the default is today. */
  readonly today?: string;
}

export interface MatrixProxy {
  readonly url: string;
  readonly port: number;
  /** Resolves when all that has ended is judged. */
  settled(): Promise<void>;
  /** All that was found until now. */
  report(): Report;
  /** Ends all connections. */
  close(): Promise<void>;
}

const MAX_BODY = 8 * 1024 * 1024;
/** All copies together. */
const BUDGET = 64 * 1024 * 1024;
/** Less than servers keep idle connections, so that a request seldom meets one that is being closed. */
const IDLE_MS = 4_000;
const CLAIMS_MS = 5_000;
const MAX_VERSIONS_BYTES = 1024 * 1024;

/** Starts a proxy. Rejects where the port is taken, or a folder of a release is not one. */
export async function createProxy(options: ProxyOptions): Promise<MatrixProxy> {
  const atHand = await releasesAtHand(options.releaseFolders);
  const proxy = new Relaying(options, atHand);
  await proxy.listen();
  return proxy;
}

class Relaying implements MatrixProxy {
  readonly #options: ProxyOptions;
  readonly #atHand: readonly AtHand[];
  readonly #server: Server;
  readonly #target: Target;
  readonly #agent: HttpAgent;
  readonly #budget = new TapBudget(BUDGET);
  readonly #ledger = new Ledger();
  readonly #pool: JudgePool;
  readonly #pending = new Set<Promise<void>>();
  readonly #sockets = new Set<Socket>();
  #claims: readonly string[] = [];
  #chosen: Chosen;

  constructor(options: ProxyOptions, atHand: readonly AtHand[]) {
    this.#options = options;
    this.#atHand = atHand;
    this.#pool = new JudgePool(options.map);
    this.#chosen = this.#choose();
    const { protocol, hostname, port, host, pathname } = new URL(options.target);
    const isTls = protocol === "https:";
    const agentOptions = { keepAlive: true, timeout: IDLE_MS, maxFreeSockets: 64 };
    this.#agent = isTls
      ? new HttpsAgent({ ...agentOptions, ...(options.ca !== undefined && { ca: options.ca }) })
      : new HttpAgent(agentOptions);
    const name = hostname.replace(/^\[|\]$/g, "");
    const base: RequestOptions = {
      hostname: name,
      ...(port !== "" && { port }),
      agent: this.#agent,
      ...(options.ca !== undefined && { ca: options.ca }),
    };
    this.#target = {
      request: (more) => (isTls ? httpsRequest : httpRequest)({ ...base, ...more }),
      // An address has no virtual hosts, and what such a server says of itself then leads to the proxy.
      host: isIP(name) === 0 ? host : undefined,
      prefix: pathname.replace(/\/$/, ""),
    };
    // Long polls last as long as they like.
    const settings = { requestTimeout: 0, keepAliveTimeout: 75_000, maxHeaderSize: 64 * 1024 };
    this.#server =
      options.tls === undefined ? createHttp(settings) : createHttps({ ...settings, ...options.tls });
    this.#server.on("connection", (socket: Socket) => this.#track(socket));
    this.#server.on("request", (incoming, outgoing) => this.#take(incoming, outgoing));
    this.#server.on("checkContinue", (incoming, outgoing) => this.#take(incoming, outgoing));
    this.#server.on("connect", (_, socket) =>
      socket.end("HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n"),
    );
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  get url(): string {
    const { host = "127.0.0.1", tls } = this.#options;
    const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
    return `${tls === undefined ? "http" : "https"}://${name}:${this.port}`;
  }

  async listen(): Promise<void> {
    const { port = 0, host = "127.0.0.1" } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, resolve);
    });
    if ((this.#options.release ?? "auto") === "auto") this.#hold(this.#askForClaims());
  }

  async settled(): Promise<void> {
    // A request that the client has seen the end of may not have ended here yet.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  report(): Report {
    const { target, waivers = [], today = new Date().toISOString().slice(0, 10) } = this.#options;
    const { releases, notes } = this.#chosen;
    const claimed = releases.filter((release) => release.claimed);
    const operations = new Set(
      claimed.flatMap(({ tables }) => tables.routes.map(({ api, name }) => `${api}/${name}`)),
    );
    const { origin } = new URL(target);
    const about = { subject: origin, releases: claimed.map(({ name }) => name), notes };
    return this.#ledger.report({ ...about, describedOperations: operations.size }, waivers, today);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    this.#agent.destroy();
    await closed;
    await this.settled();
    this.#pool.close();
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
  }

  #take(incoming: Parameters<typeof relay>[0], outgoing: Parameters<typeof relay>[1]): void {
    if (/\bwebsocket\b/i.test(incoming.headers.upgrade ?? "")) {
      refuse(outgoing, 501, "M_UNRECOGNIZED", "knockgen proxy: connections are not upgraded");
      return;
    }
    const bound = this.#options.maxBody ?? MAX_BODY;
    const passOn = (head?: Uint8Array): void =>
      relay(incoming, outgoing, {
        ...(head !== undefined && { head }),
        target: this.#target,
        bound,
        budget: this.#budget,
        onEnd: (relayed) => this.#hold(this.#judge(relayed)),
      });
    if (!this.#options.enforce) {
      passOn();
      return;
    }
    const { releases } = this.#chosen;
    enforceRequest(incoming, outgoing, {
      bound,
      judge: (exchange) => judgeWhole(exchange, releases, this.#options.map && { map: this.#options.map }),
      onRefused: (exchange, judgement) => this.#count(exchange, judgement),
      passOn,
    });
  }

  #hold(work: Promise<void>): void {
    const held: Promise<void> = work.catch(() => {}).finally(() => this.#pending.delete(held));
    this.#pending.add(held);
  }

  async #judge({ request, requestTap, answer, answerTap, whole, milliseconds }: Relayed): Promise<void> {
    try {
      if (answer === undefined || answerTap === undefined) return this.#ledger.skip("not reached");
      if (!whole) return this.#ledger.skip("cut off");
      const bound = this.#options.maxBody ?? MAX_BODY;
      const requestHeaders = endToEnd(request.rawHeaders);
      const answerHeaders = endToEnd(answer.rawHeaders);
      const exchange: Exchange = {
        request: {
          method: request.method ?? "GET",
          target: request.url ?? "/",
          headers: requestHeaders,
          body: await this.#plain(requestTap.bytes(), requestHeaders, bound),
        },
        answer: {
          status: answer.statusCode ?? 0,
          headers: answerHeaders,
          body: await this.#plain(answerTap.bytes(), answerHeaders, bound),
        },
      };
      for (const lost of [requestTap.lost, answerTap.lost]) if (lost !== undefined) this.#ledger.skip(lost);
      this.#learn(exchange);
      const judgement = await this.#pool.judge(exchange, this.#options.onExchange === undefined);
      if (judgement === undefined) this.#ledger.skip("busy");
      else this.#count(exchange, judgement);
      this.#options.onExchange?.(exchange, milliseconds);
    } finally {
      requestTap.release();
      answerTap?.release();
    }
  }

  async #plain(bytes: Body, headers: HeaderList, bound: number): Promise<Body> {
    const encoding = headerOf(headers)("content-encoding");
    if (bytes === undefined || encoding === undefined || bytes.length === 0) return bytes;
    const decoded = await decodeBody(bytes, encoding, bound);
    if (decoded === undefined) this.#ledger.skip("encoding");
    return decoded;
  }

  #count(exchange: Exchange, judgement: Judgement): void {
    for (const finding of this.#ledger.add(exchange, judgement)) this.#options.onFinding?.(finding);
  }

  #choose(): Chosen {
    const chosen = chooseReleases(this.#atHand, this.#options.release ?? "auto", this.#claims);
    const folders = this.#options.releaseFolders;
    this.#pool.use(
      chosen.releases,
      chosen.releases.map(({ name, claimed, upTo }) => {
        const folder = folders?.get(name);
        return { name, claimed, upTo, ...(folder !== undefined && { folder }) };
      }),
    );
    return chosen;
  }

  /** A server's answer to a client says which releases it speaks, as well as one to us. */
  #learn({ request, answer }: Exchange): void {
    if (this.#claims.length > 0 || answer?.status !== 200) return;
    if (request.method !== "GET" || !request.target.startsWith("/_matrix/client/versions")) return;
    this.#claims = claimsIn(answer.body);
    if (this.#claims.length > 0) this.#chosen = this.#choose();
  }

  async #askForClaims(): Promise<void> {
    const body = await new Promise<Uint8Array | undefined>((resolve) => {
      const path = `${this.#target.prefix}/_matrix/client/versions`;
      const asked = this.#target.request({
        path,
        headers: ["Host", new URL(this.#options.target).host],
        setHost: false,
      });
      const timer = setTimeout(() => asked.destroy(new Error("too late")), CLAIMS_MS);
      asked.on("error", () => resolve(undefined));
      asked.on("close", () => clearTimeout(timer));
      asked.on("response", (response) => {
        const chunks: Uint8Array[] = [];
        let length = 0;
        response.on("data", (chunk: Uint8Array) => {
          length += chunk.length;
          if (length > MAX_VERSIONS_BYTES) asked.destroy();
          else chunks.push(chunk);
        });
        response.on("error", () => resolve(undefined));
        response.on("close", () => resolve(response.complete ? Buffer.concat(chunks) : undefined));
      });
      asked.end();
    });
    if (this.#claims.length > 0) return;
    this.#claims = claimsIn(body);
    if (this.#claims.length > 0) this.#chosen = this.#choose();
  }
}
