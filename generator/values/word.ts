/** A short text that an expression matches. */
import { refa } from "../refa.js";

/** Texts are tried from the shortest on. */
const MAX_WORDS = 100;
/** Larger expressions are not read; nor are those that the library itself finds too large, as with thousands of repetitions. */
const MAX_NODES = 5000;

/** The first text that is right; undefined where there is none among the short ones. What only looks around is not followed. */
export function wordOf(pattern: string, isRight: (text: string) => boolean): string | undefined {
  const { JS, NFA, Words } = refa();
  try {
    const parser = JS.Parser.fromLiteral({ source: pattern, flags: "u" });
    const { expression, maxCharacter } = parser.parse({ assertions: "ignore", maxNodes: MAX_NODES });
    const automaton = NFA.fromRegex(expression, { maxCharacter });
    let tried = 0;
    for (const letters of automaton.wordSets()) {
      if (tried++ === MAX_WORDS) return undefined;
      const text = Words.fromUnicodeToString(Words.pickMostReadableWord(letters) ?? []);
      if (isRight(text)) return text;
    }
    return undefined;
  } catch {
    // The library refuses expressions that are too large for it, or refer back.
    return undefined;
  }
}
