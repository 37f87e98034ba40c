/** Repeated background work. */
import type { Log } from "../log.js";
import type { Background } from "./close.js";

/** Does something again and again, one at a time; what takes longer than the pause between two is not made up for. */
export function repeat(work: () => Promise<void>, everyMs: number, log: Log): Background {
  let running = Promise.resolve();
  let isRunning = false;
  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log("warn", "a task in the background failed", {
        error: error instanceof Error ? error : String(error),
      });
    } finally {
      isRunning = false;
    }
  };
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    running = run();
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
