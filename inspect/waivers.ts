/** Findings that are known and accepted, each with a reason and, better, a day on which it is looked at again. */
import type { Finding } from "./finding.js";
import { memberOf } from "./unknown-json.js";

/** A finding, or several, that a project accepts for a reason. */
export interface Waiver {
  /** ID of a finding; `*` stands for any text. */
  readonly id: string;
  readonly reason: string;
  /** `2027-01-31`, the last day on which it counts. */
  readonly until?: string;
}

/** A finding that a waiver takes out of the count. */
export interface Waived {
  readonly finding: Finding;
  readonly reason: string;
}

/** A waiver that was not needed, or whose day is over. */
export interface UnusedWaiver extends Waiver {
  readonly expired?: true;
}

interface Applied {
  readonly findings: readonly Finding[];
  readonly waived: readonly Waived[];
  readonly unused: readonly UnusedWaiver[];
}

export function applyWaivers(
  findings: readonly Finding[],
  waivers: readonly Waiver[],
  today: string,
): Applied {
  const used = new Set<Waiver>();
  const waived: Waived[] = [];
  const left = findings.filter((finding) => {
    const waiver = waivers.find(({ id, until }) => !hasExpired(until, today) && matches(id, finding.id));
    if (waiver === undefined) return true;
    used.add(waiver);
    waived.push({ finding, reason: waiver.reason });
    return false;
  });
  const unused = waivers
    .filter((waiver) => !used.has(waiver))
    .map((waiver): UnusedWaiver => (hasExpired(waiver.until, today) ? { ...waiver, expired: true } : waiver));
  return { findings: left, waived, unused };
}

/** Whether a waiver's day is over; days are compared as text. */
function hasExpired(until: string | undefined, today: string): boolean {
  return until !== undefined && until < today;
}

/** IDs of findings have `*` themselves, which it stands for as well. */
function matches(pattern: string, id: string): boolean {
  if (pattern === id) return true;
  const parts = pattern.split("*");
  const [first = ""] = parts;
  const last = parts.at(-1) ?? "";
  if (
    parts.length < 2 ||
    !id.startsWith(first) ||
    !id.endsWith(last) ||
    id.length < first.length + last.length
  )
    return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const next = id.indexOf(part, at);
    if (next === -1) return false;
    at = next + part.length;
  }
  return at <= id.length - last.length;
}

/** `2027-02-30` is none. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Reads a file of waivers, `{ "waivers": [{ "id", "reason", "until" }] }`; a text says what is wrong with it. */
export function readWaivers(text: string): readonly Waiver[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return "is not JSON";
  }
  const list = memberOf(parsed, "waivers");
  if (!Array.isArray(list)) return 'has no list "waivers"';
  const waivers: Waiver[] = [];
  for (const [index, each] of list.entries()) {
    const waiver = readWaiver(each);
    if (typeof waiver === "string") return `waiver ${index + 1} ${waiver}`;
    waivers.push(waiver);
  }
  return waivers;
}

function readWaiver(value: unknown): Waiver | string {
  if (typeof value !== "object" || value === null) return "is not an object";
  const { id, reason, until, ...others }: { readonly [name: string]: unknown } = { ...value };
  if (typeof id !== "string" || id === "") return 'has no "id", which a report gives with each finding';
  if (typeof reason !== "string" || reason.trim() === "") return `(${id}) has no "reason"`;
  // A misspelt day would let it count for ever.
  const [odd] = Object.keys(others);
  if (odd !== undefined) return `(${id}) has a member ${JSON.stringify(odd)}, and takes id, reason and until`;
  if (until === undefined) return { id, reason };
  if (typeof until !== "string" || !isDay(until))
    return `(${id}) has an "until" that is not a day such as 2027-01-31`;
  return { id, reason, until };
}

/** A file that waives all that is there now, and what was waived before: a baseline. */
export function printWaivers(
  findings: readonly Finding[],
  waived: readonly Waived[],
  before: readonly Waiver[],
): string {
  const kept = before.filter(({ id }) => waived.some(({ finding }) => matches(id, finding.id)));
  const added = findings.map(({ id, message }): Waiver => ({ id, reason: `baseline: ${message}` }));
  return `${JSON.stringify({ waivers: [...kept, ...added] }, null, 2)}\n`;
}
