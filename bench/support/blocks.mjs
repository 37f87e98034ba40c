/** The longest time for which a thread's event loop did not turn: by the clock, and in processor time of the thread. */
import { openSync, readSync } from "node:fs";

/** Where Linux counts it. Elsewhere the clock has to do. */
const COUNTER = `/proc/self/task/${process.pid}/schedstat`;

/** Kept open, since it is read each millisecond and that is work of the process that is measured. */
const counter = opened();
const bytes = Buffer.alloc(64);

function opened() {
  try {
    return openSync(COUNTER, "r");
  } catch {
    return undefined;
  }
}

function busyMs() {
  if (counter === undefined) return performance.now();
  return Number.parseInt(bytes.toString("latin1", 0, readSync(counter, bytes, 0, bytes.length, 0)), 10) / 1e6;
}

/**
 * Watches from now on, in the main thread. Of a machine that others use too, the clock also tells how long this process was not
 * allowed to run; the processor time does not.
 */
export function watchBlocks() {
  let [at, busy] = [performance.now(), busyMs()];
  const longest = { ms: 0, cpuMs: 0 };
  const timer = setInterval(() => {
    const [now, used] = [performance.now(), busyMs()];
    longest.ms = Math.max(longest.ms, now - at - 1);
    longest.cpuMs = Math.max(longest.cpuMs, used - busy);
    [at, busy] = [now, used];
  }, 1);
  return {
    /** The longest since it was last asked. */
    take: () => {
      const taken = { ms: Math.round(longest.ms), cpuMs: Math.round(longest.cpuMs) };
      longest.ms = 0;
      longest.cpuMs = 0;
      return taken;
    },
    stop: () => clearInterval(timer),
  };
}
