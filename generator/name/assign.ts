/**
 * Gives each party a name of its own within its module. A party comes with names from short to long; where two would be
 * equal, all of them move to their next longer name together, so that no name depends on order and none has a counter. Only
 * a part of a file gives way to what is named by a file or an operation.
 *
 *     errors/filter.yaml -> Filter, ErrorsFilter      both `Filter`, so `ErrorsFilter` and `EventsFilter`
 *     events/filter.yaml -> Filter, EventsFilter
 */
import { groupBy } from "../group-by.js";

export interface Party<T> {
  readonly owner: T;
  readonly module: string;
  /** From the one that users would like best to the one that is surely unique. */
  readonly candidates: readonly string[];
  /** Other names that are taken together with each candidate: a suffix each (`Response`). */
  readonly suffixes?: readonly string[];
  /** A part of something else: gives way where its name would be that of a thing of its own. */
  readonly part?: boolean;
}

export interface Assignment<T> {
  readonly names: ReadonlyMap<Party<T>, string>;
  /** Parties that no candidate tells apart. */
  readonly collisions: readonly (readonly Party<T>[])[];
}

export function assignNames<T>(parties: readonly Party<T>[], reserved: ReadonlySet<string>): Assignment<T> {
  const level = new Map<Party<T>, number>(parties.map((party) => [party, 0]));
  const nameOf = (party: Party<T>): string =>
    party.candidates[level.get(party) ?? 0] ?? party.candidates[party.candidates.length - 1] ?? "";
  for (;;) {
    const clashes = clashing(parties, nameOf, reserved);
    const canMove = (party: Party<T>): boolean => (level.get(party) ?? 0) < party.candidates.length - 1;
    const movable = clashes.flatMap((group) => {
      const parts = group.filter((party) => party.part === true && canMove(party));
      return parts.length > 0 && parts.length < group.length ? parts : group.filter(canMove);
    });
    if (movable.length === 0)
      return { names: new Map(parties.map((party) => [party, nameOf(party)] as const)), collisions: clashes };
    for (const party of new Set(movable)) level.set(party, (level.get(party) ?? 0) + 1);
  }
}

function clashing<T>(
  parties: readonly Party<T>[],
  nameOf: (party: Party<T>) => string,
  reserved: ReadonlySet<string>,
): Party<T>[][] {
  const named = parties.flatMap((party) => {
    const name = `${party.module} ${nameOf(party)}`;
    return ["", ...(party.suffixes ?? [])].map((suffix) => [name + suffix, party] as const);
  });
  const taken = groupBy(named, (entry) => entry);
  return [...taken]
    .filter(([key, group]) => group.length > 1 || reserved.has(key.slice(key.indexOf(" ") + 1)))
    .map(([, group]) => group);
}
