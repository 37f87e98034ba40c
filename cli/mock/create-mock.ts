/** A server for tests: the in-memory server first, what was put before, then the specification's examples, then generated values. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import nodePath from "node:path";
import { release } from "@knockgen/matrix/inspect/release";
import type { Route } from "@knockgen/matrix/runtime/route";
import { Router } from "@knockgen/matrix/runtime/router";
import { splitTarget } from "@knockgen/matrix/runtime/target";
import { createServer as createKnockServer } from "@knockgen/server";
import { packageRoot } from "#generator/package-root.js";
import { type MockAnswer, mockError } from "./answer.js";
import { type Call, headerText, jsonOf } from "./call.js";
import { Examples } from "./examples.js";
import { type Fault, faultFor, seeded } from "./faults.js";
import { InnerServer } from "./inner-server.js";
import { faulty, isUnrecognized, sendAnswer } from "./send-answer.js";
import { Stored } from "./stored.js";
import { type WaitingSync, WaitingSyncs } from "./waiting-syncs.js";

export interface MockOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** The name that user IDs end in; `mock.example` by default. */
  readonly serverName?: string;
  /** Chance is the same in every run with the same seed. */
  readonly seed?: number;
  readonly faults?: readonly Fault[];
  /** Folder of the specification with the examples; the package's own by default. */
  readonly spec?: string;
}

export interface Mock {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const MAX_BODY = 50 * 1024 * 1024;

/** Starts a mock. */
export async function createMock(options: MockOptions = {}): Promise<Mock> {
  const { serverName = "mock.example", spec = nodePath.join(packageRoot, "schemas") } = options;
  const inner = await createKnockServer({
    config: { serverName, registration: "open", rateLimits: false },
    client: { port: 0 },
  });
  const mock = new Mocking(options, new InnerServer(inner), new Examples(spec), new Stored(serverName));
  await mock.listen();
  return mock;
}

class Mocking implements Mock {
  readonly #options: MockOptions;
  readonly #inner: InnerServer;
  readonly #examples: Examples;
  readonly #stored: Stored;
  readonly #router = new Router(release.routes.map((route) => ({ route })));
  readonly #syncs = new WaitingSyncs();
  readonly #sockets = new Set<Socket>();
  readonly #chance: () => number;
  readonly #server = createServer((incoming, outgoing) => {
    this.#take(incoming, outgoing).catch(() => outgoing.destroy());
  });

  constructor(options: MockOptions, inner: InnerServer, examples: Examples, stored: Stored) {
    this.#options = options;
    this.#inner = inner;
    this.#examples = examples;
    this.#stored = stored;
    this.#chance = seeded(options.seed ?? 1);
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  get url(): string {
    return `http://${this.#options.host ?? "127.0.0.1"}:${this.port}`;
  }

  async listen(): Promise<void> {
    const { port = 0, host = "127.0.0.1" } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, resolve);
    }).catch(async (error: unknown) => {
      await this.#inner.close();
      throw error;
    });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await this.#inner.close();
  }

  async #take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of incoming) {
      length += chunk.length;
      if (length > MAX_BODY)
        return sendAnswer(outgoing, mockError("fault", 413, "M_TOO_LARGE", "The body is too large"));
      chunks.push(chunk);
    }
    const { path: asked, query: rawQuery } = splitTarget(incoming.url ?? "/");
    const path = asked.replace(/^\/_matrix\/client\/r0\//, "/_matrix/client/v3/");
    const call: Call = {
      incoming,
      outgoing,
      body: Buffer.concat(chunks),
      path,
      rawQuery,
      query: new URLSearchParams(rawQuery),
    };
    const found = this.#find(incoming.method ?? "GET", path);
    const fault = found && faultFor(this.#options.faults ?? [], found.route.name, this.#chance);
    if (fault?.what === "drop") return void outgoing.destroy();
    if (fault !== undefined) return sendAnswer(outgoing, faulty(Number(fault.what)));
    const preferred = /\bcode="?(\d{3})/.exec(headerText(incoming, "prefer"))?.[1];
    if (found !== undefined && preferred !== undefined)
      return sendAnswer(outgoing, this.#preferred(found.route, Number(preferred)));
    const answer = found?.route.name === "sync" ? await this.#sync(call) : await this.#inner.ask(call);
    if (answer === undefined) return void outgoing.destroy();
    if (found === undefined || !isUnrecognized(answer))
      return sendAnswer(outgoing, this.#withStored(answer, path, found?.route));
    sendAnswer(outgoing, await this.#other(call, found.route, found.parameters));
  }

  #find(
    method: string,
    path: string,
  ): { readonly route: Route; readonly parameters: ReadonlyMap<string, string> } | undefined {
    try {
      const found = this.#router.find(method, path);
      const first = found.kind === "match" ? found.candidates[0] : undefined;
      return first && { route: first.entry.route, parameters: first.parameters };
    } catch {
      return undefined;
    }
  }

  /** A generated error would have a code that means nothing. */
  #preferred(route: Route, status: number): MockAnswer {
    const answer = this.#examples.answer(route, status);
    return answer === undefined || (status >= 400 && answer.source === "generated") ? faulty(status) : answer;
  }

  #withStored(answer: MockAnswer, path: string, route: Route | undefined): MockAnswer {
    const body = answer.body instanceof Uint8Array && answer.status === 200 ? jsonOf(answer.body) : undefined;
    if (route === undefined || typeof body !== "object" || body === null) return answer;
    const own = this.#stored.over(route, path, body);
    return own === undefined ? answer : { source: "stored", status: 200, body: own };
  }

  /** Answers operations that the in-memory server lacks. */
  async #other(call: Call, route: Route, parameters: ReadonlyMap<string, string>): Promise<MockAnswer> {
    const owner = await this.#inner.ownerOf(call);
    if (owner === undefined && route.security !== undefined && route.anonymous !== true)
      return mockError("server", 401, "M_MISSING_TOKEN", "Missing or unknown access token");
    const { path, body, incoming } = call;
    const { userId, deviceId } = owner ?? { userId: "", deviceId: "" };
    const contentType = headerText(incoming, "content-type");
    const own = this.#stored.answer({
      route,
      parameters,
      path,
      userId,
      deviceId,
      contentType,
      bytes: body,
      json: jsonOf(body),
    });
    if (route.name === "setAccountData") {
      const type = parameters.get("type") ?? "";
      this.#syncs.tell(
        userId,
        this.#stored.accountData(userId).filter((event) => event.type === type),
      );
    }
    if (own !== undefined) return own;
    // Old ways of waiting for events: an answer at once would be asked for again at once.
    if (/^(?:peekEvents|getEvents)$/.test(route.name)) await pause(call);
    return this.#examples.answer(route) ?? { source: "generated", status: 200, body: {} };
  }

  async #sync(call: Call): Promise<MockAnswer | undefined> {
    const owner = await this.#inner.ownerOf(call);
    const since = call.query.get("since");
    if (owner === undefined) return this.#inner.ask(call);
    const { userId } = owner;
    if (since === null) {
      const answer = await this.#inner.ask(call);
      const events = this.#stored.accountData(userId);
      const body =
        answer?.status === 200 && answer.body instanceof Uint8Array ? jsonOf(answer.body) : undefined;
      if (answer === undefined || events.length === 0 || typeof body !== "object" || body === null)
        return answer;
      return { ...answer, body: { ...body, account_data: { events } } };
    }
    const aborted = new AbortController();
    const told = new Promise<MockAnswer>((resolve) => {
      const waiting: WaitingSync = {
        userId,
        since,
        answer: (body) => resolve({ source: "stored", status: 200, body }),
      };
      this.#syncs.add(waiting);
      aborted.signal.addEventListener("abort", () => this.#syncs.remove(waiting));
    });
    const answer = await Promise.race([told, this.#inner.ask(call, aborted.signal)]);
    aborted.abort();
    return answer;
  }
}

const EVENTS_MS = 30_000;

/** As long as the client wants to wait for events, half a minute unless it says. */
function pause({ query, outgoing }: Call): Promise<void> {
  const wanted = Number(query.get("timeout") ?? EVENTS_MS);
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Number.isFinite(wanted) ? Math.min(wanted, EVENTS_MS) : EVENTS_MS);
    outgoing.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
