/** The way to a server: the platform's `fetch`, and what is put around it. */

/** The operation that a request is of. */
export interface CalledOperation {
  readonly operationId: string;
  readonly name: string;
  readonly method: string;
  /** From the root, with `{name}` for each parameter. */
  readonly path: string;
}

/** The platform's `fetch` is one; others look at the operation, too. */
export type Fetch = (url: string, init: RequestInit, operation: CalledOperation) => Promise<Response>;

/** Timers fire at once when they are set for longer. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waits; ends with the signal's reason when that comes first. */
export function pause(milliseconds: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const end = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener("abort", end);
        resolve();
      },
      Math.min(milliseconds, LONGEST_MS),
    );
    signal?.addEventListener("abort", end, { once: true });
  });
}

/** A random part of a time that doubles with every attempt, so that many clients do not come back all at once. */
export function backOff(attempt: number, maxMs: number, baseMs = 1000): number {
  return Math.random() * Math.min(maxMs, baseMs * 2 ** attempt);
}
