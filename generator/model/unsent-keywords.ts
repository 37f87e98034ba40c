/** The keywords by which a property is sent in one direction only. */
import { isObject, type Json, visitMembers } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";

/** Properties with `readOnly` are not sent in requests, those with `writeOnly` not in answers. */
export type Unsent = "readOnly" | "writeOnly";

const UNSENT: readonly Unsent[] = ["readOnly", "writeOnly"];

const FOUND = new WeakMap<LinkedSpec, ReadonlySet<Unsent>>();

/** Whether the keyword is anywhere: most specifications do without, and need not be walked once for every body. */
export function hasUnsent(linked: LinkedSpec, unsent: Unsent): boolean {
  let found = FOUND.get(linked);
  if (found === undefined) {
    found = unsentIn(linked);
    FOUND.set(linked, found);
  }
  return found.has(unsent);
}

function unsentIn(linked: LinkedSpec): ReadonlySet<Unsent> {
  const found = new Set<Unsent>();
  // An object that is referred to twice stands twice, and may itself hold another twice.
  const seen = new Set<Json>();
  const left: Json[] = [
    ...linked.apis.map(({ value }) => value),
    ...[...linked.schemas.values()].map(({ schema }) => schema),
  ];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (typeof node !== "object" || node === null || seen.has(node)) continue;
    seen.add(node);
    for (const keyword of UNSENT) if (isObject(node) && node[keyword] === true) found.add(keyword);
    visitMembers(node, (part) => {
      if (typeof part === "object") left.push(part);
    });
  }
  return found;
}
