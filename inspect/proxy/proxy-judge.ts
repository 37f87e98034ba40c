/** Judges what a proxy has passed on, by the releases that its target speaks, and counts what it finds. */
import { LearnedFacts } from "../events/federation-facts.js";
import type { Exchange } from "../exchange.js";
import { type Judgement, judgeExchange } from "../judge/judge-exchange.js";
import { Ledger, type Report } from "../ledger.js";
import { JudgePool, LARGE_BYTES } from "../pool/judge-pool.js";
import { type AtHand, aboutChoice, type Chosen } from "../releases/claims.js";
import { today } from "../today.js";
import type { ProxyJudgeOptions } from "./proxy-judge-options.js";
import type { Relayed } from "./relay.js";
import { exchangeOf } from "./relayed-exchange.js";
import { ReleaseChoice } from "./release-choice.js";
import type { Target } from "./target.js";

/** The server that is judged, and means that the proxy shares. */
export interface ProxyJudgeParts {
  readonly target: Target;
  readonly atHand: readonly AtHand[];
  /** Bytes of a body that are kept to be judged. */
  readonly bound: number;
  /** Told of work that is under way. */
  readonly hold: (work: Promise<void>) => void;
}

export class ProxyJudge {
  readonly #options: ProxyJudgeOptions;
  readonly #bound: number;
  readonly #choice: ReleaseChoice;
  readonly #ledger = new Ledger();
  readonly #facts = new LearnedFacts();
  readonly #pool: JudgePool;

  constructor(options: ProxyJudgeOptions, { target, atHand, bound, hold }: ProxyJudgeParts) {
    this.#options = options;
    this.#bound = bound;
    this.#pool = new JudgePool(options.map, this.#facts);
    this.#choice = new ReleaseChoice({
      atHand,
      wanted: options.release ?? "auto",
      target,
      onChoice: (chosen) => this.#judgeBy(chosen),
      onAsking: hold,
    });
  }

  /** Resolves when the target has been asked for its releases; undefined while nothing is asked. */
  get asking(): Promise<void> | undefined {
    return this.#choice.asking;
  }

  /** Asks the target for its releases. */
  ask(): void {
    this.#choice.ask();
  }

  /** All that was found until now. */
  report(subject: string): Report {
    const { waivers = [], today: day = today() } = this.#options;
    return this.#ledger.report({ subject, ...aboutChoice(this.#choice.chosen) }, waivers, day);
  }

  close(): void {
    this.#pool.close();
  }

  /** Judges a request before it is passed on; undefined after a bug of ours. */
  judgeRequest(exchange: Exchange): Judgement | undefined {
    const { map } = this.#options;
    return this.#guarded(() => judgeExchange(exchange, this.#choice.chosen.releases, map && { map }));
  }

  /** Counts a request that was not passed on. */
  countRefused(exchange: Exchange, judgement: Judgement): void {
    this.#guarded(() => this.#count(exchange, judgement));
  }

  /** Judges an exchange that has ended, and lets go of the copies of its bodies. */
  async judge(relayed: Relayed): Promise<void> {
    try {
      if (this.#choice.asking !== undefined) await this.#choice.asking;
      await this.#judgeKept(relayed);
    } catch {
      // A bug of ours must neither end the proxy nor look like an exchange without findings.
      this.#ledger.countUnchecked("failed");
    } finally {
      relayed.request.tap.release();
      relayed.answer?.tap.release();
    }
  }

  async #judgeKept(relayed: Relayed): Promise<void> {
    const { onExchange } = this.#options;
    const apart = this.#isNeededHere(relayed) ? Number.POSITIVE_INFINITY : LARGE_BYTES;
    const kept = await exchangeOf(relayed, this.#bound, apart, (why) => this.#ledger.countUnchecked(why));
    if (typeof kept === "string") return this.#ledger.countUnchecked(kept);
    const { exchange, pieces } = kept;
    this.#choice.learn(exchange);
    this.#facts.learn(exchange);
    const judgement = await this.#pool.judge(exchange, {
      mayTake: onExchange === undefined,
      ...(pieces !== undefined && { pieces }),
    });
    if (judgement === undefined) this.#ledger.countUnchecked("busy");
    else this.#count(exchange, judgement);
    onExchange?.(exchange, relayed.milliseconds);
  }

  /** Bodies that are recorded, or learned from, are not the thread's alone. */
  #isNeededHere({ request }: Relayed): boolean {
    return this.#options.onExchange !== undefined || !/^\/_matrix\/client\/(?!versions)/.test(request.target);
  }

  #count(exchange: Exchange, judgement: Judgement): void {
    for (const finding of this.#ledger.add(exchange, judgement)) this.#options.onFinding?.(finding);
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
