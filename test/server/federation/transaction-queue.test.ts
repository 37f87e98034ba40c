import { type JsonObject, own } from "@knockgen/auth";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { TransactionResults } from "../../../server/federation/calls/answers.js";
import { backOff } from "../../../server/federation/outbox/back-off.js";
import type { SendReport } from "../../../server/federation/outbox/destination-sender.js";
import type { OutboxItem } from "../../../server/federation/outbox/outbox-store.js";
import {
  TransactionQueue,
  type TransactionQueueOptions,
} from "../../../server/federation/outbox/transaction-queue.js";
import type { FederationError, FederationResult } from "../../../server/federation/transport/transport.js";
import { MemoryOutboxStore } from "../support/memory-outbox-store.js";
import { FakeTime } from "./support.js";

/** Ways in which a server treats a transaction: takes it, takes it without our learning of it, or fails. */
type Fate = "take" | "take-silently" | "fail";

interface Arrival {
  readonly server: string;
  readonly txnId: string;
  readonly pdus: readonly unknown[];
  readonly edus: readonly unknown[];
}

const TIMEOUT: FederationError = { kind: "timeout", message: "no answer" };

function pdu(n: number): OutboxItem {
  return { kind: "pdu", json: { n } };
}

function edu(n: number): OutboxItem {
  return { kind: "edu", json: { n } };
}

function numbersIn(transaction: JsonObject, key: string): readonly unknown[] {
  const list = own(transaction, key);
  return Array.isArray(list) ? list.map((entry: JsonObject) => own(entry, "n")) : [];
}

function rig(
  fateOf: (arrival: Arrival) => Fate | FederationError,
  options: Partial<TransactionQueueOptions> = {},
) {
  const time = new FakeTime();
  const store = new MemoryOutboxStore();
  const arrivals: Arrival[] = [];
  const reports: SendReport[] = [];
  const client = {
    sendTransaction: async (
      server: string,
      txnId: string,
      transaction: JsonObject,
    ): Promise<FederationResult<TransactionResults>> => {
      const arrival = {
        server,
        txnId,
        pdus: numbersIn(transaction, "pdus"),
        edus: numbersIn(transaction, "edus"),
      };
      const fate = fateOf(arrival);
      if (fate === "take" || fate === "take-silently") arrivals.push(arrival);
      if (fate === "take") return { ok: true, value: new Map() };
      return { ok: false, error: typeof fate === "string" ? TIMEOUT : fate };
    },
  };
  const common = {
    serverName: "us.example",
    store,
    client,
    clock: time.clock,
    scheduler: time.scheduler,
    random: () => 1,
    report: (report: SendReport) => reports.push(report),
    ...options,
  };
  return { time, store, arrivals, reports, common, queue: new TransactionQueue(common) };
}

/** Lets pauses pass until nothing is left to wait for. */
async function drain(queue: TransactionQueue, time: FakeTime): Promise<void> {
  for (let round = 0; round < 1_000; round++) {
    await queue.settled();
    if (time.next === undefined) return;
    time.advance(time.next - time.now);
  }
  throw new Error("the queue never comes to rest");
}

it("sends at once, in order, with no more than a transaction may hold", async () => {
  const { queue, arrivals } = rig(() => "take");
  await queue.enqueue(["a.example"], [...Array(120).keys()].map(pdu));
  await queue.enqueue(["a.example"], [...Array(250).keys()].map(edu));
  await queue.settled();
  expect(arrivals.flatMap(({ pdus }) => pdus)).toEqual([...Array(120).keys()]);
  expect(arrivals.flatMap(({ edus }) => edus)).toEqual([...Array(250).keys()]);
  expect(Math.max(...arrivals.map(({ pdus }) => pdus.length))).toBe(50);
  expect(Math.max(...arrivals.map(({ edus }) => edus.length))).toBe(100);
  expect(new Set(arrivals.map(({ txnId }) => txnId)).size).toBe(arrivals.length);
});

it("sends nothing to itself, and to each server once", async () => {
  const { queue, arrivals } = rig(() => "take");
  await queue.enqueue(["us.example", "a.example", "a.example"], [pdu(1)]);
  queue.wake(["us.example"]);
  await queue.settled();
  expect(arrivals.map(({ server }) => server)).toEqual(["a.example"]);
});

it("waits longer after each failure, up to an hour, and repeats the transaction as it was", async () => {
  const tries: Arrival[] = [];
  const { queue, time } = rig((arrival) => {
    tries.push(arrival);
    return "fail";
  });
  await queue.enqueue(["a.example"], [pdu(1), edu(1)]);
  const pauses: number[] = [];
  for (let round = 0; round < 14; round++) {
    await queue.settled();
    // Later events do not change a transaction that may have arrived.
    await queue.enqueue(["a.example"], [pdu(2 + round)]);
    const pause = (time.next ?? 0) - time.now;
    pauses.push(pause / 1000);
    time.advance(pause);
  }
  expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600]);
  expect(new Set(tries.map(({ txnId }) => txnId)).size).toBe(1);
  expect(tries.every(({ pdus }) => pdus.length === 1)).toBe(true);
});

it("spreads the pauses", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, random) => {
        const pause = backOff(failures, () => random, { firstMs: 1_000, maxMs: 60_000 });
        const whole = Math.min(1_000 * 2 ** Math.min(failures - 1, 50), 60_000);
        expect(pause).toBeGreaterThanOrEqual(whole * 0.75 - 1);
        expect(pause).toBeLessThanOrEqual(whole);
      },
    ),
  );
});

it("waits as long as the other side asks, within its own limit", async () => {
  const asking = (retryAfterMs: number): FederationError => ({
    kind: "http",
    status: 429,
    errcode: "M_LIMIT_EXCEEDED",
    message: "",
    body: {},
    retryAfterMs,
  });
  const patient = rig(() => asking(30_000), { backOff: { maxMs: 60_000 } });
  await patient.queue.enqueue(["a.example"], [pdu(1)]);
  await patient.queue.settled();
  expect((patient.time.next ?? 0) - patient.time.now).toBe(30_000);
  const fooled = rig(() => asking(1e12), { backOff: { maxMs: 60_000 } });
  await fooled.queue.enqueue(["a.example"], [pdu(1)]);
  await fooled.queue.settled();
  expect((fooled.time.next ?? 0) - fooled.time.now).toBe(60_000);
});

it("tries again soon when the other side shows that it is alive, but not on every sign of life", async () => {
  let isDown = true;
  let tries = 0;
  const { queue, time, arrivals } = rig(() => {
    tries++;
    return isDown ? "fail" : "take";
  });
  await queue.enqueue(["a.example"], [pdu(1)]);
  await queue.settled();
  for (let round = 0; round < 8; round++) {
    time.advance((time.next ?? 0) - time.now);
    await queue.settled();
  }
  const before = tries;
  for (let ms = 0; ms < 10_000; ms += 10) {
    queue.peerIsAlive("a.example");
    time.advance(10);
    await queue.settled();
  }
  expect(tries - before).toBe(5);
  isDown = false;
  queue.peerIsAlive("a.example");
  time.advance(2_000);
  await queue.settled();
  expect(arrivals).toHaveLength(1);
  queue.peerIsAlive("a.example");
  queue.peerIsAlive("never-heard-of.example");
  expect(time.next).toBeUndefined();
});

it("goes on after a restart, with the pause that was left", async () => {
  let isDown = true;
  const { queue, time, arrivals, common } = rig(() => (isDown ? "fail" : "take"));
  await queue.enqueue(["a.example", "b.example"], [pdu(1)]);
  await queue.settled();
  await queue.stop();
  isDown = false;
  const next = new TransactionQueue(common);
  await next.start();
  await next.settled();
  expect(arrivals).toEqual([]);
  time.advance(2_000);
  await next.settled();
  expect(arrivals.map(({ server }) => server).sort()).toEqual(["a.example", "b.example"]);
});

it("leaves sending to the process that does it, and takes over when that one is gone", async () => {
  const { queue, time, arrivals, store } = rig(() => "take");
  await store.claim("a.example", "another process", time.now, time.now + 60_000);
  await queue.enqueue(["a.example"], [pdu(1)]);
  await queue.settled();
  expect(arrivals).toEqual([]);
  time.advance(59_000);
  await queue.settled();
  expect(arrivals).toEqual([]);
  await drain(queue, time);
  expect(arrivals).toHaveLength(1);
});

it("keeps what is of use only now while another process sends", async () => {
  const { queue, time, store, arrivals } = rig(() => "take");
  await store.claim("a.example", "another process", time.now, time.now + 60_000);
  queue.pass(["a.example"], edu(1).json);
  await queue.settled();
  queue.pass(["a.example"], edu(2).json);
  await store.release("a.example", "another process");
  await drain(queue, time);
  expect(arrivals.map(({ edus }) => edus)).toEqual([[1, 2]]);
});

it.each([400, 413])(
  "drops the one entry that is refused with %i, and sends what is around it",
  async (status) => {
    const error: FederationError = { kind: "http", status, errcode: "", message: "", body: {} };
    const { queue, arrivals, reports, store } = rig(({ pdus }) => (pdus.includes(13) ? error : "take"));
    await queue.enqueue(["a.example"], [...Array(50).keys()].map(pdu));
    await queue.settled();
    const expected = [...Array(50).keys()].filter((n) => n !== 13);
    expect(arrivals.flatMap(({ pdus }) => pdus)).toEqual(expected);
    expect(reports.filter(({ kind }) => kind === "dropped")).toEqual([
      { kind: "dropped", destination: "a.example", entries: 1 },
    ]);
    expect(await store.waiting()).toEqual([]);
  },
);

it("keeps only the newest for a server that stays away", async () => {
  const { queue, reports, store } = rig(() => "fail", { keep: { pdus: 10, edus: 2 } });
  await queue.enqueue(["a.example"], [...Array(60).keys()].map(pdu));
  await queue.enqueue(["a.example"], [...Array(60).keys()].map(edu));
  await queue.settled();
  const left = await store.peek("a.example", 1_000, 1_000);
  expect(left.filter(({ kind }) => kind === "pdu").map(({ json }) => json.n)).toEqual(
    [...Array(10).keys()].map((n) => 50 + n),
  );
  expect(left.filter(({ kind }) => kind === "edu").map(({ json }) => json.n)).toEqual([58, 59]);
  expect(reports.some(({ kind }) => kind === "dropped")).toBe(true);
});

it("survives a store that fails for a while, and tells of it", async () => {
  const { queue, time, arrivals, reports, store } = rig(() => "take");
  let failures = 3;
  const peek = store.peek.bind(store);
  store.peek = async (...args) => {
    if (failures-- > 0) throw new Error("the database is away");
    return peek(...args);
  };
  await queue.enqueue(["a.example"], [pdu(1)]);
  await drain(queue, time);
  expect(arrivals).toHaveLength(1);
  expect(reports.map(({ kind }) => kind)).toEqual(["broken", "broken", "broken", "sent"]);
  expect(reports[0]).toMatchObject({ destination: "a.example", error: { message: "the database is away" } });
});

it("breaks off what is on its way when it stops", async () => {
  const time = new FakeTime();
  const store = new MemoryOutboxStore();
  const queue = new TransactionQueue({
    serverName: "us.example",
    store,
    clock: time.clock,
    scheduler: time.scheduler,
    client: {
      sendTransaction: (_server, _txnId, _body, call) =>
        new Promise((resolve) => {
          call?.signal?.addEventListener("abort", () =>
            resolve({ ok: false, error: { kind: "aborted", message: "" } }),
          );
        }),
    },
  });
  await queue.enqueue(["a.example"], [pdu(1)]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await queue.stop();
  expect(await store.waiting()).toEqual(["a.example"]);
  expect(await store.loadDestination("a.example")).toBeUndefined();
  expect(time.next).toBeUndefined();
});

type Step =
  | { readonly kind: "add"; readonly server: number; readonly pdus: number; readonly edus: number }
  | { readonly kind: "advance"; readonly ms: number }
  | { readonly kind: "alive"; readonly server: number }
  | { readonly kind: "restart" };

const server = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant<"add">("add"),
    server,
    pdus: fc.integer({ min: 0, max: 70 }),
    edus: fc.integer({ min: 0, max: 120 }),
  }),
  fc.record({ kind: fc.constant<"advance">("advance"), ms: fc.integer({ min: 0, max: 100_000 }) }),
  fc.record({ kind: fc.constant<"alive">("alive"), server }),
  fc.record({ kind: fc.constant<"restart">("restart") }),
);
const fate = fc.constantFrom<Fate[]>("take", "take", "take-silently", "fail");

/** A queue that can be started anew, with all that was ever put into it. */
class Trial {
  readonly #rig: ReturnType<typeof rig>;
  readonly #queued = new Map<string, { readonly pdus: number[]; readonly edus: number[] }>();
  #queue: TransactionQueue;
  #count = 0;

  constructor(fates: readonly Fate[]) {
    const left = [...fates];
    this.#rig = rig(() => left.shift() ?? "take");
    this.#queue = this.#rig.queue;
  }

  async take(one: Step): Promise<void> {
    switch (one.kind) {
      case "add":
        return this.#add(nameOf(one.server), one.pdus, one.edus);
      case "advance":
        this.#rig.time.advance(one.ms);
        break;
      case "alive":
        this.#queue.peerIsAlive(nameOf(one.server));
        break;
      case "restart":
        await this.#queue.stop();
        this.#queue = new TransactionQueue(this.#rig.common);
        await this.#queue.start();
    }
    await this.#queue.settled();
  }

  async #add(name: string, pdus: number, edus: number): Promise<void> {
    const numbers = (length: number): number[] => Array.from({ length }, () => this.#count++);
    const more = { pdus: numbers(pdus), edus: numbers(edus) };
    const { pdus: allPdus, edus: allEdus } = this.#queued.get(name) ?? { pdus: [], edus: [] };
    this.#queued.set(name, { pdus: [...allPdus, ...more.pdus], edus: [...allEdus, ...more.edus] });
    await this.#queue.enqueue([name], [...more.pdus.map(pdu), ...more.edus.map(edu)]);
  }

  async expectAllDelivered(): Promise<void> {
    await drain(this.#queue, this.#rig.time);
    for (const [name, { pdus, edus }] of this.#queued) {
      const seen = new Set<string>();
      // As the inbox on the other side has it: a repeated ID is not a new transaction.
      const got = this.#rig.arrivals.filter(
        ({ server, txnId }) => server === name && !seen.has(txnId) && seen.add(txnId),
      );
      expect(firstTimes(got.flatMap((arrival) => arrival.pdus))).toEqual(pdus);
      expect(firstTimes(got.flatMap((arrival) => arrival.edus))).toEqual(edus);
      for (const arrival of got) {
        expect(arrival.pdus.length).toBeLessThanOrEqual(50);
        expect(arrival.edus.length).toBeLessThanOrEqual(100);
      }
    }
  }
}

function nameOf(index: number): string {
  return `s${index}.example`;
}

it("delivers everything, in order, whatever fails and however often it restarts", async () => {
  const steps = fc.array(step, { maxLength: 25 });
  const fates = fc.array(fate, { maxLength: 40 });
  const delivers = fc.asyncProperty(steps, fates, async (taken, met) => {
    const trial = new Trial(met);
    for (const one of taken) await trial.take(one);
    await trial.expectAllDelivered();
  });
  await fc.assert(delivers, { numRuns: 150 });
});

/** A restart may make one transaction of what was two; then some things arrive twice, but never out of order. */
function firstTimes(numbers: readonly unknown[]): readonly unknown[] {
  return [...new Set(numbers)];
}

it("O47 takes over from a process that dies while it sends, and not from one that waits for an answer", async () => {
  let isAlive = true;
  const { queue, time, arrivals, common } = rig(() => "take");
  const dying = new TransactionQueue({
    ...common,
    client: { sendTransaction: () => new Promise(() => {}) },
    scheduler: (delayMs, run) => time.scheduler(delayMs, () => isAlive && run()),
  });
  await dying.enqueue(["a.example"], [pdu(1)]);
  await expect.poll(() => time.next).toBeDefined();
  queue.wake(["a.example"]);
  await queue.settled();
  const passSeconds = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds && arrivals.length === 0; second++) {
      time.advance(1_000);
      await queue.settled();
    }
  };
  await passSeconds(200);
  expect(arrivals).toEqual([]);
  isAlive = false;
  await passSeconds(35);
  expect(arrivals.map(({ pdus }) => pdus)).toEqual([[1]]);
});
