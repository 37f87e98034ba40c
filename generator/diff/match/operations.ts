/** Which operation of one release is which of the other: by API and operationId first, by route second. */
import type { Model, OperationDef } from "../../model/model.js";

export interface Matched<T> {
  readonly pairs: readonly (readonly [T, T])[];
  readonly added: readonly T[];
  readonly removed: readonly T[];
}

export function matchOperations(old: Model, next: Model): Matched<OperationDef> {
  const before = operationsOf(old);
  const after = operationsOf(next);
  const byId = matchBy(before, after, ({ api, operationId }) => `${api} ${operationId}`);
  // An operation that kept its method and path but not its operationId was renamed, unless two share the route.
  const byRoute = matchBy(byId.removed, byId.added, (operation) => `${operation.api} ${routeOf(operation)}`);
  return {
    pairs: [...byId.pairs, ...byRoute.pairs],
    added: byRoute.added,
    removed: byRoute.removed,
  };
}

/** Pairs what has the same key, where the key names exactly one thing on each side. */
export function matchBy<T>(old: readonly T[], next: readonly T[], keyOf: (item: T) => string): Matched<T> {
  const before = unique(old, keyOf);
  const after = unique(next, keyOf);
  const pairs: (readonly [T, T])[] = [];
  for (const [key, item] of before) {
    const other = after.get(key);
    if (other !== undefined) pairs.push([item, other]);
  }
  const paired = new Set(pairs.flat());
  return {
    pairs,
    added: next.filter((item) => !paired.has(item)),
    removed: old.filter((item) => !paired.has(item)),
  };
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T> {
  const found = new Map<string, T>();
  const twice = new Set<string>();
  for (const item of items) {
    const key = keyOf(item);
    if (found.has(key)) twice.add(key);
    found.set(key, item);
  }
  for (const key of twice) found.delete(key);
  return found;
}

/** Webhooks among them. */
export function operationsOf(model: Model): readonly OperationDef[] {
  return model.apis.flatMap(({ operations, webhooks }) => [...operations, ...webhooks]);
}

/** A path without the names of its parameters, which no request carries; the expressions of a callback say where it goes. */
export function skeleton(path: string): string {
  return path.replace(/\{(?!\$)[^}]*\}/g, "{}");
}

function routeOf({ method, path }: OperationDef): string {
  return `${method} ${skeleton(path)}`;
}

/** The operation whose path, by a parameter where the other has a word, takes the requests of a removed one. */
export function absorber(removed: OperationDef, next: Model): OperationDef | undefined {
  const words = removed.path.split("/");
  return next.apis
    .flatMap(({ operations }) => operations)
    .find((operation) => {
      if (operation.api !== removed.api || operation.method !== removed.method) return false;
      const others = operation.path.split("/");
      return (
        others.length === words.length &&
        others.every((word, index) => word === words[index] || (/^\{.*\}$/.test(word) && word !== ""))
      );
    });
}
