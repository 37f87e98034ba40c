/** Settings of the engine for commands that end soon. */
import { setFlagsFromString } from "node:v8";

/** Up to Node 20, V8 counts bytecode until it optimises, then calls. It complains on stderr of flags that it does not know. */
const OPTIMISE_LATE: readonly string[] =
  Number.parseInt(process.versions.node, 10) < 21
    ? ["--interrupt-budget=1000000"]
    : ["--invocation-count-for-turbofan=45000", "--invocation-count-for-osr=12000"];

export const FOR_SHORT_RUN: readonly string[] = [
  ...OPTIMISE_LATE,
  "--semi-space-growth-factor=2",
  "--no-parallel-scavenge",
];

/** Whether this process is there for one such command; nothing is set in one that goes on. */
let isTuned = false;

/**
 * Sets the engine up for a run of a second or two, which ends before most of what V8 prepares has paid off: code is optimised
 * only once it is hot by far (a third less processor time), and there is little room for a young generation, which one thread
 * clears soonest. Nothing for a server.
 */
export function tuneForShortRun(): void {
  isTuned = true;
  for (const flag of FOR_SHORT_RUN) setFlagsFromString(flag);
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
