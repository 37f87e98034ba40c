/** Sends requests to one host, no faster and no more than was agreed. */
import { setTimeout as sleep } from "node:timers/promises";
import { askedWait } from "@knockgen/matrix/runtime/retry";
import { type Exchange, headerOf } from "#inspect/exchange.js";
import { jsonOf } from "#inspect/unknown-json.js";
import { systemMessage } from "../system-error.js";

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
  /** 0 where none came. */
  readonly status: number;
  /** Why none came. */
  readonly failure?: string;
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
/** Where a server does not say how long. */
const WAIT_MS = 1_000;
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
    const request = {
      method,
      target: path,
      headers: Object.entries(headers),
      body: new TextEncoder().encode(body ?? ""),
    };
    try {
      const answer = await fetch(`${base}${path}`, {
        method,
        headers,
        // Another host was not named.
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_MS),
        ...(body !== undefined && { body }),
      });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const { status } = answer;
      const kept = [...answer.headers].filter(([name]) => name !== "content-encoding");
      const exchange: Exchange = { request, answer: { status, headers: kept, body: bytes } };
      return { status, json: jsonOf(bytes), exchange };
    } catch (error) {
      return { status: 0, failure: whyNone(error), json: undefined, exchange: { request } };
    }
  };
  return async (request) => {
    const first = await once(request);
    if (first.status !== 429) return first;
    const header = headerOf(first.exchange.answer?.headers ?? [])("retry-after");
    await sleep(Math.min(askedWait(header, first.json) ?? WAIT_MS, MAX_WAIT_MS));
    return once(request);
  };
}

function whyNone(error: unknown): string {
  if (!(error instanceof Error)) return "the connection failed";
  if (error.name === "TimeoutError") return `nothing came within ${ANSWER_MS / 1000} seconds`;
  return systemMessage(error.cause instanceof Error ? error.cause : error);
}
