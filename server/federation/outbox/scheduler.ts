/** Timers, so that tests can pass their own. */

/** Runs something after a while, unless the function that it gives is called before. */
export type Scheduler = (delayMs: number, run: () => void) => () => void;

/** Longer waits would overflow the timers of the platform. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The timers of the platform; they do not keep the process alive. */
export const systemScheduler: Scheduler = (delayMs, run) => {
  const timer = setTimeout(run, Math.min(delayMs, MAX_DELAY_MS));
  timer.unref();
  return () => clearTimeout(timer);
};
