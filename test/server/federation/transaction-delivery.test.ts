/** Everything that is queued is delivered, through failures and restarts. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { TransactionQueue } from "../../../server/federation/outbox/transaction-queue.js";
import { drain, edu, type Fate, pdu, rig } from "./queue-rig.js";

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
