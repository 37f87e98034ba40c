/** How long an answer may be kept, by its headers. */

/** Bounds of what headers ask for, and what holds where they are silent. */
export interface LifetimeBounds {
  readonly minMs: number;
  readonly defaultMs: number;
  readonly maxMs: number;
}

function clamp(value: number, { minMs, maxMs }: LifetimeBounds): number {
  return Math.min(Math.max(value, minMs), maxMs);
}

/** Whole seconds, as headers give them, in milliseconds. */
function msOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,10}$/.test(text) ? Number(text) * 1000 : undefined;
}

/** Reads `Cache-Control`, then `Expires`. Asking not to keep an answer at all gives the lower bound. */
export function cacheLifetime(
  headers: ReadonlyMap<string, string>,
  now: number,
  bounds: LifetimeBounds,
): number {
  const listed = (headers.get("cache-control") ?? "").toLowerCase().split(",");
  const directives = listed.map((directive) => directive.trim());
  if (directives.includes("no-store") || directives.includes("no-cache")) return bounds.minMs;
  const maxAge = directives.find((directive) => directive.startsWith("max-age="));
  const maxAgeMs = msOf(maxAge?.slice("max-age=".length));
  if (maxAgeMs !== undefined) return clamp(maxAgeMs - (msOf(headers.get("age")) ?? 0), bounds);
  const expires = headers.get("expires");
  if (expires === undefined) return bounds.defaultMs;
  // An unreadable date, "0" above all, is a time in the past (RFC 9111, 5.3).
  const until = expires.endsWith(" GMT") ? Date.parse(expires) : Number.NaN;
  return Number.isNaN(until) ? bounds.minMs : clamp(until - now, bounds);
}
