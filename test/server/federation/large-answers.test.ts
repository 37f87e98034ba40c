/** O8: large answers of other servers arrive, and are held as values, a few at a time; all of them have their turn. */
import { setImmediate as turn } from "node:timers/promises";
import { expect, it, onTestFinished, vi } from "vitest";
import { Shares } from "../../../server/bounds/shares.js";
import { usingAnswers } from "../../../server/federation/transport/held-answers.js";
import { LargeAnswers } from "../../../server/federation/transport/large-answers.js";

/** Places in a list of those that have begun. */
function begun(shares: Shares, amounts: readonly number[]) {
  const ends = new Map<number, () => void>();
  const late: number[] = [];
  for (const [at, amount] of amounts.entries())
    void shares.take(amount, () => late.push(at)).then((end) => ends.set(at, end));
  return { ends, late };
}

it("gives shares in turn, and one of more than everything alone", async () => {
  const shares = new Shares(10);
  const { ends } = begun(shares, [6, 4, 1, 50, 1]);
  await turn();
  expect([...ends.keys()]).toEqual([0, 1]);
  ends.get(1)?.();
  await turn();
  expect([...ends.keys()]).toEqual([0, 1, 2]);
  ends.get(0)?.();
  await turn();
  expect(shares.waiting).toBe(2);
  ends.get(2)?.();
  await turn();
  expect([...ends.keys()]).toEqual([0, 1, 2, 3]);
  // To end it again changes nothing.
  ends.get(0)?.();
  await turn();
  expect(shares.waiting).toBe(1);
  ends.get(3)?.();
  await turn();
  expect(shares.waiting).toBe(0);
});

it("a share lasts as long as none waits, and else for half a minute", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const shares = new Shares(2);
  const first = begun(shares, [1, 1]);
  await vi.advanceTimersByTimeAsync(20_000);
  first.ends.get(0)?.();
  begun(shares, [1]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(first.late).toEqual([]);
  const next = begun(shares, [1]);
  await vi.advanceTimersByTimeAsync(1);
  expect([first.late, [...next.ends.keys()]]).toEqual([[1], [0]]);
});

it("values are held until the work ends that asked for them, however it ends", async () => {
  const large = new LargeAnswers(1);
  const order: string[] = [];
  const work = (name: string) =>
    usingAnswers(async () => {
      await usingAnswers(() => large.roomFor(100_000));
      order.push(`${name} begins`);
      await turn();
      order.push(`${name} ends`);
      throw new Error(name);
    });
  const works = await Promise.allSettled([work("a"), work("b"), large.roomFor(64 * 1024)]);
  expect(works.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  expect(order).toEqual(["a begins", "a ends", "b begins", "b ends"]);
});
