/** A proxy that passes everything on unchanged, and judges what it has passed on. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Report } from "../ledger.js";
import { releasesAtHand } from "../releases/at-hand.js";
import type { AtHand } from "../releases/claims.js";
import { EndedExchanges } from "./ended-exchanges.js";
import { enforceRequest } from "./enforce.js";
import { Listener } from "./listener.js";
import { ProxyJudge } from "./proxy-judge.js";
import type { ProxyJudgeOptions } from "./proxy-judge-options.js";
import { refuse } from "./refuse.js";
import { relay } from "./relay.js";
import { TapBudget } from "./tap.js";
import { openTarget, type Target } from "./target.js";

/** The server to stand before, and how to judge it. */
export interface ProxyOptions extends ProxyJudgeOptions {
  /** Address of the server, `http://127.0.0.1:8008`; a path in it comes before each path. */
  readonly target: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The default is this machine only. */
  readonly host?: string;
  /** Certificate and key in PEM: the proxy then speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Certificates in PEM of authorities to trust for the target. */
  readonly ca?: string;
  /** Bytes of a body that are kept to be judged; larger ones pass through unjudged. Default 8 MiB. */
  readonly maxBody?: number;
  /** Answer requests that depart with 400, instead of passing them on. */
  readonly enforce?: boolean;
}

/** A proxy that listens. */
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
const BUDGET = 48 * 1024 * 1024;

/** Starts a proxy. Rejects where the port is taken, or a folder of a release is not one. */
export async function createProxy(options: ProxyOptions): Promise<MatrixProxy> {
  const atHand = await releasesAtHand(options.releaseFolders);
  const proxy = new Relaying(options, atHand);
  await proxy.listen();
  return proxy;
}

class Relaying implements MatrixProxy {
  readonly #options: ProxyOptions;
  readonly #listener: Listener;
  readonly #target: Target;
  readonly #bound: number;
  readonly #budget = new TapBudget(BUDGET);
  readonly #judge: ProxyJudge;
  readonly #ended = new EndedExchanges((relayed) => this.#judge.judge(relayed));

  constructor(options: ProxyOptions, atHand: readonly AtHand[]) {
    this.#options = options;
    this.#bound = options.maxBody ?? MAX_BODY;
    this.#target = openTarget(options.target, options.ca);
    this.#judge = new ProxyJudge(options, {
      target: this.#target,
      atHand,
      bound: this.#bound,
      hold: (work) => this.#ended.hold(work),
    });
    const { port = 0, host = "127.0.0.1", tls } = options;
    this.#listener = new Listener({ port, host, tls }, (incoming, outgoing) =>
      this.#take(incoming, outgoing),
    );
  }

  get port(): number {
    return this.#listener.port;
  }

  get url(): string {
    return this.#listener.url;
  }

  async listen(): Promise<void> {
    await this.#listener.listen();
    this.#judge.ask();
  }

  async settled(): Promise<void> {
    // A request that the client has seen the end of may not have ended here yet.
    await new Promise((resolve) => setImmediate(resolve));
    await this.#ended.settled();
  }

  report(): Report {
    return this.#judge.report(new URL(this.#options.target).origin);
  }

  async close(): Promise<void> {
    await this.#listener.close();
    this.#target.close();
    await this.settled();
    this.#judge.close();
  }

  #take(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (/\bwebsocket\b/i.test(incoming.headers.upgrade ?? "")) {
      refuse(outgoing, 501, "M_UNRECOGNIZED", "knockgen proxy: connections are not upgraded");
      return;
    }
    if (!this.#options.enforce) {
      this.#passOn(incoming, outgoing);
      return;
    }
    const enforce = (): void =>
      enforceRequest(incoming, outgoing, {
        bound: this.#bound,
        judge: (exchange) => this.#judge.judgeRequest(exchange),
        onRefused: (exchange, judgement) => this.#judge.countRefused(exchange, judgement),
        passOn: (head) => this.#passOn(incoming, outgoing, head),
      });
    // The first requests come before it is known which releases the target speaks.
    const { asking } = this.#judge;
    if (asking === undefined) enforce();
    else void asking.then(enforce);
  }

  /** `head`: what was read of the body already. */
  #passOn(incoming: IncomingMessage, outgoing: ServerResponse, head?: Uint8Array): void {
    relay(incoming, outgoing, {
      ...(head !== undefined && { head }),
      target: this.#target,
      bound: this.#bound,
      budget: this.#budget,
      onEnd: (relayed) => this.#ended.add(relayed),
    });
  }
}
