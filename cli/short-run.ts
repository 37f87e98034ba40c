/** Settings of the engine for commands that end soon. */
import { setFlagsFromString } from "node:v8";

/**
 * Sets the engine up for a run of a second or two, which ends before most of what V8 prepares has paid off: code is optimised
 * only once it is hot by far (a third less processor time), and no room is kept for a young generation that is never filled
 * and that one thread clears soonest. Nothing for a server.
 */
export function tuneForShortRun(): void {
  setFlagsFromString("--interrupt-budget=1000000");
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--no-parallel-scavenge");
}

/** In bytes: all of Matrix takes less than half of that once it is read. */
const LARGE_HEAP = 32 * 1024 * 1024;

/**
 * Takes back what holds for short runs only, if what was read is so much that this will be a long one: a third less processor
 * time. The heap may not outgrow by far what is in use, as it would by default: a fifth less memory.
 */
export function tuneForWhatWasRead(): void {
  if (process.memoryUsage().heapUsed < LARGE_HEAP) return;
  setFlagsFromString("--semi-space-growth-factor=2");
  setFlagsFromString("--parallel-scavenge");
  setFlagsFromString("--heap-growing-percent=80");
}
