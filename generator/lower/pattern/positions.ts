/**
 * The automaton of a pattern whose states are the places where it reads a character (Glushkov 1961). It keeps what ambiguity is about:
 * two places that read the same stay two, and it counts in how many ways one place follows another.
 */
import type { CharSet, Concatenation, Element, NoParent, Quantifier } from "refa";

export interface Positions {
  /** Text at each place. */
  readonly reads: readonly CharSet[];
  /** For each place those that may follow, and in how many ways. */
  readonly follow: readonly ReadonlyMap<number, number>[];
  /** Where the pattern may end. */
  readonly last: ReadonlySet<number>;
}

type Ways = Map<number, number>;

/** How a part of the pattern may begin and end, and in how many ways it may match nothing. */
interface Part {
  readonly first: Ways;
  readonly last: Ways;
  readonly empty: number;
}

/** How much of bounds of repetition is kept: a bound of a hundred in another is as good as none, and takes as many places. */
export interface Bounds {
  /** A larger one is taken for infinity. */
  readonly most: number;
  /** As many copies stand for a part that is repeated a fixed number of times, where nothing in it varies. */
  readonly copies: number;
}

/** Undefined where there are more than `limit` places. */
export function positionsOf(
  alternatives: readonly NoParent<Concatenation>[],
  limit: number,
  bounds: Bounds,
): Positions | undefined {
  const builder = new Builder(limit, bounds);
  const { last } = builder.alternation(alternatives);
  if (builder.reads.length > limit || builder.copies > limit * 4) return undefined;
  return { reads: builder.reads, follow: builder.follow, last: new Set(last.keys()) };
}

class Builder {
  readonly reads: CharSet[] = [];
  readonly follow: Ways[] = [];
  copies = 0;
  readonly #limit: number;
  readonly #bounds: Bounds;

  constructor(limit: number, bounds: Bounds) {
    this.#limit = limit;
    this.#bounds = bounds;
  }

  alternation(alternatives: readonly NoParent<Concatenation>[]): Part {
    const parts = alternatives.map(({ elements }) => this.#concatenation(elements));
    return {
      first: sum(parts.map(({ first }) => first)),
      last: sum(parts.map(({ last }) => last)),
      empty: parts.reduce((ways, { empty }) => ways + empty, 0),
    };
  }

  #concatenation(elements: readonly NoParent<Element>[]): Part {
    return elements.reduce<Part>((before, element) => this.#join(before, this.#element(element)), NOTHING);
  }

  #element(element: NoParent<Element>): Part {
    if (element.type === "CharacterClass") return this.#character(element.characters);
    if (element.type === "Alternation") return this.alternation(element.alternatives);
    if (element.type !== "Quantifier") return NOTHING;
    const { alternatives } = element;
    const { min, max } = this.#bounded(element);
    let whole: Part = NOTHING;
    for (let copy = 0; copy < min && this.#hasRoom(); copy++)
      whole = this.#join(whole, this.alternation(alternatives));
    if (max === Number.POSITIVE_INFINITY) {
      const part = this.alternation(alternatives);
      // Of the repetitions that there must be, any may be the ones that match nothing.
      if (element.min > min && part.empty > 0) this.#link(part.last, part.first);
      return this.#join(whole, this.#loop(part));
    }
    // The optional rest, from the inside: each copy is there with all that come before it.
    let rest: Part = NOTHING;
    for (let copy = min; copy < max && this.#hasRoom(); copy++)
      rest = optional(this.#join(this.alternation(alternatives), rest));
    return this.#join(whole, rest);
  }

  #bounded({ alternatives, min, max }: NoParent<Quantifier>): { min: number; max: number } {
    const { most, copies } = this.#bounds;
    if (max <= most) return { min, max };
    if (min === max && !alternatives.some(varies))
      return { min: Math.min(min, copies), max: Math.min(max, copies) };
    return { min: Math.min(min, 1), max: Number.POSITIVE_INFINITY };
  }

  /** Copies of what reads nothing take no place, but time. */
  #hasRoom(): boolean {
    return ++this.copies <= this.#limit * 4 && this.reads.length <= this.#limit;
  }

  #character(characters: CharSet): Part {
    const place = this.reads.push(characters) - 1;
    this.follow.push(new Map());
    return { first: new Map([[place, 1]]), last: new Map([[place, 1]]), empty: 0 };
  }

  /** Any number of times. An engine ends a loop that reads nothing, so the empty way counts once. */
  #loop(part: Part): Part {
    this.#link(part.last, part.first);
    return { ...part, empty: 1 };
  }

  #join(before: Part, after: Part): Part {
    this.#link(before.last, after.first);
    return {
      first: sum([before.first, scale(after.first, before.empty)]),
      last: sum([after.last, scale(before.last, after.empty)]),
      empty: before.empty * after.empty,
    };
  }

  #link(from: Ways, to: Ways): void {
    for (const [place, ways] of from)
      for (const [next, more] of to) {
        const follow = this.follow[place];
        follow?.set(next, many((follow.get(next) ?? 0) + ways * more));
      }
  }
}

/** Whether something in it may be repeated more or less often. */
function varies({ elements }: NoParent<Concatenation>): boolean {
  return elements.some((element) => {
    if (element.type === "Quantifier" && element.min !== element.max) return true;
    return "alternatives" in element && element.alternatives.some(varies);
  });
}

const NOTHING: Part = { first: new Map(), last: new Map(), empty: 1 };

function optional(part: Part): Part {
  return { ...part, empty: Math.max(part.empty, 1) };
}

/** Two ways are as bad as a million. */
function many(ways: number): number {
  return Math.min(ways, 2);
}

function scale(ways: Ways, factor: number): Ways {
  return factor === 0
    ? new Map()
    : new Map([...ways].map(([place, count]) => [place, many(count * factor)] as const));
}

function sum(all: readonly Ways[]): Ways {
  const total: Ways = new Map();
  for (const ways of all)
    for (const [place, count] of ways) total.set(place, many((total.get(place) ?? 0) + count));
  return total;
}
