/** Takes out of ajv's code what its options leave behind unused, and shortens what it says at length. */

const RULES: readonly (readonly [RegExp, string])[] = [
  // Not a call: large functions exhaust what an engine is ready to inline.
  [
    /\b(\w+) && typeof \1 == ("\d+") && !Array\.isArray\(\1\)/g,
    "typeof $1 === $2 && $1 !== null && !Array.isArray($1)",
  ],
  [/!\(\(typeof (\w+) == "\d+"\) && \(!\(\1 % 1\) && !isNaN\(\1\)\)\)/g, "!Number.isInteger($1)"],
  [/\(typeof (\w+) == "\d+"\) && \(!\(\1 % 1\) && !isNaN\(\1\)\)/g, "Number.isInteger($1)"],
  // Which property is missing is not told here; and one that is called "" would count as none.
  [/ && \(missing\d+ = "\d+"\)/g, ""],
  // One look-up instead of two.
  [
    /if\((\w+(?:\.\w+|\["\d+"\]|\["\d+"\])|own\(\w+, "\d+"\)) !== undefined\)\{let (\w+) = \1;/g,
    "let $2 = $1;if($2 !== undefined){",
  ],
];

const EMPTY: readonly (readonly [RegExp, string])[] = [
  [/else \{\}/g, ""],
  [/if\([^(){}]*\)\{\}(?!else)/g, ""],
];

export function simplify(code: string): string {
  let simplified = RULES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), code);
  for (let before = ""; before !== simplified; ) {
    before = simplified;
    simplified = dropUnused(simplified);
    for (const [pattern, replacement] of EMPTY) simplified = simplified.replace(pattern, replacement);
  }
  return simplified;
}

/** Assignments to ajv's bookkeeping variables that nothing reads: `const _errs3 = errors;`, `var valid0 = _errs3 === errors;`. */
function dropUnused(code: string): string {
  const assignments = [...code.matchAll(ASSIGNMENT)];
  if (assignments.length === 0) return code;
  const uses = new Map<string, number>();
  for (const name of code.match(NAMES) ?? []) uses.set(name, (uses.get(name) ?? 0) + 1);
  const assigned = new Map<string, number>();
  for (const [, declared, again] of assignments) {
    const name = declared ?? again ?? "";
    assigned.set(name, (assigned.get(name) ?? 0) + 1);
  }
  let kept = "";
  let from = 0;
  for (const { 0: whole, 1: declared, 2: again, index } of assignments) {
    const name = declared ?? again ?? "";
    if (uses.get(name) !== assigned.get(name)) continue;
    kept += code.slice(from, index);
    from = index + whole.length;
  }
  return kept + code.slice(from);
}

const NAMES = /(?<![.\w])(?:_errs|_?valid|vSchema|missing|props)\d+\b/g;
const ASSIGNMENT =
  /(?:const |var |let )((?:_errs|_?valid|vSchema|missing|props)\d+)(?: = (?:errors|_errs\d+ === errors|true|false|\{\}|"\d+"))?;|(?<=[;{}])(valid\d+) = (?:true|false);/g;
