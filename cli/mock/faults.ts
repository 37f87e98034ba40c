/** Faults that a mock makes on purpose, the same in every run with the same seed. */

export interface Fault {
  /** A status, or `drop`: the connection ends without an answer. */
  readonly what: number | "drop";
  /** Name of an operation; `*` for each. */
  readonly operation: string;
  /** Of 100 calls. */
  readonly percent: number;
}

/** `429@sync,5%`; undefined for another text. */
export function parseFault(text: string): Fault | undefined {
  const [, what = "", operation = "", percent = "100"] =
    /^(drop|[45]\d\d)@(\w+|\*)(?:,(\d+(?:\.\d+)?)%)?$/.exec(text) ?? [];
  if (what === "" || Number(percent) > 100) return undefined;
  return { what: what === "drop" ? what : Number(what), operation, percent: Number(percent) };
}

/** Numbers from 0 to 1 that only look like chance (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The fault that meets this call, if one does. */
export function faultFor(
  faults: readonly Fault[],
  operation: string,
  chance: () => number,
): Fault | undefined {
  return faults.find(
    (fault) => (fault.operation === "*" || fault.operation === operation) && chance() * 100 < fault.percent,
  );
}
