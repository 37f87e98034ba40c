/** The right to send to a server, while its holder lives: it is taken for a short while, and prolonged until the work is done. */
import type { Clock } from "../../values/clock.js";
import type { OutboxStore } from "./outbox-store.js";
import type { Scheduler } from "./scheduler.js";

/** A process that has not prolonged its claim for so long is gone. */
const CLAIM_MS = 30_000;
/** A beat or two may be lost, or late in a process that is busy. */
const BEAT_MS = 8_000;

/** Context of a claim. */
export interface ClaimOptions {
  readonly store: Pick<OutboxStore, "claim" | "release">;
  /** The process. */
  readonly owner: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

/** Does work that takes the claim by `hold`, which gives false while another process has it; gives the claim back in the end. */
export async function withClaim<T>(
  { store, owner, clock, scheduler }: ClaimOptions,
  destination: string,
  work: (hold: () => Promise<boolean>) => Promise<T>,
): Promise<T> {
  const claim = (): Promise<boolean> => store.claim(destination, owner, clock(), clock() + CLAIM_MS);
  let stop = (): void => {};
  let beating: Promise<unknown> = Promise.resolve();
  const beatLater = (): void => {
    stop();
    stop = scheduler(BEAT_MS, () => {
      // Where it fails, or another process has taken over, the next question for it tells.
      beating = claim().catch(() => false);
      beatLater();
    });
  };
  const hold = async (): Promise<boolean> => {
    const isOurs = await claim();
    if (isOurs) beatLater();
    return isOurs;
  };
  try {
    return await work(hold);
  } finally {
    stop();
    // One that came after the release would keep others waiting.
    await beating;
    await store.release(destination, owner);
  }
}
