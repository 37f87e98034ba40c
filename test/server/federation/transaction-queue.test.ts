import fc from "fast-check";
import { expect, it } from "vitest";
import { backOff } from "../../../server/federation/outbox/back-off.js";
import { TransactionQueue } from "../../../server/federation/outbox/transaction-queue.js";
import type { FederationError } from "../../../server/federation/transport/transport.js";
import { MemoryOutboxStore } from "../support/memory-outbox-store.js";
import { type Arrival, drain, edu, pdu, rig } from "./queue-rig.js";
import { FakeTime } from "./support.js";

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
  let isSent = (): void => {};
  const sent = new Promise<void>((resolve) => {
    isSent = resolve;
  });
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
          isSent();
        }),
    },
  });
  await queue.enqueue(["a.example"], [pdu(1)]);
  await sent;
  await queue.stop();
  expect(await store.waiting()).toEqual(["a.example"]);
  expect(await store.loadDestination("a.example")).toBeUndefined();
  expect(time.next).toBeUndefined();
});
