/** `/.well-known/matrix/server`: where a server's federation API really is. */
import { isJsonObject, isServerName, own } from "@knockgen/auth";
import type { Clock } from "../../values/clock.js";
import { cacheLifetime, type LifetimeBounds } from "./cache-lifetime.js";
import type { HttpsAnswer, HttpsClient, HttpsRequest } from "./https-client.js";
import { readJson } from "./read-json.js";

/** A host's answer, and how long it is valid; `delegated` is undefined if the answer is not usable. */
export interface WellKnown {
  readonly delegated: string | undefined;
  readonly lifetimeMs: number;
}

/** Asks a host, given as in the server name and without a port. */
export type WellKnownFetcher = (host: string) => Promise<WellKnown>;

/** How to ask. */
export interface WellKnownOptions {
  readonly clock?: Clock;
  /** 443, but in tests. */
  readonly port?: number;
  readonly timeoutMs?: number;
}

const PATH = "/.well-known/matrix/server";
const MAX_BYTES = 50 * 1024;
const MAX_REDIRECTS = 5;
const HOUR = 60 * 60 * 1000;
/** "Resolving server names": 24 hours where headers are silent, 48 at most. The lower bound is ours. */
const BOUNDS: LifetimeBounds = { minMs: HOUR / 12, defaultMs: 24 * HOUR, maxMs: 48 * HOUR };
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Follows redirects over https only, a few of them, and never twice to the same place. */
export function wellKnownFetcher(https: HttpsClient, options: WellKnownOptions = {}): WellKnownFetcher {
  const { clock = Date.now, port = 443, timeoutMs = 15_000 } = options;
  return async (host) => {
    const deadline = clock() + timeoutMs;
    const visited = new Set<string>();
    let url = parseUrl(`https://${host}${port === 443 ? "" : `:${port}`}${PATH}`);
    while (url !== undefined && url.protocol === "https:" && visited.size <= MAX_REDIRECTS) {
      if (visited.has(url.href)) break;
      visited.add(url.href);
      const outcome = await https.exchange(requestFor(url, Math.max(1, deadline - clock())));
      if (!outcome.ok) break;
      const { answer } = outcome;
      if (!REDIRECTS.has(answer.status)) return readAnswer(answer, clock());
      url = parseUrl(answer.headers.get("location") ?? "", url);
    }
    return { delegated: undefined, lifetimeMs: 0 };
  };
}

function parseUrl(text: string, base?: URL): URL | undefined {
  try {
    const url = new URL(text, base);
    url.hash = "";
    return text === "" ? undefined : url;
  } catch {
    return undefined;
  }
}

function requestFor(url: URL, timeoutMs: number): HttpsRequest {
  const host = url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname;
  return {
    host,
    port: url.port === "" ? 443 : Number(url.port),
    certificateName: host,
    hostHeader: url.host,
    method: "GET",
    path: `${url.pathname}${url.search}`,
    headers: { accept: "application/json" },
    timeoutMs,
    maxBytes: MAX_BYTES,
  };
}

/** The content type does not matter, as the specification says. */
function readAnswer(answer: HttpsAnswer, now: number): WellKnown {
  const json = answer.status === 200 ? readJson(Buffer.concat(answer.body)) : undefined;
  const name = json?.ok && isJsonObject(json.value) ? own(json.value, "m.server") : undefined;
  if (typeof name !== "string" || !isServerName(name)) return { delegated: undefined, lifetimeMs: 0 };
  return { delegated: name, lifetimeMs: cacheLifetime(answer.headers, now, BOUNDS) };
}
