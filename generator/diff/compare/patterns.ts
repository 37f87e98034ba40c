/** Two patterns by the texts that they take: whether one takes all that the other does. */
import type { Concatenation, Element, NoParent } from "refa";
import { refa } from "../../refa.js";
import type { Effect } from "../difference.js";

/** Automata that are larger are not compared. */
const MAX_NODES = 2_500;

type Alternatives = readonly NoParent<Concatenation>[];

/** Schemas have the same few patterns in many places: each pair is compared once. */
export class PatternComparison {
  readonly #known = new Map<string, Effect | "same" | undefined>();

  /** `same`, or how the second differs; undefined where no automaton can tell. No pattern is the empty one. */
  effect(old: string, next: string): Effect | "same" | undefined {
    const pair = JSON.stringify([old, next]);
    if (!this.#known.has(pair)) this.#known.set(pair, effectOf(old, next));
    return this.#known.get(pair);
  }
}

function effectOf(old: string, next: string): Effect | "same" | undefined {
  try {
    const [before, after] = [automatonOf(old), automatonOf(next)];
    const [narrower, wider] = [takesMore(before, after), takesMore(after, before)];
    if (narrower) return wider ? "other" : "narrower";
    return wider ? "wider" : "same";
  } catch {
    return undefined;
  }
}

type Automaton = ReturnType<typeof automatonOf>;

function automatonOf(source: string) {
  const { DFA, JS, NFA } = refa();
  const { expression, maxCharacter } = JS.Parser.fromLiteral({ source, flags: "u" }).parse({
    assertions: "parse",
    backreferences: "throw",
  });
  const whole: Alternatives = expression.alternatives.map(({ elements }) => ({
    type: "Concatenation",
    elements: unanchored(elements, maxCharacter),
  }));
  const limit = (): InstanceType<typeof NFA.LimitedNodeFactory> => new NFA.LimitedNodeFactory(MAX_NODES);
  const nfa = NFA.fromRegex(whole, { maxCharacter }, { assertions: "throw" }, limit());
  const own = DFA.fromFA(nfa, new DFA.LimitedNodeFactory(MAX_NODES));
  const others = own.copy();
  others.complement();
  return { own, others };
}

function takesMore(one: Automaton, other: Automaton): boolean {
  return !refa().isDisjointWith(one.own, other.others, MAX_NODES * MAX_NODES);
}

/** A pattern may match anywhere in a text, but where it says that the text starts or ends. */
function unanchored(elements: readonly NoParent<Element>[], maxCharacter: number): NoParent<Element>[] {
  const [first, last] = [elements[0], elements.at(-1)];
  const starts = isBorder(first, "behind");
  const ends = isBorder(last, "ahead");
  const inner = elements.slice(starts ? 1 : 0, ends ? -1 : elements.length);
  // Next to a border that is open, it does not matter how often a part is repeated beyond what it must.
  if (!starts) settle(inner, 0);
  if (!ends) settle(inner, -1);
  const any: NoParent<Element> = {
    type: "Quantifier",
    min: 0,
    max: Number.POSITIVE_INFINITY,
    lazy: false,
    alternatives: [
      {
        type: "Concatenation",
        elements: [{ type: "CharacterClass", characters: refa().CharSet.all(maxCharacter) }],
      },
    ],
  };
  return [...(starts ? [] : [any]), ...inner, ...(ends ? [] : [any])];
}

function settle(elements: NoParent<Element>[], index: 0 | -1): void {
  const found = elements.at(index);
  if (found?.type !== "Quantifier") return;
  elements.splice(index, 1, ...(found.min === 0 ? [] : [{ ...found, max: found.min }]));
  if (found.min === 0) settle(elements, index);
}

/** `^` and `$`: no character before, or after. */
function isBorder(element: NoParent<Element> | undefined, kind: "ahead" | "behind"): boolean {
  if (element?.type !== "Assertion" || element.kind !== kind || !element.negate) return false;
  const [only, ...more] = element.alternatives;
  const [character] = only?.elements ?? [];
  return (
    more.length === 0 &&
    only?.elements.length === 1 &&
    character?.type === "CharacterClass" &&
    character.characters.isAll
  );
}
