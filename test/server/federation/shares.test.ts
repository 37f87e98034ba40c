/** O8: large answers of other servers have their turn where there is room for few of them. */
import { setImmediate as turn } from "node:timers/promises";
import { expect, it, onTestFinished, vi } from "vitest";
import type { Share } from "../../../server/bounds/share.js";
import { Shares } from "../../../server/bounds/shares.js";

const TOO_LONG = "the answer had to wait for room for too long";

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
    void share.grow(amount, (why) => seen.push(`${name}: ${why}`)).then(() => seen.push(name));
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
  expect(seen.slice(2)).toEqual(["slow: the answer was too slow while others waited for room", "a"]);
  await vi.advanceTimersByTimeAsync(200_000);
  expect(seen.slice(4)).toEqual([]);
  await vi.advanceTimersByTimeAsync(100_000);
  expect(seen.slice(4)).toEqual([`b: ${TOO_LONG}`, "b"]);
});

it("of two that wait for as long, the first gives way, and the second gets its room", async () => {
  withFakeTime();
  const { seen, grow, begin } = rig(10);
  begin("held", 1).settle(1);
  const [a, b] = [begin("a", 4), begin("b", 4)];
  await turn();
  grow("a grown", a, 9);
  grow("b grown", b, 9);
  await vi.advanceTimersByTimeAsync(299_000);
  expect(seen).toEqual(["held", "a", "b"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen.slice(3)).toEqual([`a grown: ${TOO_LONG}`, "b grown", "a grown"]);
});

it("all that one waits counts, not what it waits each time that it asks for more", async () => {
  withFakeTime();
  const { seen, grow, begin } = rig(10);
  begin("held", 1).settle(1);
  const before = begin("before", 9);
  before.settle(9);
  const a = begin("a", 1);
  await vi.advanceTimersByTimeAsync(200_000);
  before.end();
  await turn();
  begin("other", 8).settle(8);
  grow("a grown", a, 9);
  await vi.advanceTimersByTimeAsync(99_000);
  expect(seen).toEqual(["held", "before", "a", "other"]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(seen.slice(4)).toEqual([`a grown: ${TOO_LONG}`, "a grown"]);
});

it("few wait at once, and fewer of one key", async () => {
  const { shares, seen, begin } = rig(1);
  begin("held", 1).settle(1);
  for (let at = 0; at < 64; at++) begin(`a${at}`, 1, "a");
  begin("one more", 1, "a");
  await turn();
  expect(seen).toEqual(["one more: too many answers wait for room", "held", "one more"]);
  for (let at = 0; at < 192; at++) begin(`b${at}`, 1);
  begin("and one more", 1);
  await turn();
  expect(seen.slice(3)).toEqual(["and one more: too many answers wait for room", "and one more"]);
  // The work that has held something for the longest does not wait.
  begin("held", 1);
  await turn();
  expect([seen.slice(5), shares.waiting]).toEqual([["held"], 256]);
});
