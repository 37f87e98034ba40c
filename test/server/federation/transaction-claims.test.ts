/** Of several processes, one sends to a server at a time. */
import { expect, it } from "vitest";
import { TransactionQueue } from "../../../server/federation/outbox/transaction-queue.js";
import { drain, edu, pdu, rig } from "./queue-rig.js";

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
