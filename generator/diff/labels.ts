/** Names of two specifications for a report: those parts of their places that tell them apart, and nothing of the machine. */

/** Of `…/v1.16/data` and `…/v1.19/data`: `v1.16` and `v1.19`. Names of releases and addresses stay as they are. */
export function labelsOf(old: string, next: string): readonly [string, string] {
  const [a, b] = [partsOf(old), partsOf(next)];
  const [first, second] = [shortOf(old), shortOf(next)];
  if (first !== second || old === next) return [first, second];
  const least = Math.min(a.length, b.length);
  let start = 0;
  while (start < least && a[start] === b[start]) start++;
  let end = 0;
  while (end < least - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const middle = (parts: readonly string[]): string => parts.slice(start, parts.length - end).join("/");
  return [middle(a) || first, middle(b) || second];
}

function isAddress(spec: string): boolean {
  return /^https?:\/\//.test(spec);
}

function partsOf(path: string): readonly string[] {
  return path.split(/[\\/]+/).filter((part) => part !== "" && part !== ".");
}

/** The folder's own name; that of the folder above where it only says that it holds data. */
function shortOf(spec: string): string {
  if (isAddress(spec)) return spec;
  const parts = partsOf(spec);
  const [above, last = spec] = parts.slice(-2);
  return parts.length > 1 && last === "data" && above !== undefined ? above : (parts.at(-1) ?? spec);
}
