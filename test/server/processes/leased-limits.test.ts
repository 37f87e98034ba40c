/** O9: limits of frequent writes, which processes count together by blocks. */
import { expect, it } from "vitest";
import { LeasedLimiter } from "../../../server/limits/leased-limiter.js";
import { SharedLimiter } from "../../../server/limits/shared-limiter.js";
import type { LimitWish } from "../../../server/store/limits.js";

/** Some processes on one store, with the statements that they have sent. */
function processes(count: number, burst: number) {
  const seen = { statements: 0, now: 1_000_000 };
  const fullAt = new Map<string, number>();
  const store = {
    takeOfLimit: async (bucket: string, { now, costMs, capacityMs }: LimitWish) => {
      seen.statements++;
      await new Promise((resolve) => setImmediate(resolve));
      const from = Math.max(fullAt.get(bucket) ?? 0, now);
      const waitMs = from + Math.min(costMs, capacityMs) - now - capacityMs;
      if (waitMs > 0) return waitMs;
      fullAt.set(bucket, from + costMs);
      return 0;
    },
    refundLimit: async () => {},
    dropFullLimits: async () => {},
  };
  const limit = { burst, perSecond: 1 };
  const now = (): number => seen.now;
  const all = Array.from({ length: count }, () => {
    return new LeasedLimiter(new SharedLimiter("write", limit, { store, now }), limit, now);
  });
  return { all, seen };
}

it.each([1, 2, 5])(
  "O9: %i processes let a burst pass once, and ask for a part of it at a time",
  async (count) => {
    const { all, seen } = processes(count, 100);
    const answers: number[] = [];
    for (let at = 0; at < 200; at++) answers.push((await all[at % count]?.tryTake("a")) ?? -1);
    const passed = answers.filter((waitMs) => waitMs === 0).length;
    expect(passed).toBe(100);
    expect(answers.at(-1)).toBeGreaterThan(0);
    // A block is five; refused requests ask for nothing.
    expect(seen.statements).toBeLessThanOrEqual(20 + 2 * count);
    seen.now += 10_000;
    const later: number[] = [];
    for (let at = 0; at < 40; at++) later.push((await all[at % count]?.tryTake("a")) ?? -1);
    expect(later.filter((waitMs) => waitMs === 0)).toHaveLength(10);
  },
);

it("O9: of many requests at once no more pass than may, and one block is asked for at a time", async () => {
  const { all, seen } = processes(2, 100);
  const answers = await Promise.all(Array.from({ length: 300 }, (_, at) => all[at % 2]?.tryTake("a")));
  expect(answers.filter((waitMs) => waitMs === 0)).toHaveLength(100);
  expect(seen.statements).toBeLessThanOrEqual(24);
});

it("O9: what is given back can be taken again, and what is asked for at once may be more than a block", async () => {
  const { all } = processes(2, 100);
  const [one, two] = all;
  expect(await one?.tryTake("a", 60)).toBe(0);
  expect(await two?.tryTake("a", 40)).toBe(0);
  expect(await two?.tryTake("a")).toBe(1_000);
  await one?.refund("a", 2);
  expect(await one?.tryTake("a", 2)).toBe(0);
  expect(await one?.tryTake("b")).toBe(0);
});
