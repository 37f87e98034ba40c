/** Which alternative of one list became which of the other: order and titles may change, properties tell. */
import { compare } from "../../json.js";
import type { ObjectShape } from "../shape/shapes.js";

export interface Paired {
  readonly pairs: readonly (readonly [ObjectShape, ObjectShape])[];
  readonly added: readonly ObjectShape[];
  readonly removed: readonly ObjectShape[];
}

export function pairAlternatives(old: readonly ObjectShape[], next: readonly ObjectShape[]): Paired {
  const [before] = old;
  const [after] = next;
  if (old.length === 1 && next.length === 1 && before !== undefined && after !== undefined)
    return { pairs: [[before, after]], added: [], removed: [] };
  // The most alike first; equal candidates in an order that does not depend on which list is which.
  const candidates = old
    .flatMap((a) =>
      next.map((b) => ({ a, b, distance: distance(a, b), key: [keyOf(a), keyOf(b)].sort().join() })),
    )
    .sort((x, y) => x.distance - y.distance || compare(x.key, y.key));
  const taken = new Set<ObjectShape>();
  const pairs: (readonly [ObjectShape, ObjectShape])[] = [];
  for (const { a, b } of candidates) {
    if (taken.has(a) || taken.has(b)) continue;
    taken.add(a);
    taken.add(b);
    pairs.push([a, b]);
  }
  return {
    pairs,
    added: next.filter((shape) => !taken.has(shape)),
    removed: old.filter((shape) => !taken.has(shape)),
  };
}

function distance(a: ObjectShape, b: ObjectShape): number {
  const names = new Set([...a.properties.keys(), ...b.properties.keys()]);
  let count = a.title === b.title ? 0 : 0.5;
  for (const name of names) {
    const before = a.properties.get(name);
    const after = b.properties.get(name);
    if (before === undefined || after === undefined) count += 2;
    else if (before.required !== after.required) count += 1;
  }
  return count;
}

function keyOf(shape: ObjectShape): string {
  return `${shape.title ?? ""} ${[...shape.properties.keys()].sort(compare).join()}`;
}
