/** Problems of a value that fits none of its alternatives: where parts of it are wrong, these say why. */

interface Problem {
  readonly path: readonly (string | number)[];
  readonly keyword: string;
}

/** Of a value as a whole; its type is wrong only for the alternatives that are of another. */
const OF_WHOLE = new Set(["anyOf", "oneOf", "type"]);

/** Without those of a whole that those of its parts explain, which may be another's fault. */
export function withoutExplained<Each extends Problem>(problems: readonly Each[]): readonly Each[] {
  if (!problems.some(({ keyword }) => keyword === "anyOf" || keyword === "oneOf")) return problems;
  const explained = new Set<string>();
  for (const { path, keyword } of problems) {
    // One of several members may be all that is missing.
    const depth = keyword === "required" ? path.length - 1 : path.length;
    for (let length = 0; length < depth; length++) explained.add(JSON.stringify(path.slice(0, length)));
  }
  return problems.filter(
    ({ path, keyword }) => !OF_WHOLE.has(keyword) || !explained.has(JSON.stringify(path)),
  );
}
