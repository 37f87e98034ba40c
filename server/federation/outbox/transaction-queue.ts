/** Sends what waits in the outbox to where it belongs, however long that takes. */
import type { JsonObject } from "@knockgen/auth";
import { Slots } from "../../bounds/slots.js";
import type { Clock } from "../../values/clock.js";
import type { FederationClient } from "../calls/client.js";
import { onOwnBehalf } from "../transport/for-callers.js";
import type { BackOffOptions } from "./back-off.js";
import { DestinationSender, type Outcome, type SendReport } from "./destination-sender.js";
import { withClaim } from "./held-claim.js";
import type { OutboxItem, OutboxStore } from "./outbox-store.js";
import { type Scheduler, systemScheduler } from "./scheduler.js";

/** How to send. */
export interface TransactionQueueOptions {
  readonly serverName: string;
  readonly store: OutboxStore;
  readonly client: Pick<FederationClient, "sendTransaction">;
  readonly clock?: Clock;
  /** From 0 to 1. */
  readonly random?: () => number;
  readonly scheduler?: Scheduler;
  readonly backOff?: BackOffOptions;
  /** The default is 5000 events and 500 other things for each server. */
  readonly keep?: { readonly pdus: number; readonly edus: number };
  /** A server that calls us is called back despite its failures, but not more often than that. The default is 2 seconds. */
  readonly wakeEveryMs?: number;
  readonly report?: (report: SendReport) => void;
}

/** Servers that are sent to. */
const SERVERS_AT_ONCE = 32;
const ERROR_RETRY_MS = 5_000;
/** Between trims of what waits for a server that is down. */
const WAKES_PER_TRIM = 1_000;

interface Lane {
  readonly sender: DestinationSender;
  /** The run that has begun and not ended. */
  running: Promise<void> | undefined;
  /** Something was added while it ran. */
  again: boolean;
  /** Run next despite the pause. */
  ignorePause: boolean;
  lastRunTs: number;
  wakesInPause: number;
  /** The last run found another process sending. */
  isHeld: boolean;
  cancel: (() => void) | undefined;
}

/** One for each process; processes that share a store share the work. */
export class TransactionQueue {
  readonly #options: TransactionQueueOptions;
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #slots: Slots;
  readonly #owner: string = crypto.randomUUID();
  readonly #lanes = new Map<string, Lane>();
  readonly #runs = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(options: TransactionQueueOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#scheduler = options.scheduler ?? systemScheduler;
    this.#slots = new Slots({ perKey: SERVERS_AT_ONCE, waitingPerKey: Number.POSITIVE_INFINITY });
  }

  /** Goes on with what an earlier run has left. */
  async start(): Promise<void> {
    this.wake(await this.#options.store.waiting());
  }

  /** Puts items into the outbox and sends them; resolves once they are kept. */
  async enqueue(destinations: readonly string[], items: readonly OutboxItem[]): Promise<void> {
    const others = [...new Set(destinations)].filter((name) => name !== this.#options.serverName);
    if (others.length === 0 || items.length === 0) return;
    await this.#options.store.append(others, items, this.#clock());
    this.wake(others);
  }

  /** Sends an EDU that is of use only now: it is not kept, and servers that are down never get it. */
  pass(destinations: readonly string[], edu: JsonObject): void {
    for (const destination of new Set(destinations)) {
      if (destination === this.#options.serverName) continue;
      const lane = this.#laneOf(destination);
      if (lane.cancel !== undefined && !lane.isHeld) continue;
      lane.sender.pass(edu);
      if (lane.cancel === undefined) this.#run(lane);
    }
  }

  /** Something was put into the outbox for these servers. */
  wake(destinations: Iterable<string>): void {
    for (const destination of destinations) {
      if (destination === this.#options.serverName) continue;
      const lane = this.#laneOf(destination);
      if (lane.cancel !== undefined) this.#wakeInPause(lane);
      else this.#run(lane);
    }
  }

  /** A server has called us or answered something else, so it is worth another attempt. */
  peerIsAlive(destination: string): void {
    const lane = this.#lanes.get(destination);
    if (lane?.cancel === undefined || lane.ignorePause) return;
    lane.cancel();
    lane.ignorePause = true;
    this.#pause(lane, lane.lastRunTs + (this.#options.wakeEveryMs ?? 2_000));
  }

  /**
   * Resolves when a server has what was put into the outbox for it before, or does not take it: what it is asked next may rest on
   * that. Another process may still be sending.
   */
  async delivered(destination: string): Promise<void> {
    for (let lane = this.#lanes.get(destination); lane?.running !== undefined; ) {
      await lane.running;
      lane = this.#lanes.get(destination);
    }
  }

  /** Resolves when nothing is on its way; what waits for a pause to end may be left. */
  async settled(): Promise<void> {
    while (this.#runs.size > 0) await Promise.all(this.#runs);
  }

  /** Sends no more; what is on its way is broken off, and stays in the outbox. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const lane of this.#lanes.values()) lane.cancel?.();
    await this.settled();
    this.#lanes.clear();
  }

  #laneOf(destination: string): Lane {
    const present = this.#lanes.get(destination);
    if (present !== undefined) return present;
    const {
      serverName,
      store,
      client,
      random = Math.random,
      backOff = {},
      report = () => {},
    } = this.#options;
    const { keep = { pdus: 5_000, edus: 500 } } = this.#options;
    const { signal } = this.#stopping;
    const common = {
      origin: serverName,
      store,
      client,
      clock: this.#clock,
      random,
      backOff,
      keep,
      report,
      signal,
    };
    const lane: Lane = {
      sender: new DestinationSender(destination, common),
      running: undefined,
      again: false,
      ignorePause: false,
      lastRunTs: 0,
      wakesInPause: 0,
      isHeld: false,
      cancel: undefined,
    };
    this.#lanes.set(destination, lane);
    return lane;
  }

  #wakeInPause(lane: Lane): void {
    if (++lane.wakesInPause % WAKES_PER_TRIM === 0) this.#track(lane.sender.trim().catch(() => undefined));
  }

  #run(lane: Lane): void {
    if (lane.running !== undefined) {
      lane.again = true;
      return;
    }
    if (this.#stopping.signal.aborted) return;
    lane.again = false;
    const work = onOwnBehalf(() => this.#slots.run("all", () => this.#work(lane)));
    lane.running = work.then(() => undefined);
    this.#track(lane.running);
  }

  async #work(lane: Lane): Promise<void> {
    const { ignorePause } = lane;
    lane.ignorePause = false;
    lane.lastRunTs = this.#clock();
    const outcome = await this.#claimed(lane.sender, ignorePause).catch((error: unknown): Outcome => {
      const untilTs = this.#clock() + ERROR_RETRY_MS;
      this.#options.report?.({
        kind: "broken",
        destination: lane.sender.destination,
        error,
        retryAt: untilTs,
      });
      return { kind: "wait", untilTs };
    });
    lane.running = undefined;
    if (this.#stopping.signal.aborted) return;
    lane.isHeld = outcome.kind === "held";
    if (outcome.kind !== "empty") this.#pause(lane, outcome.untilTs);
    else if (lane.again) this.#run(lane);
    else this.#lanes.delete(lane.sender.destination);
  }

  /** Runs a sender while no other process does. */
  #claimed(sender: DestinationSender, ignorePause: boolean): Promise<Outcome> {
    const { store } = this.#options;
    const holder = { store, owner: this.#owner, clock: this.#clock, scheduler: this.#scheduler };
    return withClaim(holder, sender.destination, (hold) => sender.run(ignorePause, hold));
  }

  #pause(lane: Lane, untilTs: number): void {
    lane.wakesInPause = 0;
    lane.cancel = this.#scheduler(Math.max(0, untilTs - this.#clock()), () => {
      lane.cancel = undefined;
      this.#run(lane);
    });
  }

  #track(run: Promise<void>): void {
    this.#runs.add(run);
    void run.finally(() => this.#runs.delete(run));
  }
}
