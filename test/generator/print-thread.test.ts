/** A thread that prints types: each question gets its own answer, however late the other side notifies. */
import { once } from "node:events";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { Answers } from "../../generator/emit/types/answers.js";

/** Answers with the question itself. A number is how long it takes; before that, it notifies as of an earlier answer. */
const ECHO = `
  const { workerData: { port, count } } = require("node:worker_threads");
  const sleeping = new Int32Array(new SharedArrayBuffer(4));
  port.on("message", (question) => {
    Atomics.wait(sleeping, 0, 0, 20);
    Atomics.notify(count, 0);
    Atomics.wait(sleeping, 0, 0, question);
    port.postMessage(question);
    Atomics.add(count, 0, 1);
    Atomics.notify(count, 0);
  });
`;

async function echo(): Promise<{ worker: Worker; port: MessagePort; count: Int32Array }> {
  const { port1, port2 } = new MessageChannel();
  const count = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(ECHO, {
    eval: true,
    workerData: { port: port2, count },
    transferList: [port2],
  });
  await once(worker, "online");
  return { worker, port: port1, count };
}

test("a notification of the answer before is not one of this answer", async () => {
  const { worker, port, count } = await echo();
  const answers = new Answers(port, count);
  expect([1, 2, 3].map((question) => answers.ask(question))).toEqual([1, 2, 3]);
  await worker.terminate();
});

test("an answer that comes too late is not taken for that of the next question", async () => {
  const { worker, port, count } = await echo();
  const answers = new Answers(port, count, 500);
  expect([1, 2_000, 3, 4].map((question) => answers.ask(question))).toEqual([
    1,
    undefined,
    undefined,
    undefined,
  ]);
  await worker.terminate();
});
