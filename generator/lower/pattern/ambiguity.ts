/**
 * Whether a backtracking engine can take time exponential in the length of the text: whether some text leads from a place in
 * the pattern back to it on two ways (exponential degree of ambiguity; Weber and Seidl 1991). Two copies of the pattern's
 * automaton read the same text side by side; they start and end at one place and were apart on the way.
 */
import { refa } from "../../refa.js";
import { type Positions, positionsOf } from "./positions.js";

/** Larger patterns, which only large bounds of repetition make, are judged by the second of these, and then not at all. */
const MAX_PLACES = 300;
const BOUNDS = [
  { most: 8, copies: Number.POSITIVE_INFINITY },
  { most: 1, copies: 2 },
];
const MAX_STEPS = 1_000_000;

/** `$`, `\b` or something that looks around: reading no further may be a failure. */
const MAY_FAIL_AT_END = /\$|\\b|\(\?<?[=!]/i;

/** Undefined where the pattern is too large to tell, or uses what no automaton can. */
export function isExponential(source: string): boolean | undefined {
  try {
    const parser = refa().JS.Parser.fromLiteral({ source, flags: "u" });
    // Assertions are taken to hold, so that a pattern may be called ambiguous wrongly, never unambiguous wrongly.
    const { expression } = parser.parse({
      assertions: "ignore",
      backreferences: "throw",
    });
    for (const bounds of BOUNDS) {
      const positions = positionsOf(expression.alternatives, MAX_PLACES, bounds);
      if (positions) return new Pairs(positions, MAY_FAIL_AT_END.test(source)).haveTwoWaysBack();
    }
    return undefined;
  } catch {
    return undefined;
  }
}

/** A pair that one character leads to, and in how many ways. */
interface Step {
  readonly pair: number;
  readonly ways: number;
}

/** Two copies, each at a place: a pair, numbered `first * size + second`. */
class Pairs {
  readonly #positions: Positions;
  readonly #size: number;
  readonly #next = new Map<number, readonly Step[]>();
  #steps = 0;

  readonly #mayFailAtEnd: boolean;

  constructor(positions: Positions, mayFailAtEnd: boolean) {
    this.#positions = positions;
    this.#mayFailAtEnd = mayFailAtEnd;
    this.#size = positions.reads.length;
  }

  haveTwoWaysBack(): boolean | undefined {
    for (let place = 0; place < this.#size; place++) {
      // An engine that can stop inside the loop never goes back.
      if (!this.#mayFailAtEnd && this.#endsOnTheWayBack(place)) continue;
      const found = this.#leaveAndReturn(place * this.#size + place);
      if (found !== false) return found;
    }
    return false;
  }

  #endsOnTheWayBack(place: number): boolean {
    const after = this.#reach(place);
    return [...this.#positions.last].some((end) => after.has(end) && this.#reach(end).has(place));
  }

  #reach(start: number): Set<number> {
    const reached = new Set<number>();
    const pending = [start];
    for (let place = pending.pop(); place !== undefined; place = pending.pop())
      for (const next of this.#positions.follow[place]?.keys() ?? [])
        if (!reached.has(next)) {
          reached.add(next);
          pending.push(next);
        }
    return reached;
  }

  #leaveAndReturn(start: number): boolean | undefined {
    // A pair, and whether the copies have been apart.
    const seen = new Set<number>();
    const pending = [start * 2];
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      const apart = current % 2 === 1;
      for (const { pair, ways } of this.#after(Math.floor(current / 2))) {
        if (++this.#steps > MAX_STEPS) return undefined;
        const split = apart || ways > 1 || Math.floor(pair / this.#size) !== pair % this.#size;
        if (split && pair === start) return true;
        const key = pair * 2 + (split ? 1 : 0);
        if (seen.has(key)) continue;
        seen.add(key);
        pending.push(key);
      }
    }
    return false;
  }

  #after(pair: number): readonly Step[] {
    const known = this.#next.get(pair);
    if (known !== undefined) return known;
    const { reads, follow } = this.#positions;
    const steps: Step[] = [];
    for (const [first, ways] of follow[Math.floor(pair / this.#size)] ?? [])
      for (const [second, others] of follow[pair % this.#size] ?? []) {
        const [read, also] = [reads[first], reads[second]];
        if (read !== undefined && also !== undefined && !read.isDisjointWith(also))
          steps.push({ pair: first * this.#size + second, ways: ways * others });
      }
    this.#next.set(pair, steps);
    return steps;
  }
}
