/** Waiting as long as a client wants to wait for events. */
import type { Call } from "./call.js";

const EVENTS_MS = 30_000;

/** As long as the client wants to wait for events, half a minute unless it says. */
export function pause({ query, outgoing }: Call): Promise<void> {
  const wanted = Number(query.get("timeout") ?? EVENTS_MS);
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Number.isFinite(wanted) ? Math.min(wanted, EVENTS_MS) : EVENTS_MS);
    outgoing.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
