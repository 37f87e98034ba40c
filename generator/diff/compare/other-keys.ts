/** Keys that an object does not describe by name: the values that they may have, their form, and patterns of them. */
import { compare as compareText } from "../../json.js";
import type { Effect } from "../difference.js";
import type { ObjectShape, Parts } from "../shape/shapes.js";
import { checksText, effectOf, join } from "./checks.js";
import { assertionsEffect } from "./conditions.js";
import { type Context, inside, report } from "./context.js";

const OPEN: Parts = [true];

export function compareOtherKeys(old: ObjectShape, next: ObjectShape, context: Context): void {
  compareRest(old, next, context);
  compareKeyForms(old, next, inside(context, "<key>"));
  comparePatterns(old, next, context);
}

function compareRest({ rest: before }: ObjectShape, { rest: after }: ObjectShape, context: Context): void {
  if (before === false && after === false) return;
  if (before === false) report(context, "object-opened");
  else if (after === false) report(context, "object-closed");
  else if (before !== undefined || after !== undefined)
    context.schemas.compare(before ?? OPEN, after ?? OPEN, inside(context, "<key>"));
}

function compareKeyForms(old: ObjectShape, next: ObjectShape, context: Context): void {
  const isSameText = namesText(old) === namesText(next);
  const effect = join(checksEffect(old, next), patternEffect(old, next));
  if (isSameText && effect === undefined) return;
  report(context, "key-format", {
    before: keysText(old),
    after: keysText(next),
    ...(effect && { effect }),
  });
}

/** Where each side has one group of assertions, what they let through is compared. */
function checksEffect({ keyChecks: old }: ObjectShape, { keyChecks: next }: ObjectShape): Effect | undefined {
  const effect = effectOf(old, next);
  const [[was, ...more] = [], [is, ...others] = []] = [old[0], next[0]];
  if (effect !== "other" || was === undefined || is === undefined) return effect;
  const isOne = old.length + next.length + more.length + others.length === 2;
  return isOne ? (assertionsEffect(was, is) ?? effect) : effect;
}

function comparePatterns(old: ObjectShape, next: ObjectShape, context: Context): void {
  for (const pattern of new Set([...old.patterns.keys(), ...next.patterns.keys()])) {
    const [before, after] = [old.patterns.get(pattern), next.patterns.get(pattern)];
    const here = inside(context, `<${pattern}>`);
    if (before === undefined && old.rest === false) report(here, "object-opened");
    else if (after === undefined && next.rest === false) report(here, "object-closed");
    else context.schemas.compare(before ?? OPEN, after ?? OPEN, here);
  }
}

/** A map by a pattern leaves keys of other forms alone, unless it is closed; `additionalProperties` looks at all. */
function patternEffect(old: ObjectShape, next: ObjectShape): Effect | undefined {
  const [before, after] = [old.keyPattern, next.keyPattern];
  if (before === after) {
    if (before === undefined || old.closed === next.closed) return undefined;
    return next.closed ? "narrower" : "wider";
  }
  if (before !== undefined && after !== undefined) return "other";
  const [bare, map] = after === undefined ? [next, old] : [old, next];
  if (!looksAtAllKeys(bare)) return undefined;
  return map.closed === (map === next) ? "narrower" : "wider";
}

function looksAtAllKeys({ rest, keyPattern }: ObjectShape): boolean {
  return rest !== undefined && rest !== false && keyPattern === undefined;
}

function namesText({ keys }: ObjectShape): string {
  return [...keys].sort(compareText).join(" and ");
}

function keysText(object: ObjectShape): string {
  const { keys, keyChecks, keyPattern, closed } = object;
  const more = keyPattern !== undefined && closed ? ", and no others" : "";
  if (keys.length > 0) return namesText(object) + more;
  return (keyChecks.length === 0 ? "any key" : checksText(keyChecks)) + more;
}
