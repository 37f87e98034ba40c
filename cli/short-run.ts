/** Settings of the engine for commands that end soon. */
import { setFlagsFromString } from "node:v8";

/** Whether this process is there for one such command; nothing is set in one that goes on. */
let isTuned = false;

/**
 * Sets the engine up for a run of a second or two, which ends before most of what V8 prepares has paid off: code is optimised
 * only once it is hot by far (a third less processor time), and there is little room for a young generation, which one thread
 * clears soonest. Nothing for a server.
 */
export function tuneForShortRun(): void {
  isTuned = true;
  setFlagsFromString("--interrupt-budget=1000000");
  setFlagsFromString("--semi-space-growth-factor=2");
  setFlagsFromString("--no-parallel-scavenge");
}

/** In bytes: all of Matrix takes less than half of that once it is read. */
const LARGE_HEAP = 32 * 1024 * 1024;

/**
 * The young generation has grown while files were read. For a short run it is large enough. If what was read is so much that
 * this will be a long one, what holds for short runs is taken back: a third less processor time. The heap may not outgrow
 * by far what is in use, as it would by default: a fifth less memory.
 */
export function tuneForWhatWasRead(): void {
  if (!isTuned) return;
  if (process.memoryUsage().heapUsed < LARGE_HEAP) {
    setFlagsFromString("--semi-space-growth-factor=1");
    return;
  }
  setFlagsFromString("--parallel-scavenge");
  setFlagsFromString("--heap-growing-percent=80");
}
