/** A proxy that passes everything on unchanged, and judges what it has passed on. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { LearnedFacts } from "../events/federation-facts.js";
import type { Exchange } from "../exchange.js";
import type { Finding } from "../finding.js";
import { type Judgement, judgeExchange } from "../judge/judge-exchange.js";
import { Ledger, type Report } from "../ledger.js";
import { JudgePool, LARGE_BYTES } from "../pool/judge-pool.js";
import { releasesAtHand } from "../releases/at-hand.js";
import { type AtHand, aboutChoice, type Chosen, type Wanted } from "../releases/claims.js";
import type { PathMap } from "../releases/find-operation.js";
import type { Waiver } from "../waivers.js";
import { enforceRequest } from "./enforce.js";
import { Listener } from "./listener.js";
import { refuse } from "./refuse.js";
import { type Relayed, relay } from "./relay.js";
import { exchangeOf } from "./relayed-exchange.js";
import { ReleaseChoice } from "./release-choice.js";
import { TapBudget } from "./tap.js";
import { openTarget, type Target } from "./target.js";

/** The server to stand before, and how to judge it. */
export interface ProxyOptions {
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
/** As many take a millisecond or two. */
const MAX_ENDED = 32;
const SOON_MS = 20;

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
  readonly #choice: ReleaseChoice;
  readonly #bound: number;
  readonly #budget = new TapBudget(BUDGET);
  readonly #ledger = new Ledger();
  readonly #facts = new LearnedFacts();
  readonly #pool: JudgePool;
  readonly #pending = new Set<Promise<void>>();
  /** Exchanges that are not judged yet. */
  readonly #ended: Relayed[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProxyOptions, atHand: readonly AtHand[]) {
    this.#options = options;
    this.#bound = options.maxBody ?? MAX_BODY;
    this.#pool = new JudgePool(options.map, this.#facts);
    this.#target = openTarget(options.target, options.ca);
    this.#choice = new ReleaseChoice({
      atHand,
      wanted: options.release ?? "auto",
      target: this.#target,
      onChoice: (chosen) => this.#judgeBy(chosen),
      onAsking: (asking) => this.#hold(asking),
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
    this.#choice.ask();
  }

  async settled(): Promise<void> {
    // A request that the client has seen the end of may not have ended here yet.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#ended.length > 0 || this.#pending.size > 0) {
      this.#judgeEnded();
      await Promise.all(this.#pending);
    }
  }

  report(): Report {
    const { target, waivers = [], today = new Date().toISOString().slice(0, 10) } = this.#options;
    const about = { subject: new URL(target).origin, ...aboutChoice(this.#choice.chosen) };
    return this.#ledger.report(about, waivers, today);
  }

  async close(): Promise<void> {
    await this.#listener.close();
    this.#target.close();
    await this.settled();
    this.#pool.close();
  }

  #take(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (/\bwebsocket\b/i.test(incoming.headers.upgrade ?? "")) {
      refuse(outgoing, 501, "M_UNRECOGNIZED", "knockgen proxy: connections are not upgraded");
      return;
    }
    const passOn = (head?: Uint8Array): void =>
      relay(incoming, outgoing, {
        ...(head !== undefined && { head }),
        target: this.#target,
        bound: this.#bound,
        budget: this.#budget,
        onEnd: (relayed) => this.#judgeSoon(relayed),
      });
    if (!this.#options.enforce) {
      passOn();
      return;
    }
    const { map } = this.#options;
    const enforce = (): void =>
      enforceRequest(incoming, outgoing, {
        bound: this.#bound,
        judge: (exchange) =>
          this.#guarded(() => judgeExchange(exchange, this.#choice.chosen.releases, map && { map })),
        onRefused: (exchange, judgement) => this.#guarded(() => this.#count(exchange, judgement)),
        passOn,
      });
    // The first requests come before it is known which releases the target speaks.
    if (this.#choice.asking === undefined) enforce();
    else void this.#choice.asking.then(enforce);
  }

  /** A bug of ours, or of a listener, neither ends the proxy nor leaves a client without an answer. */
  #guarded<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch {
      this.#ledger.countUnchecked("failed");
      return undefined;
    }
  }

  /** Some at once cost less than each by itself, and come after those who wait for an answer. Large ones are not held on to. */
  #judgeSoon(relayed: Relayed): void {
    this.#ended.push(relayed);
    const isLarge = (relayed.answer?.tap.length ?? 0) > LARGE_BYTES;
    if (isLarge || this.#ended.length >= MAX_ENDED) setImmediate(() => this.#judgeEnded());
    else this.#timer ??= setTimeout(() => this.#judgeEnded(), SOON_MS);
  }

  #judgeEnded(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const relayed of this.#ended.splice(0)) this.#hold(this.#judge(relayed));
  }

  #hold(work: Promise<void>): void {
    const held: Promise<void> = work.catch(() => {}).finally(() => this.#pending.delete(held));
    this.#pending.add(held);
  }

  async #judge(relayed: Relayed): Promise<void> {
    try {
      if (this.#choice.asking !== undefined) await this.#choice.asking;
      const apart = this.#isNeededHere(relayed) ? Number.POSITIVE_INFINITY : LARGE_BYTES;
      const kept = await exchangeOf(relayed, this.#bound, apart, (why) => this.#ledger.countUnchecked(why));
      if (typeof kept === "string") return this.#ledger.countUnchecked(kept);
      const { exchange, pieces } = kept;
      this.#choice.learn(exchange);
      this.#facts.learn(exchange);
      const mayTake = this.#options.onExchange === undefined;
      const judgement = await this.#pool.judge(exchange, {
        mayTake,
        ...(pieces !== undefined && { pieces }),
      });
      if (judgement === undefined) this.#ledger.countUnchecked("busy");
      else this.#count(exchange, judgement);
      this.#options.onExchange?.(exchange, relayed.milliseconds);
    } catch {
      // A bug of ours must neither end the proxy nor look like an exchange without findings.
      this.#ledger.countUnchecked("failed");
    } finally {
      relayed.request.tap.release();
      relayed.answer?.tap.release();
    }
  }

  /** Bodies that are recorded, or learned from, are not the thread's alone. */
  #isNeededHere({ request }: Relayed): boolean {
    return this.#options.onExchange !== undefined || !/^\/_matrix\/client\/(?!versions)/.test(request.target);
  }

  #count(exchange: Exchange, judgement: Judgement): void {
    for (const finding of this.#ledger.add(exchange, judgement)) this.#options.onFinding?.(finding);
  }

  #judgeBy({ releases }: Chosen): void {
    const folders = this.#options.releaseFolders;
    this.#pool.use(
      releases,
      releases.map(({ name, claimed, upTo }) => {
        const folder = folders?.get(name);
        return { name, claimed, upTo, ...(folder !== undefined && { folder }) };
      }),
    );
  }
}
