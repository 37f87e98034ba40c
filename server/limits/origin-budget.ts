/** Limits on the work that the requests of one server cause: events to look at, bytes to read, processor time (O1). */
import type { Meter } from "../bounds/turns.js";
import { limitExceeded } from "../errors.js";
import type { Limits } from "./limits.js";
import type { LimitName } from "./table.js";

const NAMES = { events: "originEvents", bytes: "originBytes", ms: "originWork" } as const satisfies Record<
  string,
  LimitName
>;

/** Refuses when nothing is left, and else gives the meter of what is spent. */
export function originMeter(limits: Limits, origin: string): Meter {
  for (const name of Object.values(NAMES)) refuseIfSpent(limits, name, origin);
  return {
    spend: ({ events = 0, bytes = 0, ms = 0 }) => {
      for (const [name, count] of [
        [NAMES.events, events],
        [NAMES.bytes, bytes],
        [NAMES.ms, ms],
      ] as const) {
        if (count === 0) continue;
        // Refused before it is owed, so that the wait is never long.
        refuseIfSpent(limits, name, origin);
        limits.of(name)?.charge(origin, count);
      }
    },
  };
}

function refuseIfSpent(limits: Limits, name: LimitName, origin: string): void {
  const waitMs = limits.of(name)?.waitMs(origin) ?? 0;
  if (waitMs > 0) throw limitExceeded(waitMs);
}
