/** What goes on in the background. */
import type { Background } from "./close.js";
import type { Log } from "./log.js";

/** Does something again and again, one at a time. */
export function repeat(work: () => Promise<void>, everyMs: number, log: Log): Background {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(work).catch((error: unknown) => {
      log("warn", "a task in the background failed", {
        error: error instanceof Error ? error : String(error),
      });
    });
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
