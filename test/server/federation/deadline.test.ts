import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { Deadline } from "../../../server/bounds/deadline.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
});

it("stands still in pauses, and is over when the rest has passed", () => {
  let isOver = false;
  const deadline = new Deadline(1_000, () => {
    isOver = true;
  });
  vi.advanceTimersByTime(600);
  deadline.pause();
  deadline.pause();
  vi.advanceTimersByTime(60_000);
  deadline.resume();
  deadline.resume();
  vi.advanceTimersByTime(399);
  expect(isOver).toBe(false);
  vi.advanceTimersByTime(1);
  expect(isOver).toBe(true);
});

it("never is over once it has ended", () => {
  const deadline = new Deadline(1_000, () => expect.unreachable());
  deadline.end();
  deadline.resume();
  vi.advanceTimersByTime(60_000);
  expect(deadline.hasPausedLately).toBe(false);
});

it("tells a long pause until some seconds after it", () => {
  const deadline = new Deadline(60_000, () => expect.unreachable());
  for (let at = 0; at < 5; at++) {
    deadline.pause();
    vi.advanceTimersByTime(900);
    deadline.resume();
  }
  expect(deadline.hasPausedLately).toBe(false);
  deadline.pause();
  vi.advanceTimersByTime(1_100);
  expect(deadline.hasPausedLately).toBe(true);
  deadline.resume();
  deadline.pause();
  deadline.resume();
  expect(deadline.hasPausedLately).toBe(true);
  vi.advanceTimersByTime(6_000);
  expect(deadline.hasPausedLately).toBe(false);
});
