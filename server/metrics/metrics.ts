/** Counts of a server about itself, in the text format of Prometheus (O48). No label holds a name, an ID or a text of a user. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { SendReport } from "../federation/outbox/destination-sender.js";
import type { DatabaseLoad } from "../store/database/sql.js";

/** Gauges that are looked at when Prometheus asks, rather than counted as things happen. */
export interface Looked {
  /** Events and other things that wait for other servers. */
  readonly outbox: () => Promise<{ readonly items: number; readonly destinations: number }>;
  /** Bytes of heap, about, by the name of the cache. */
  readonly caches: () => Readonly<Record<string, number>>;
  /** Undefined for the embedded database, which has one connection. */
  readonly database: () => DatabaseLoad | undefined;
  /** Changes that wait for their turn to be written. */
  readonly changes: () => number;
  /** Requests that wait for news. */
  readonly polls: () => number;
}

/** Counts for one server; each has its own. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: "knockgen_requests_total",
    help: "Requests answered",
    labelNames: ["api", "method", "status"],
    registers: [this.#registry],
  });
  readonly #operations = new Histogram({
    name: "knockgen_operation_seconds",
    help: "Time in the handler of an operation; a long poll waits in it",
    labelNames: ["operation"],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [this.#registry],
  });
  readonly #outboxItems = new Gauge({
    name: "knockgen_outbox_items",
    help: "Events and other things that wait for other servers",
    registers: [this.#registry],
  });
  readonly #outboxDestinations = new Gauge({
    name: "knockgen_outbox_destinations",
    help: "Servers for which something waits",
    registers: [this.#registry],
  });
  #outbox: Looked["outbox"] | undefined;
  readonly #sent = new Counter({
    name: "knockgen_transactions_sent_total",
    help: "Attempts to send a transaction to another server",
    labelNames: ["outcome"],
    registers: [this.#registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Adds the gauges of parts that tell of themselves to other metrics before. */
  watch(looked: Looked): void {
    this.#outbox = looked.outbox;
    const gauge = (name: string, help: string, look: () => number): void => {
      new Gauge({
        name: `knockgen_${name}`,
        help,
        registers: [this.#registry],
        collect() {
          this.set(look());
        },
      });
    };
    gauge("writer_queue_changes", "Changes of rooms that wait for their turn", looked.changes);
    gauge("waiting_polls", "Requests that wait for news", looked.polls);
    new Gauge({
      name: "knockgen_cache_bytes",
      help: "Heap that a cache takes, about",
      labelNames: ["cache"],
      registers: [this.#registry],
      collect() {
        for (const [cache, bytes] of Object.entries(looked.caches())) this.set({ cache }, bytes);
      },
    });
    new Gauge({
      name: "knockgen_database_connections",
      help: "Connections to PostgreSQL, and requests that wait for one",
      labelNames: ["state"],
      registers: [this.#registry],
      collect() {
        for (const [state, count] of Object.entries(looked.database() ?? {})) this.set({ state }, count);
      },
    });
  }

  /** A request was answered. `path` decides which API it counts for, and is not kept. */
  answered(method: string, path: string, status: number): void {
    const api = /^\/_matrix\/(client|federation|key|media)\//.exec(path)?.[1] ?? "other";
    // Whatever a client writes there is a method; a label for each would let strangers fill the memory.
    const known = METHODS.has(method) ? method : "other";
    this.#requests.inc({ api, method: known, status: String(status) });
  }

  /** A handler took that long. */
  handled(operation: string, seconds: number): void {
    this.#operations.observe({ operation }, seconds);
  }

  /** A transaction was sent, or was not. */
  sent({ kind }: SendReport): void {
    this.#sent.inc({ outcome: kind });
  }

  /** All of it, as Prometheus reads it. */
  async text(): Promise<{ readonly contentType: string; readonly body: string }> {
    // One question for both, before the registry asks each metric for itself.
    const waiting = await this.#outbox?.().catch(() => undefined);
    // While the database does not answer, all else matters most.
    this.#outboxItems.set(waiting?.items ?? Number.NaN);
    this.#outboxDestinations.set(waiting?.destinations ?? Number.NaN);
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]);
