/** Sends requests to one host, no faster and no more than was agreed. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Exchange } from "#inspect/exchange.js";
import { jsonOf, memberOf } from "#inspect/unknown-json.js";

export interface ProbeRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly token?: string | undefined;
  /** Of a server, instead of a token. */
  readonly authorization?: string | undefined;
  readonly body?: string | undefined;
}

export interface ProbeAnswer {
  readonly status: number;
  readonly json: unknown;
  readonly exchange: Exchange;
}

export type Sender = (request: ProbeRequest) => Promise<ProbeAnswer>;

export interface SenderOptions {
  readonly url: string;
  /** Requests in all. */
  readonly budget: number;
  /** Requests a second. */
  readonly rate: number;
}

/** Thrown where the budget is used up. */
export class BudgetSpent extends Error {}

const ANSWER_MS = 30_000;
const MAX_WAIT_MS = 30_000;

export function createSender({ url, budget, rate }: SenderOptions): Sender {
  let left = budget;
  let next = 0;
  const base = url.replace(/\/$/, "");
  const once = async ({ method, path, token, authorization, body }: ProbeRequest): Promise<ProbeAnswer> => {
    if (left-- <= 0) throw new BudgetSpent("the budget of requests is used up");
    const now = performance.now();
    next = Math.max(next, now) + 1000 / rate;
    await sleep(Math.max(0, next - 1000 / rate - now));
    const headers: Record<string, string> = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(authorization !== undefined && { authorization }),
      ...(body !== undefined && { "content-type": "application/json" }),
    };
    const answer = await fetch(`${base}${path}`, {
      method,
      headers,
      // Another host was not named.
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(body !== undefined && { body }),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const exchange: Exchange = {
      request: {
        method,
        target: path,
        headers: Object.entries(headers),
        body: new TextEncoder().encode(body ?? ""),
      },
      answer: {
        status: answer.status,
        headers: [...answer.headers].filter(([name]) => name !== "content-encoding"),
        body: bytes,
      },
    };
    return { status: answer.status, json: jsonOf(bytes), exchange };
  };
  return async (request) => {
    const first = await once(request);
    if (first.status !== 429) return first;
    const asked = memberOf(first.json, "retry_after_ms");
    await sleep(Math.min(typeof asked === "number" ? asked : 1000, MAX_WAIT_MS));
    return once(request);
  };
}
