/** Tries again where a server asks for patience, or could not be reached. */
import { backOff, type Fetch, pause } from "./fetch.js";
import { memberOf } from "./member.js";
import { peek } from "./peek.js";

export interface RetryOptions {
  /** How often a request is sent at most; 5 when missing. */
  readonly attempts?: number | undefined;
  /** The longest wait in milliseconds; a server that asks for more gets no second request. One minute when missing. */
  readonly maxWaitMs?: number | undefined;
  /** Told of each wait before it begins. */
  readonly onWait?: ((wait: RetryWait) => void) | undefined;
}

export interface RetryWait {
  readonly milliseconds: number;
  /** How often the request has been sent. */
  readonly attempt: number;
  /** Of the answer; missing where there was none. */
  readonly status: number | undefined;
}

/** Statuses of proxies and of servers that start or stop: the request may have had its effect. */
const PASSING = new Set([502, 503, 504]);

/**
 * `next`, repeated. A refusal for haste (429) is waited out as long as the server asks (`retry_after_ms`, `Retry-After`),
 * for every method, since nothing has happened. Otherwise only what has the same effect twice is sent again: not POST, and
 * not bodies that are streams.
 */
export function retrying(next: Fetch, options: RetryOptions = {}): Fetch {
  const { attempts = 5, maxWaitMs = 60_000, onWait } = options;
  return async (url, init, operation) => {
    for (let attempt = 1; ; attempt++) {
      const { response, askedMs, error } = await attemptOnce(next, url, init, operation);
      const milliseconds = askedMs ?? backOff(attempt - 1, maxWaitMs);
      if (attempt >= attempts || milliseconds > maxWaitMs || !mayRepeat(init, response)) {
        if (response === undefined) throw error;
        return response;
      }
      await response?.body?.cancel();
      onWait?.({ milliseconds, attempt, status: response?.status });
      await pause(milliseconds, init.signal);
    }
  };
}

interface Outcome {
  readonly response?: Response;
  /** Milliseconds that the server asks to wait. */
  readonly askedMs?: number | undefined;
  readonly error?: unknown;
}

function mayRepeat({ method, body, signal }: RequestInit, response: Response | undefined): boolean {
  if (body instanceof ReadableStream) return false;
  const isSafe = method !== "POST" && method !== "PATCH";
  if (response === undefined) return isSafe && !signal?.aborted;
  return response.status === 429 || (isSafe && PASSING.has(response.status));
}

async function attemptOnce(next: Fetch, ...request: Parameters<Fetch>): Promise<Outcome> {
  try {
    const response = await next(...request);
    if (response.status !== 429 && !PASSING.has(response.status)) return { response };
    const peeked = await peek(response);
    return {
      response: peeked.response,
      askedMs: askedWait(response.headers.get("retry-after"), peeked.body),
    };
  } catch (error) {
    return { error };
  }
}

/** Milliseconds that an answer asks to wait, by its header `Retry-After` or, as older servers say it, by its body. */
export function askedWait(header: unknown, body: unknown): number | undefined {
  const inHeader = typeof header === "string" ? headerWait(header) : undefined;
  return inHeader ?? retryAfterOf(body);
}

/** Seconds, or a date, which begins with a weekday: `Date.parse` takes numbers for dates, too. */
function headerWait(header: string): number | undefined {
  if (/^\d{1,12}(?:\.\d+)?$/.test(header)) return Number(header) * 1000;
  const until = /^[a-z]/i.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(until) ? undefined : Math.max(0, until - Date.now());
}

function retryAfterOf(body: unknown): number | undefined {
  const value = memberOf(body, "retry_after_ms");
  return typeof value === "number" && value >= 0 ? value : undefined;
}
