/** A server for tests: the in-memory server first, what was put before, then the specification's examples, then generated values. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { release } from "@knockgen/matrix/inspect/release";
import type { Route } from "@knockgen/matrix/runtime/route";
import { Router } from "@knockgen/matrix/runtime/router";
import { createServer as createKnockServer } from "@knockgen/server";
import { ownSpec } from "#generator/package-root.js";
import { awaitsContinue } from "#inspect/proxy/headers.js";
import { Listener } from "#inspect/proxy/listener.js";
import { jsonOf, memberOf } from "#inspect/unknown-json.js";
import { Failure } from "../failure.js";
import { type MockAnswer, mockError } from "./answer.js";
import { type Call, headerText, readCall } from "./call.js";
import type { Examples } from "./examples.js";
import { type Fault, faultFor, seeded } from "./faults.js";
import { InnerServer } from "./inner-server.js";
import type { Mock, MockOptions } from "./mock-options.js";
import { pause } from "./pause.js";
import { preferredStatus } from "./preferred-status.js";
import { readExamples } from "./read-examples.js";
import { type ScenarioUser, Script } from "./scenario.js";
import { faulty, isEmpty, isUnrecognized, sendAnswer } from "./send-answer.js";
import { Stored } from "./stored.js";

export type { Mock, MockOptions } from "./mock-options.js";

const MAX_BODY = 50 * 1024 * 1024;

/** Starts a mock. */
export async function createMock(options: MockOptions = {}): Promise<Mock> {
  const { serverName = "mock.example", spec = ownSpec } = options;
  const examples = readExamples(spec);
  const inner = await createKnockServer({
    config: { serverName, registration: "open", rateLimits: false },
    client: { port: 0 },
  });
  // Of the server itself: faults and answers of a scenario are for the client.
  const url = `http://127.0.0.1:${inner.clientPort}`;
  await register(url, options.scenario?.users ?? []).catch(async (error: unknown) => {
    await inner.close();
    throw error;
  });
  const mock = new Mocking(options, new InnerServer(inner), examples, new Stored(serverName));
  await mock.listen();
  return mock;
}

async function register(url: string, users: readonly ScenarioUser[]): Promise<void> {
  for (const { name, password } of users) {
    const answer = await fetch(`${url}/_matrix/client/v3/register`, {
      method: "POST",
      body: JSON.stringify({ username: name, password, auth: { type: "m.login.dummy" } }),
    });
    if (answer.status === 200) continue;
    const said = memberOf(await answer.json(), "error");
    throw new Failure(`the scenario's account ${JSON.stringify(name)} cannot be made: ${said}`, 2);
  }
}

class Mocking implements Mock {
  readonly #faults: readonly Fault[];
  readonly #inner: InnerServer;
  readonly #examples: Examples;
  readonly #stored: Stored;
  readonly #router = new Router(release.routes.map((route) => ({ route })));
  readonly #chance: () => number;
  readonly #script: Script;
  readonly #listener: Listener;

  constructor(options: MockOptions, inner: InnerServer, examples: Examples, stored: Stored) {
    const { port = 0, host = "127.0.0.1", seed = 1, faults = [], scenario } = options;
    this.#faults = faults;
    this.#inner = inner;
    this.#examples = examples;
    this.#stored = stored;
    this.#chance = seeded(seed);
    this.#script = new Script(scenario?.answers ?? []);
    this.#listener = new Listener({ port, host }, (incoming, outgoing) => {
      if (awaitsContinue(incoming)) outgoing.writeContinue();
      this.#take(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  get port(): number {
    return this.#listener.port;
  }

  get url(): string {
    return this.#listener.url;
  }

  async listen(): Promise<void> {
    await this.#listener.listen().catch(async (error: unknown) => {
      await this.#inner.close();
      throw error;
    });
  }

  async close(): Promise<void> {
    await this.#listener.close();
    await this.#inner.close();
  }

  async #take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const call = await readCall(incoming, outgoing, MAX_BODY);
    const answer =
      call === undefined
        ? mockError("fault", 413, "M_TOO_LARGE", "The body is too large")
        : await this.#answer(call);
    if (answer === undefined) outgoing.destroy();
    else sendAnswer(outgoing, answer);
  }

  /** Undefined where the connection is to break. */
  async #answer(call: Call): Promise<MockAnswer | undefined> {
    const found = this.#find(call.incoming.method ?? "GET", call.path);
    if (found === undefined) return this.#inner.ask(call);
    const { route, parameters } = found;
    const fault = faultFor(this.#faults, route.name, this.#chance);
    if (fault !== undefined) return fault.what === "drop" ? undefined : faulty(Number(fault.what));
    const scripted = this.#script.next(route.name);
    if (scripted !== undefined) return scripted;
    const preferred = preferredStatus(headerText(call.incoming, "prefer"), route.name);
    if (preferred !== undefined) return this.#preferred(route, preferred);
    const answer = await this.#inner.ask(call);
    // A server without TURN servers says {}, as others do; the specification has only one with them.
    const lacks = answer && (isUnrecognized(answer) || (route.name === "getTurnServer" && isEmpty(answer)));
    return lacks ? this.#other(call, route, parameters) : answer;
  }

  #find(
    method: string,
    path: string,
  ): { readonly route: Route; readonly parameters: ReadonlyMap<string, string> } | undefined {
    try {
      // As with `GET`, and Node leaves out the body.
      const found = this.#router.find(method === "HEAD" ? "GET" : method, path);
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

  /** Answers operations that the in-memory server lacks. */
  async #other(call: Call, route: Route, parameters: ReadonlyMap<string, string>): Promise<MockAnswer> {
    const owner = await this.#inner.ownerOf(call);
    if (owner === undefined && route.security !== undefined && route.anonymous !== true)
      return mockError("server", 401, "M_MISSING_TOKEN", "Missing or unknown access token");
    const { body, incoming } = call;
    const contentType = headerText(incoming, "content-type");
    const own = this.#stored.answer({
      route,
      parameters,
      userId: owner?.userId ?? "",
      contentType,
      bytes: body,
      json: jsonOf(body),
    });
    if (own !== undefined) return own;
    // Old ways of waiting for events: an answer at once would be asked for again at once.
    if (/^(?:peekEvents|getEvents)$/.test(route.name)) await pause(call);
    return this.#examples.answer(route) ?? { source: "generated", status: 200, body: {} };
  }
}
