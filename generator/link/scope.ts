/**
 * The target of a `$dynamicRef` depends on the path by which a validator came to it (JSON Schema core, 8.2.3.2): the outermost schema
 * resource on that way that has the anchor wins. All ways are known when linking, so a schema is linked once for each
 * set of anchors that it can be reached with, and validators know nothing of dynamic references.
 */
import { compare } from "../json.js";
import type { Resources } from "./resources.js";
import type { Base, Place } from "./schema-base.js";

/** The dynamic anchors that are in force at a place. */
export interface Scope {
  readonly anchors: ReadonlyMap<string, Place>;
  /** Equal for scopes that mean the same. */
  readonly key: string;
}

/** Of a place that no anchor reaches. */
export const EMPTY_SCOPE: Scope = { anchors: new Map(), key: "" };

/** The scope inside a resource: its own anchors count where nothing further out has them. */
export function enterScope(scope: Scope, base: Base, resources: Resources): Scope {
  const added = resources.dynamicAnchors(base).filter(([name]) => !scope.anchors.has(name));
  if (added.length === 0) return scope;
  const anchors = new Map([...scope.anchors, ...added]);
  const key = [...anchors]
    .map(([name, { file, pointer }]) => `${name} ${file}#${pointer}`)
    .sort(compare)
    .join(" ");
  return { anchors, key };
}
