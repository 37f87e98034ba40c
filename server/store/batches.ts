/** Long lists in parts, so that no single statement takes long (O1). */

/** The parts, in their order; none of an empty list. */
export function* inBatches<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}
