/** Checks that validators make of a text or a number, against what they checked before. */
import { formatImplies } from "../../emit/validators/formats.js";
import type { Effect } from "../difference.js";
import type { Checks } from "../shape/shapes.js";

/** Formats of which every value is one of another format too. */
const INCLUDED: ReadonlyMap<string, string> = new Map([
  ["date-time", "iso-date-time"],
  ["int32", "int64"],
  ["ipv4", "hostname"],
  ["time", "iso-time"],
  ["uri", "uri-reference"],
]);

/** Undefined where each value is judged as before. */
export function effectOf(old: Checks, next: Checks): Effect | undefined {
  const narrower = !covers(next, old);
  const wider = !covers(old, next);
  return join(narrower ? "narrower" : undefined, wider ? "wider" : undefined);
}

export function join(a: Effect | undefined, b: Effect | undefined): Effect | undefined {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  return "other";
}

/** Whether all that `inner` lets through, `outer` does too. */
function covers(outer: Checks, inner: Checks): boolean {
  if (outer.length === 0) return true;
  return (
    inner.length > 0 && inner.every((list) => outer.some((other) => other.every((check) => has(list, check))))
  );
}

function has(list: readonly string[], check: string): boolean {
  return list.some((own) => own === check || INCLUDED.get(own) === check || formatImplies(own, check));
}

export function checksText(checks: Checks): string {
  return checks.length === 0 ? "nothing" : checks.map((list) => list.join(" and ")).join(" or ");
}
