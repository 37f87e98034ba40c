/** Lists and objects of answers that are read while they are written, since as a whole they would take much memory (O8). */

/** Gives items in parts, each of which is held until it is written; of an object, its members. */
export type ReadLater<T> = () => AsyncIterable<readonly T[]>;

export interface Later {
  readonly kind: "list" | "object";
  readonly read: ReadLater<unknown>;
}

const laters = new WeakMap<object, Later>();

/** Stands for such a list, and is empty to all but the writer of answers, which reads what is in one answer in its order. */
export function laterList<T>(read: ReadLater<T>): T[] {
  const list: T[] = [];
  laters.set(list, { kind: "list", read });
  return list;
}

/** The same for an object. */
export function laterObject<K extends string, V>(read: ReadLater<readonly [K, V]>): Record<K, V>;
export function laterObject(read: ReadLater<readonly [string, unknown]>): Record<string, unknown> {
  const object = {};
  laters.set(object, { kind: "object", read });
  return object;
}

/** How to read that for which a value stands, if it does. */
export function laterOf(value: object): Later | undefined {
  return laters.get(value);
}
