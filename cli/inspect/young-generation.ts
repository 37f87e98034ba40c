/**
 * Holds the heap's young generation at a size at which exchanges are collected while they are young. Left alone, it grows to 32 MB;
 * with less than this, exchanges that wait to be judged are copied into the old generation, which costs more than judging them. It
 * shrinks while nothing happens, so that its growth cannot just be forbidden.
 */
import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

const BYTES = 8 * 1024 * 1024;

export function boundYoungGeneration(): void {
  const bound = (): void => {
    const size = getHeapSpaceStatistics().find((space) => space.space_name === "new_space")?.space_size ?? 0;
    setFlagsFromString(`--semi-space-growth-factor=${size < BYTES ? 2 : 1}`);
  };
  bound();
  new PerformanceObserver(bound).observe({ entryTypes: ["gc"] });
}
