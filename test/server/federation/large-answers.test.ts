/** O8: large answers of other servers arrive, and are held as values, as long as there is room; all of them have their turn. */
import { setImmediate as turn } from "node:timers/promises";
import { expect, it, onTestFinished, vi } from "vitest";
import { heapBytes, heapBytesOfText } from "../../../server/bounds/heap-size.js";
import { type Share, Shares } from "../../../server/bounds/shares.js";
import { holdingIfGood, usingAnswers } from "../../../server/federation/transport/held-answers.js";
import { LargeAnswers } from "../../../server/federation/transport/large-answers.js";
import { type FederationResult, failed } from "../../../server/federation/transport/transport.js";

/** Shares by their names, and a list of which have grown or were broken off. */
function rig(most: number) {
  const shares = new Shares(most);
  const seen: string[] = [];
  const works = new Map<string, object>();
  const workOf = (name: string): object => {
    const work = works.get(name) ?? {};
    works.set(name, work);
    return work;
  };
  /** Of a work and a key that have the same name, unless another key is given. */
  const share = (name: string, key = name): Share => shares.share({ work: workOf(name), key });
  const grow = (name: string, share: Share, amount: number): void =>
    void share.grow(amount, () => seen.push(`${name} gives way`)).then(() => seen.push(name));
  const begin = (name: string, amount: number, key = name): Share => {
    const begun = share(name, key);
    grow(name, begun, amount);
    return begun;
  };
  return { shares, seen, grow, begin };
}

function withFakeTime(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
}

it("gives shares in turn, and one of more than everything alone", async () => {
  const { shares, seen, begin } = rig(10);
  const [a, b] = [begin("a", 6), begin("b", 4)];
  const c = begin("c", 50);
  begin("d", 1);
  await turn();
  expect(seen).toEqual(["a", "b"]);
  b.end();
  await turn();
  expect(seen).toEqual(["a", "b"]);
  a.end();
  await turn();
  expect(seen).toEqual(["a", "b", "c"]);
  // To end it again changes nothing.
  a.end();
  await turn();
  expect(shares.waiting).toBe(1);
  c.end();
  await turn();
  expect([seen, shares.waiting]).toEqual([["a", "b", "c", "d"], 0]);
});

it("the work that has held something for the longest waits neither for others nor for itself", async () => {
  const { seen, grow, begin } = rig(10);
  const a = begin("a", 4);
  const b = begin("b", 4);
  await turn();
  grow("b grown", b, 10);
  begin("c", 1);
  const second = begin("a", 100, "elsewhere");
  grow("a grown", a, 10);
  await turn();
  expect(seen).toEqual(["a", "b", "a", "a grown"]);
  second.end();
  a.end();
  await turn();
  expect(seen.slice(4)).toEqual(["b grown"]);
  b.settle(5);
  await turn();
  expect(seen.slice(5)).toEqual(["c"]);
});

it("keys have their turns in a circle", async () => {
  const { seen, begin } = rig(1);
  const shares = new Map(
    ["a1", "a2", "a3", "b1", "c1", "b2"].map((name) => [name, begin(name, 1, name.slice(0, 1))]),
  );
  for (let at = 0; at < shares.size; at++) {
    await turn();
    shares.get(seen[at] ?? "")?.end();
  }
  expect(seen).toEqual(["a1", "a2", "b1", "c1", "a3", "b2"]);
});

it("one that is given up waits no more", async () => {
  const { shares, seen, begin } = rig(1);
  const a = begin("a", 1);
  begin("b", 1).end();
  expect(shares.waiting).toBe(0);
  begin("c", 1);
  a.end();
  await turn();
  expect(seen).toEqual(["a", "b", "c"]);
});

it("what arrives has half a minute while others wait, and what has arrived is held until it ends", async () => {
  withFakeTime();
  const { seen, begin } = rig(2);
  begin("slow", 1);
  begin("there", 1).settle(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen).toEqual(["slow", "there"]);
  begin("a", 1).settle(1);
  begin("b", 1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(seen.slice(2)).toEqual(["slow gives way", "a"]);
  await vi.advanceTimersByTimeAsync(200_000);
  expect(seen.slice(4)).toEqual([]);
  await vi.advanceTimersByTimeAsync(100_000);
  expect(seen.slice(4)).toEqual(["b gives way", "b"]);
});

it("values are held until the work ends that asked for them, however it ends", async () => {
  const large = new LargeAnswers(1);
  const order: string[] = [];
  const ask = async (isGood: boolean): Promise<FederationResult<string>> => {
    const arriving = large.begin("a");
    await arriving.roomFor(100_000, () => {});
    arriving.settle(100_000);
    return isGood ? { ok: true, value: "" } : failed("malformed", "");
  };
  const work = (name: string, isGood = true): Promise<void> =>
    usingAnswers(async () => {
      await holdingIfGood(() => ask(isGood));
      order.push(`${name} begins`);
      await turn();
      // It does not wait for itself.
      await holdingIfGood(() => ask(isGood));
      order.push(`${name} ends`);
      throw new Error(name);
    });
  const works = await Promise.allSettled([work("a"), work("b")]);
  expect(works.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(order).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  order.length = 0;
  await Promise.allSettled([work("a", false), work("b", false)]);
  expect(order).toEqual(["a begins", "b begins", "a ends", "b ends"]);
});

it("a part of some work that outlives it holds what it asks for by itself", async () => {
  const large = new LargeAnswers(1);
  let goOn = (): void => {};
  const end = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const part = await usingAnswers(async () => ({
    rest: (async () => {
      await turn();
      await usingAnswers(async () => {
        const arriving = large.begin("a");
        await arriving.roomFor(100_000, () => {});
        arriving.settle(100_000);
        await end;
      });
    })(),
  }));
  await turn();
  await turn();
  let hasBegun = false;
  const other = large.begin("b");
  const waiting = other
    .roomFor(100_000, () => {})
    .then(() => {
      hasBegun = true;
    });
  await turn();
  expect(hasBegun).toBe(false);
  goOn();
  await Promise.all([part.rest, waiting]);
});

it.each(["[]", "{}", '{"a":{}}', '{"":0}', "1", "[[]]"])(
  "%s takes no more heap than its text says",
  (item) => {
    const text = `[${Array(2_000).fill(item).join()} ]`;
    const value = JSON.parse(text);
    const values = [...text.matchAll(/[[{]|\d/g)].length;
    expect(heapBytes(value)).toBeLessThanOrEqual(heapBytesOfText(text.length));
    expect(heapBytes(value)).toBeLessThanOrEqual(heapBytesOfText(text.length, values));
  },
);
