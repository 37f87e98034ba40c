import type { JsonValue } from "@knockgen/auth";
import { expect, it } from "vitest";
import {
  answerPdus,
  readTransaction,
  TransactionInbox,
} from "../../../server/federation/incoming/transaction-inbox.js";
import { MemoryInboxStore } from "../support/memory-inbox-store.js";

it("processes a transaction once, while it runs and after", async () => {
  const inbox = new TransactionInbox(new MemoryInboxStore());
  let runs = 0;
  const process = async () => ({ run: ++runs });
  const answers = await Promise.all([1, 2, 3].map(() => inbox.answer("a.example", "1", process)));
  answers.push(await inbox.answer("a.example", "1", process));
  expect(answers).toEqual(Array(4).fill({ run: 1 }));
  expect(await inbox.answer("a.example", "2", process)).toEqual({ run: 2 });
  expect(await inbox.answer("b.example", "1", process)).toEqual({ run: 3 });
});

it.each(["\u0000", "a b", "ü", "x".repeat(100_000), ""])("takes any ID, however odd", async (txnId) => {
  const kept: string[] = [];
  const store = new MemoryInboxStore();
  const inbox = new TransactionInbox({
    loadAnswer: (origin, id) => store.loadAnswer(origin, id),
    forgetAnswers: (beforeTs) => store.forgetAnswers(beforeTs),
    saveAnswer: (origin, id, answer, now) => {
      kept.push(id);
      return store.saveAnswer(origin, id, answer, now);
    },
  });
  expect(await inbox.answer("a.example", txnId, async () => ({ run: 1 }))).toEqual({ run: 1 });
  expect(await inbox.answer("a.example", txnId, async () => ({ run: 2 }))).toEqual({ run: 1 });
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatch(/^[ -~]{1,128}$/);
});

it("answers alike after a restart", async () => {
  const store = new MemoryInboxStore();
  await new TransactionInbox(store).answer("a.example", "1", async () => ({ run: 1 }));
  const again = await new TransactionInbox(store).answer("a.example", "1", async () => ({ run: 2 }));
  expect(again).toEqual({ run: 1 });
});

it("processes a transaction again that failed", async () => {
  const inbox = new TransactionInbox(new MemoryInboxStore());
  const failing = inbox.answer("a.example", "1", async () => {
    throw new Error("the database is away");
  });
  await expect(failing).rejects.toThrow("away");
  expect(await inbox.answer("a.example", "1", async () => ({ run: 2 }))).toEqual({ run: 2 });
});

it("forgets answers after a day, and the oldest when there are too many", async () => {
  let now = 0;
  const store = new MemoryInboxStore(1_000);
  const inbox = new TransactionInbox(store, () => now);
  await inbox.answer("a.example", "old", async () => ({}));
  now = 25 * 60 * 60 * 1000;
  for (let n = 0; n < 499; n++) await inbox.answer("a.example", `${n}`, async () => ({}));
  expect(await store.loadAnswer("a.example", "old")).toBeUndefined();
  expect(await store.loadAnswer("a.example", "0")).toBeDefined();
  for (let n = 499; n < 1_200; n++) await inbox.answer("a.example", `${n}`, async () => ({}));
  expect(await store.loadAnswer("a.example", "0")).toBeUndefined();
  expect(await store.loadAnswer("a.example", "1199")).toBeDefined();
});

it.each<[string, JsonValue | undefined, boolean]>([
  ["events and other things", { pdus: [{}], edus: [{}] }, true],
  ["events alone", { pdus: [] }, true],
  ["nothing", {}, true],
  ["as much as it may", { pdus: Array(50).fill({}), edus: Array(100).fill({}) }, true],
  ["too many events", { pdus: Array(51).fill({}) }, false],
  ["too many other things", { edus: Array(101).fill({}) }, false],
  ["events that are no list", { pdus: {} }, false],
  ["no body", undefined, false],
  ["a list", [], false],
])("reads a transaction with %s: %s", (_, content, isGood) => {
  expect(readTransaction(content).ok).toBe(isGood);
});

it("leaves out what is no object", () => {
  expect(readTransaction({ pdus: [1, { a: 1 }, null], edus: ["x"] })).toEqual({
    ok: true,
    transaction: { pdus: [{ a: 1 }], edus: [] },
  });
});

it("answers for each event, whatever its ID, and goes on after one that is bad", async () => {
  const taken: unknown[] = [];
  const answer = await answerPdus([{ id: "$a" }, { id: "__proto__" }, {}, { id: "$c" }], async ({ id }) => {
    taken.push(id);
    if (typeof id !== "string") return { eventId: undefined, error: "no event" };
    return id === "$a" ? { eventId: id, error: "bad signature" } : { eventId: id };
  });
  expect(JSON.stringify(answer)).toBe('{"pdus":{"$a":{"error":"bad signature"},"__proto__":{},"$c":{}}}');
  expect(taken).toHaveLength(4);
});
