/** How long to leave a server alone that has failed. */

/** The bounds of the pauses. */
export interface BackOffOptions {
  /** After the first failure. The default is 2 seconds. */
  readonly firstMs?: number;
  /** The default is one hour. */
  readonly maxMs?: number;
}

/**
 * Twice as long after each failure, up to a limit, and never exactly: servers that lost the same server at the same time
 * must not come back to it at the same time. `random` gives numbers from 0 to 1.
 */
export function backOff(failures: number, random: () => number, options: BackOffOptions = {}): number {
  const { firstMs = 2_000, maxMs = 60 * 60 * 1000 } = options;
  const whole = Math.min(firstMs * 2 ** Math.min(failures - 1, 50), maxMs);
  return Math.round(whole * (0.75 + random() / 4));
}
