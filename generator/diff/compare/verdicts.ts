/** Of two directions in which verdicts may change, the ones that the differences found so far do not tell. */
import { breaksOf } from "../classify.js";
import type { Difference, Effect } from "../difference.js";
import { NARROWER, WIDER } from "../rule.js";

export function untold(effect: Effect | undefined, told: readonly Difference[]): Effect | undefined {
  if (effect === undefined) return undefined;
  const narrower =
    effect !== "wider" && !told.some((difference) => tells(difference, NARROWER, "property-added"));
  const wider =
    effect !== "narrower" && !told.some((difference) => tells(difference, WIDER, "property-removed"));
  if (narrower && wider) return "other";
  return narrower ? "narrower" : wider ? "wider" : undefined;
}

/** By its audience; or by a key that one release says nothing about, and of which any value is as good as another. */
function tells(difference: Difference, audiences: typeof NARROWER, kind: Difference["kind"]): boolean {
  if (difference.kind === kind) return true;
  const breaks = breaksOf(difference);
  return (audiences[difference.side] ?? []).some((audience) => breaks.includes(audience));
}
