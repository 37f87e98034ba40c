/** O8: large answers are made and sent a few at once, and few for each caller. */
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { AnswersAtOnce, givingWay } from "../../../server/answers/answers-at-once.js";
import { answering } from "../../../server/http/answered.js";

/** Asks for an answer; `sent` ends it, as does a reader that goes away. */
function ask(answers: AnswersAtOnce, caller: string, act: () => Promise<void> = async () => {}) {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.assignSocket(new Socket());
  const sent = (): void => {
    Object.defineProperty(response, "closed", { value: true });
    response.emit("close");
  };
  const asked = { isBegun: false, sent, response };
  const made = answering(response, () =>
    answers.make(caller, () => {
      asked.isBegun = true;
      return act();
    }),
  );
  return Object.assign(asked, { made });
}

const begun = (asked: readonly { readonly isBegun: boolean }[]): number =>
  asked.filter(({ isBegun }) => isBegun).length;

/** The places in a list of those whose answer was broken off. */
const broken = (asked: readonly { readonly response: ServerResponse }[]): number[] =>
  asked.flatMap(({ response }, at) => (response.destroyed ? [at] : []));

it("each caller has four, others do not wait for them, and the next begins when one was sent", async () => {
  const answers = new AnswersAtOnce();
  const mine = Array.from({ length: 10 }, () => ask(answers, "a"));
  const theirs = ask(answers, "b");
  await turn();
  expect([begun(mine), theirs.isBegun, answers.waiting]).toEqual([4, true, 6]);
  await turn();
  for (const each of mine) {
    expect(each.isBegun).toBe(true);
    each.sent();
    await turn();
  }
  expect(answers.waiting).toBe(0);
});

it("all callers together have thirty-two", async () => {
  const answers = new AnswersAtOnce();
  const all = Array.from({ length: 40 }, (_, at) => ask(answers, `${at}`));
  await turn();
  expect(begun(all)).toBe(32);
  for (const each of all.slice(0, 5)) each.sent();
  await turn();
  expect(begun(all)).toBe(37);
});

it("slow readers that have all places for half a minute lose one to who waits, the first of them first", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
  const answers = new AnswersAtOnce();
  const slow = Array.from({ length: 32 }, (_, at) => ask(answers, `${at % 8}`));
  await turn();
  // The first is still being made, which is not the fault of its reader.
  for (const { response } of slow.slice(1)) response.writeHead(200);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(broken(slow)).toEqual([]);

  const mine = ask(answers, "0");
  const theirs = ask(answers, "b");
  await vi.advanceTimersByTimeAsync(1_000);
  await turn();
  expect([mine.isBegun, theirs.isBegun]).toEqual([false, true]);
  expect(broken(slow)).toEqual([1]);

  const next = ask(answers, "b");
  await vi.advanceTimersByTimeAsync(5_000);
  await turn();
  expect(next.isBegun).toBe(true);
  expect(broken(slow)).toEqual([1, 2]);
  vi.useRealTimers();
});

it("quick readers keep their places, however many wait", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
  const answers = new AnswersAtOnce();
  const all = Array.from({ length: 40 }, (_, at) => ask(answers, `${at}`));
  await turn();
  for (const { response } of all) response.writeHead(200);
  await vi.advanceTimersByTimeAsync(29_000);
  await turn();
  expect([begun(all), answers.waiting]).toEqual([32, 8]);
  vi.useRealTimers();
});

it("a place is free again after an answer that fails, and after one outside of any request", async () => {
  const answers = new AnswersAtOnce();
  for (let at = 0; at < 10; at++) {
    const failing = ask(answers, "a", () => Promise.reject(new Error("no")));
    await expect(failing.made).rejects.toThrow("no");
    await answers.make("a", async () => {});
  }
  expect(answers.waiting).toBe(0);
});

it("who waits for another server gives way, and takes no place once its reader has gone", async () => {
  const answers = new AnswersAtOnce();
  let answer = (): void => {};
  const remote = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const waiting = Array.from({ length: 4 }, () => ask(answers, "a", () => givingWay(() => remote)));
  const next = Array.from({ length: 4 }, () => ask(answers, "a"));
  await turn();
  expect(begun(next)).toBe(4);
  waiting[0]?.sent();
  answer();
  await turn();
  expect(answers.waiting).toBe(4);
  for (const each of next) each.sent();
  await Promise.all(waiting.map(({ made }) => made));
  const last = Array.from({ length: 4 }, () => ask(answers, "a"));
  for (const each of waiting.slice(1)) each.sent();
  await turn();
  expect(begun(last)).toBe(4);
});
