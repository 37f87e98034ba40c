/** Follows `/sync`: one batch after the other, through refusals for haste and lost connections. */

import { InvalidResponse, ResponseTooLarge, UnexpectedResponse } from "./client-errors.js";
import type { CallOptions } from "./client-options.js";
import { backOff, pause } from "./fetch.js";
import { memberOf } from "./member.js";
import { askedWait } from "./retry.js";
import { ErrorAnswer, unwrap } from "./unwrap.js";

export interface SyncOptions {
  /** Where to go on: the token that `onToken` was last told. Everything from the start when missing. */
  readonly since?: string | undefined;
  /**
   * Told the token of each batch when the next one is asked for, that is, when the batch has been dealt with: what is kept
   * here is where to go on after a crash, and nothing is lost.
   */
  readonly onToken?: ((since: string) => void | Promise<void>) | undefined;
  /** ID of a stored filter, or a filter. */
  readonly filter?: string | object | undefined;
  /** How long the server may wait for news, in milliseconds; 30 seconds when missing. */
  readonly timeoutMs?: number | undefined;
  readonly setPresence?: "offline" | "online" | "unavailable" | undefined;
  readonly useStateAfter?: boolean | undefined;
  /** Ends the loop, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** The longest wait after a failure, in milliseconds; a minute when missing. */
  readonly maxWaitMs?: number | undefined;
  /** Told why a request is repeated, and after how many milliseconds. */
  readonly onFailure?: ((error: unknown, waitMs: number) => void) | undefined;
}

interface SyncQuery {
  readonly query: object;
}

type CallSync = (request: SyncQuery, options: CallOptions) => Promise<{ status: number; body?: unknown }>;

/** A server that does not answer this long after it should have is taken for lost. */
const GRACE_MS = 30_000;
/** Beside those of servers in trouble: a body that is broken, a proxy's patience that has ended, and haste. */
const PASSING = new Set([200, 408, 429]);

/** Ends with the signal. Throws where repeating does not help: the token has ended, the filter is refused. */
export async function* followSync(
  call: CallSync,
  options: SyncOptions = {},
): AsyncGenerator<unknown, void, undefined> {
  const { signal, onToken, onFailure, filter, timeoutMs = 30_000, maxWaitMs = 60_000 } = options;
  let { since } = options;
  let failures = 0;
  const fixed = {
    filter: typeof filter === "object" ? JSON.stringify(filter) : filter,
    set_presence: options.setPresence,
    use_state_after: options.useStateAfter,
  };
  while (!signal?.aborted) {
    // After a failure the server answers at once, so that a client that was away shows what it has.
    const timeout = since === undefined || failures > 0 ? 0 : timeoutMs;
    let body: unknown;
    try {
      const request = { query: { ...fixed, since, timeout } };
      body = unwrap(await call(request, { signal, timeoutMs: timeoutMs + GRACE_MS }));
    } catch (error) {
      if (signal?.aborted) return;
      if (!isPassing(error)) throw error;
      // At least as long as the server asks, and longer each time: one that asks for nothing must not meet a storm.
      const waitMs = Math.min(Math.max(waitAskedBy(error) ?? 0, backOff(failures, maxWaitMs)), maxWaitMs);
      failures++;
      onFailure?.(error, waitMs);
      await pause(waitMs, signal).catch(() => undefined);
      continue;
    }
    failures = 0;
    const token = nextBatchOf(body);
    yield body;
    since = token;
    await onToken?.(token);
  }
}

function nextBatchOf(body: unknown): string {
  const token = memberOf(body, "next_batch");
  if (typeof token !== "string") throw new TypeError("the server answered /sync without next_batch");
  return token;
}

/** Whether the same request may do better later: the server is in haste or trouble, or was not reached. */
function isPassing(error: unknown): boolean {
  if (error instanceof InvalidResponse || error instanceof ResponseTooLarge) return false;
  if (error instanceof ErrorAnswer || error instanceof UnexpectedResponse)
    return PASSING.has(error.status) || error.status >= 500;
  return error instanceof TypeError || (error instanceof Error && error.name === "TimeoutError");
}

function waitAskedBy(error: unknown): number | undefined {
  if (error instanceof ErrorAnswer) return error.retryAfterMs;
  return error instanceof UnexpectedResponse
    ? askedWait(error.headers.get("retry-after"), error.body)
    : undefined;
}
