/**
 * Globs of push rules (C196). Users give the patterns and others the texts, so the time is linear in the text, whatever the two
 * are: a part between two stars is found by shifting one bit for each of its characters (Baeza-Yates and Gonnet, 1992).
 */

/** Text as it is compared: code points, without regard to case. */
export type Text = readonly number[];

/** Parts of a pattern between its stars. `?` is `ANY`. */
export type Glob = readonly Text[];

/** Steps that may still be taken to find parts of patterns. When none are left, nothing is found. */
export interface Meter {
  left: number;
}

const ANY = -1;
const BITS = 32;
/** Of one part that may stand anywhere in a text. A longer one is in no text. */
const MAX_PART = 255;

/** Reads a text. */
export function textOf(text: string): Text {
  return Array.from(text.toLowerCase(), (letter) => letter.codePointAt(0) ?? 0);
}

/** Reads a pattern. */
export function globOf(pattern: string): Glob {
  const parts = pattern.split(/\*+/);
  return parts.map((part) =>
    Array.from(part.toLowerCase(), (letter) => (letter === "?" ? ANY : (letter.codePointAt(0) ?? 0))),
  );
}

/** Whether a pattern matches a whole text. */
export function matchesWhole(glob: Glob, text: Text, meter: Meter): boolean {
  const [first = [], ...rest] = glob;
  const last = rest.pop();
  if (!standsAt(first, text, 0)) return false;
  if (last === undefined) return first.length === text.length;
  const end = text.length - last.length;
  let at: number | undefined = first.length;
  for (const part of rest) at = at === undefined ? undefined : find(part, text, at, meter);
  return at !== undefined && at <= end && standsAt(last, text, end);
}

/** Whether a pattern matches a run of a text that stands between word boundaries. An empty one matches nothing. */
export function matchesWords(glob: Glob, text: Text, meter: Meter): boolean {
  const [first = [], ...rest] = glob;
  const last = rest.pop();
  const begins = (from: number): boolean => isBoundary(text[from - 1]);
  const ends = (to: number): boolean => isBoundary(text[to]);
  if (last === undefined)
    return (
      first.length > 0 && find(first, text, 0, meter, (from, to) => begins(from) && ends(to)) !== undefined
    );
  let at = first.length === 0 ? 0 : find(first, text, 0, meter, begins);
  for (const part of rest) at = at === undefined ? undefined : find(part, text, at, meter);
  if (at === undefined || last.length === 0) return at !== undefined;
  return find(last, text, at, meter, (_, to) => ends(to)) !== undefined;
}

function standsAt(part: Text, text: Text, at: number): boolean {
  if (at < 0 || at + part.length > text.length) return false;
  return part.every((point, index) => point === ANY || point === text[at + index]);
}

/** Beginnings and ends of texts count too. */
function isBoundary(point: number | undefined): boolean {
  if (point === undefined) return true;
  const isDigit = point >= 0x30 && point <= 0x39;
  const isLetter = (point >= 0x61 && point <= 0x7a) || (point >= 0x41 && point <= 0x5a);
  return !isDigit && !isLetter && point !== 0x5f;
}

/** The end of the first place at or after `from` where a part stands and is accepted. */
function find(
  part: Text,
  text: Text,
  from: number,
  meter: Meter,
  accepts: (from: number, to: number) => boolean = () => true,
): number | undefined {
  if (part.length === 0) return from;
  const words = Math.ceil(part.length / BITS);
  if (part.length > MAX_PART) return undefined;
  const end = Math.min(text.length, from + Math.floor(Math.max(0, meter.left) / words));
  const masks = masksOf(part, words);
  const other = masks.get(ANY) ?? [];
  const state = new Int32Array(words);
  const top = 1 << ((part.length - 1) % BITS);
  for (let at = from; at < end; at++) {
    const mask = masks.get(text[at] ?? ANY) ?? other;
    let carry = 1;
    for (let word = 0; word < words; word++) {
      const before = state[word] ?? 0;
      state[word] = ((before << 1) | carry) & (mask[word] ?? 0);
      carry = before >>> (BITS - 1);
    }
    const isWhole = ((state[words - 1] ?? 0) & top) !== 0;
    if (!isWhole || !accepts(at + 1 - part.length, at + 1)) continue;
    meter.left -= (at + 1 - from) * words + part.length;
    return at + 1;
  }
  meter.left -= (end - from) * words + part.length;
  return undefined;
}

/** For each code point of a part, a bit for each place where it may stand; under `ANY`, the places where any may. */
function masksOf(part: Text, words: number): ReadonlyMap<number, readonly number[]> {
  const masks = new Map<number, number[]>();
  for (const point of new Set([ANY, ...part])) {
    const mask: number[] = new Array(words).fill(0);
    for (const [index, each] of part.entries())
      if (each === ANY || each === point) {
        const word = Math.floor(index / BITS);
        mask[word] = (mask[word] ?? 0) | (1 << (index % BITS));
      }
    masks.set(point, mask);
  }
  return masks;
}
