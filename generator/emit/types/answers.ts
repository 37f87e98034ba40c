/** Questions to a thread, which are waited for one by one. */
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";

const PATIENCE_MS = 10_000;

/** `count` is that of the answers sent so far: the other side sends one through the port, raises it, and notifies. */
export class Answers {
  readonly #port: MessagePort;
  readonly #count: Int32Array;
  readonly #patienceMs: number;
  #asked = 0;
  #isLost = false;

  constructor(port: MessagePort, count: Int32Array, patienceMs: number = PATIENCE_MS) {
    this.#port = port;
    this.#count = count;
    this.#patienceMs = patienceMs;
  }

  /** The answer; undefined when there is none to be had. */
  ask(question: unknown): unknown {
    if (this.#isLost) return undefined;
    this.#port.postMessage(question);
    // The other side may notify of the answer before only now. The count says which one is there.
    while (Atomics.load(this.#count, 0) === this.#asked && !this.#isLost)
      this.#isLost = Atomics.wait(this.#count, 0, this.#asked, this.#patienceMs) === "timed-out";
    // An answer that comes too late would be taken for that of the next question, so that none is asked.
    if (this.#isLost) return undefined;
    this.#asked += 1;
    const answer: { readonly message: unknown } | undefined = receiveMessageOnPort(this.#port);
    return answer?.message;
  }
}
