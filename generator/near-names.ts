/** "Did you mean": names that a slip or two make of another, or that hold it. */

const AT_MOST = 4;
/** A longer name is not a slip of the hand, and would take long to compare. */
const MAX_NAME = 100;
/** A longer word is not one of a vocabulary. */
const MAX_WORD = 40;

/** Names like the one that was asked for, the nearest first. Case and punctuation are ignored. */
export function nearNames(asked: string, names: Iterable<string>): readonly string[] {
  if (asked.length > MAX_NAME) return [];
  const wanted = letters(asked);
  const most = Math.max(wanted.length < 5 ? 1 : 2, wanted.length / 4);
  const all = [...new Set(names)]
    .filter((name) => name.length <= MAX_NAME)
    .map((name) => ({ name, plain: letters(name) }));
  const near = all
    .map(({ name, plain }) => ({ name, slips: slips(wanted, plain) }))
    .filter(({ slips }) => slips <= most)
    .sort((a, b) => a.slips - b.slips);
  const around = all.filter(
    ({ plain }) =>
      wanted.length > 2 && plain.length > 2 && (plain.includes(wanted) || wanted.includes(plain)),
  );
  return [...new Set([...near, ...around].map(({ name }) => name))].slice(0, AT_MOST);
}

/** The end of a message about a name that does not exist: `; did you mean knockRoom?`, or nothing. */
export function didYouMean(asked: string, names: Iterable<string>): string {
  const near = nearNames(asked, names);
  return near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`;
}

/** The one name that a slip or two make of another: stricter than `nearNames`, for words of a fixed vocabulary. */
export function nearest(asked: string, names: Iterable<string>): string | undefined {
  if (asked.length > MAX_WORD) return undefined;
  const most = asked.length < 5 ? 1 : 2;
  const found = [...names]
    .filter((name) => name !== `$${asked}`)
    .map((name) => ({ name, slips: slips(asked.toLowerCase(), name.toLowerCase()) }))
    .filter(({ slips }) => slips <= most)
    .sort((a, b) => a.slips - b.slips);
  return found[0]?.name;
}

function letters(name: string): string {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return plain === "" ? name : plain;
}

/** How many letters are missing, added, changed or swapped with their neighbour (Damerau and Levenshtein). */
function slips(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(change, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
