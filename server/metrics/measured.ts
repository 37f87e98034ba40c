/** Takes the time of every operation, whichever handler it has. */
import type { Mounted } from "@knockgen/matrix/runtime/mount";
import type { Metrics } from "./metrics.js";

const NS_PER_S = 1e9;

/** The same operations, measured. */
export function measured(metrics: Metrics, mounted: Mounted): Mounted {
  const entries = mounted.entries.map((entry) => ({
    ...entry,
    handle: async (call: unknown) => {
      const begun = process.hrtime.bigint();
      try {
        return await entry.handle(call);
      } finally {
        metrics.handled(entry.route.name, Number(process.hrtime.bigint() - begun) / NS_PER_S);
      }
    },
  }));
  return { ...mounted, entries };
}
