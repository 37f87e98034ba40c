/** Knowledge of a process of all that it and others have committed. */
import { expect, it, vi } from "vitest";
import { Progress } from "../../../server/progress.js";
import type { Change, Position } from "../../../server/store/store.js";

function change(base: Position, position: Position): Change {
  return { base, position, rooms: [], users: [], destinations: [], redacted: [] };
}

function following(committed: Position) {
  const told: Position[] = [];
  const progress = new Progress({ position: 0, committed: async () => committed });
  progress.onAdvance((position) => void told.push(position));
  const log: string[] = [];
  const wait = async () => {
    await progress.caughtUp();
    log.push(`caught up after ${told.join()}`);
  };
  return { progress, log, wait };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it("a process alone waits for nothing", async () => {
  const { log, wait } = following(3);
  await wait();
  expect(log).toEqual(["caught up after "]);
});

it("beside others it waits for what they have committed, and no longer", async () => {
  const { progress, log, wait } = following(3);
  progress.expectOthers();
  const waiting = wait();
  await turn();
  progress.hear(change(1, 3));
  await turn();
  expect(log).toEqual([]);
  progress.hear(change(0, 1));
  await waiting;
  expect(log).toEqual(["caught up after 1,3"]);
  await wait();
});

it("news that are lost are looked up, and stopping ends the wait", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const lost = following(3);
  lost.progress.expectOthers();
  const waiting = lost.wait();
  await turn();
  await vi.runAllTimersAsync();
  await waiting;
  expect(lost.log).toEqual(["caught up after 3"]);
  vi.useRealTimers();
  const stopped = following(3);
  stopped.progress.expectOthers();
  const ended = stopped.wait();
  await turn();
  stopped.progress.stop();
  await ended;
  expect(stopped.log).toEqual(["caught up after "]);
});
