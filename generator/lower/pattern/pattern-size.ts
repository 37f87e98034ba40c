/** Bounds of patterns. Beyond them the analysis takes longer than the rest of a run, up to hours, or overflows the stack. */
const MAX_LENGTH = 2000;
/** With 60 groups in each other the analysis takes minutes, with 16 a tenth of a second. */
const MAX_DEPTH = 16;
/** With 400 it takes a quarter of a minute, with 200 a second. */
const MAX_REPETITIONS = 200;

/** Escapes and classes are read past, with their braces: those of `\p{L}` and `\u{1F600}` repeat nothing. */
const TOKEN = /\\[pPu]\{[\w=]*\}|\\.|\[(?:\\.|[^\]\\])*\]|[()*+{]/gsu;

/** The bound that a pattern is beyond, as a sentence; undefined for nearly all. */
export function beyondBounds(pattern: string): string | undefined {
  if (pattern.length > MAX_LENGTH)
    return `a pattern of ${pattern.length} characters; at most ${MAX_LENGTH} are read`;
  const { depth, repetitions } = sizeOf(pattern);
  if (repetitions > MAX_REPETITIONS)
    return `a pattern with ${repetitions} repetitions; at most ${MAX_REPETITIONS} are read`;
  // Groups that repeat nothing cost nothing.
  if (repetitions > 0 && depth > MAX_DEPTH)
    return `a pattern with ${depth} groups in each other; at most ${MAX_DEPTH} are read`;
  return undefined;
}

function sizeOf(pattern: string): { readonly depth: number; readonly repetitions: number } {
  let [open, depth, repetitions] = [0, 0, 0];
  for (const [token] of pattern.matchAll(TOKEN)) {
    if (token === "(") depth = Math.max(depth, ++open);
    else if (token === ")") open--;
    else if (/^[*+{]/.test(token)) repetitions++;
  }
  return { depth, repetitions };
}
