/** Judges exchanges without holding up others: small ones at once, large ones in a thread. */
import { existsSync } from "node:fs";
import nodePath from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { LearnedFacts } from "../events/federation-facts.js";
import type { Exchange } from "../exchange.js";
import { isBetweenServers, judgeBy } from "../judge/judge-by.js";
import type { Judgement } from "../judge/judge-exchange.js";
import type { PathMap } from "../releases/find-operation.js";
import type { Release } from "../releases/release.js";
import { freeBuffers, ownBuffers } from "./free-buffers.js";
import type { ReleaseSource, ThreadMessage, ThreadReply } from "./judge-messages.js";

/** To judge as much takes some milliseconds. */
export const LARGE_BYTES: number = 64 * 1024;
/** Bytes that may wait for the thread, as in a burst; what comes on top of that is not judged, unless it comes alone. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** Some times what the largest body takes. */
const MAX_MS = 30_000;
const MAX_HEAP_MB = 512;
/** Of what is parsed once, little lives on: a larger young generation only holds on to it. */
const YOUNG_MB = 3;
/** A thread holds tables of its own: it is ended when it has nothing to do for so long. */
const IDLE_MS = 10_000;

interface Waiting {
  readonly bytes: number;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (judgement: Judgement | undefined) => void;
}

export interface Given {
  /** The bodies are needed by no other: they are handed to the thread instead of copied. */
  readonly mayTake?: boolean;
  /** The answer's body, where the exchange is without it; always handed over. */
  readonly pieces?: readonly Uint8Array[];
}

export class JudgePool {
  #releases: readonly Release[] = [];
  #sources: readonly ReleaseSource[] = [];
  readonly #map: PathMap | undefined;
  readonly #facts: LearnedFacts;
  /** Revision of the facts that the thread has. */
  #told = -1;
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #waitingBytes = 0;
  #next = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(map: PathMap | undefined, federation: LearnedFacts) {
    this.#map = map;
    this.#facts = federation;
  }

  /** From now on, exchanges are judged by these. */
  use(releases: readonly Release[], sources: readonly ReleaseSource[]): void {
    this.#releases = releases;
    this.#sources = sources;
  }

  /** Undefined where there is too much to judge already, or the exchange takes too long. */
  async judge(exchange: Exchange, { mayTake = false, pieces }: Given = {}): Promise<Judgement | undefined> {
    const bodies = [exchange.request.body, exchange.answer?.body, ...(pieces ?? [])];
    const bytes = bodies.reduce((sum, body) => sum + (body?.length ?? 0), 0);
    if (bytes <= LARGE_BYTES) return judgeBy(exchange, this.#releases, this.#map, this.#facts);
    if (this.#waiting.size > 0 && this.#waitingBytes + bytes > MAX_WAITING_BYTES) {
      freeBuffers(pieces ?? []);
      return undefined;
    }
    clearTimeout(this.#idle);
    const worker = this.#thread();
    const id = this.#next++;
    const message: ThreadMessage = {
      ...{ id, exchange, sources: this.#sources, map: this.#map },
      ...(pieces !== undefined && { pieces }),
      ...this.#news(exchange),
    };
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end(), MAX_MS);
      timer.unref();
      this.#waiting.set(id, { bytes, timer, resolve });
      this.#waitingBytes += bytes;
      worker.ref();
      worker.postMessage(message, [...(mayTake ? buffersOf(exchange) : []), ...ownBuffers(pieces ?? [])]);
    });
  }

  close(): void {
    this.#end();
  }

  /** Facts that the thread lacks; only exchanges between servers need them. */
  #news(exchange: Exchange): Pick<ThreadMessage, "facts"> {
    const { revision } = this.#facts;
    if (revision === this.#told || !isBetweenServers(exchange)) return {};
    this.#told = revision;
    return { facts: this.#facts.snapshot() };
  }

  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(builtFile(), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.on("message", ({ id, judgement }: ThreadReply) => this.#settle(id, judgement));
    worker.on("error", () => this.#end());
    worker.on("exit", () => {
      if (this.#worker === worker) this.#end();
    });
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #settle(id: number, judgement: Judgement | undefined): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    this.#waitingBytes -= waiting.bytes;
    clearTimeout(waiting.timer);
    if (this.#waiting.size === 0) {
      this.#worker?.unref();
      this.#idle = setTimeout(() => this.#end(), IDLE_MS).unref();
    }
    waiting.resolve(judgement);
  }

  /** A thread that has run into a wall takes what waits for it along; the next exchange starts another. */
  #end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#told = -1;
    worker?.terminate().catch(() => {});
    for (const id of [...this.#waiting.keys()]) this.#settle(id, undefined);
  }
}

/** Buffers that hold a body and nothing else. */
function buffersOf({ request, answer }: Exchange): ArrayBuffer[] {
  return [request.body, answer?.body].flatMap((body) => {
    if (body === undefined || body.length < LARGE_BYTES || body.byteLength !== body.buffer.byteLength)
      return [];
    return body.buffer instanceof ArrayBuffer ? [body.buffer] : [];
  });
}

/** A thread cannot run TypeScript: from the sources, it runs what the last build made of them. */
function builtFile(): string {
  const beside = fileURLToPath(new URL("./judge-thread.js", import.meta.url));
  if (existsSync(beside)) return beside;
  return nodePath.join(nodePath.dirname(beside), "../../dist/inspect/pool/judge-thread.js");
}
