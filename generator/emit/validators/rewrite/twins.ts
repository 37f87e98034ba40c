/** `uniqueItems` in time for one look at each item: ajv compares each with each other one, which on a long list takes hours. */

const PAIRS =
  /(outer\d+):for\(;(i\d+)--;\)\{for\(j\d+ = \2; j\d+--;\)\{if\(equal\((\w+)\[\2\], \3\[j\d+\]\)\)\{((?:(?!outer\d).)*?)break \1;\}\}\}/gs;

/** Puts a call of the helper in the place of ajv's loops. */
export function lookOnce(code: string): string {
  return code.replace(PAIRS, "if(hasTwins($3)){$4}");
}

/** For a module whose functions call it. */
export const TWIN_HELPERS = `/** Text that equal values of JSON share, and no others. */
const canonical = (value) => {
  step(10);
  if (Array.isArray(value)) return \`[\${value.map(canonical).join()}]\`;
  if (typeof value !== "object" || value === null)
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  const keys = Object.keys(value).sort();
  return \`{\${keys.map((key) => \`\${JSON.stringify(key)}:\${canonical(value[key])}\`).join()}}\`;
};

/** Whether two items are equal. */
const hasTwins = (items) => {
  const values = new Set();
  const texts = new Set();
  const length = step(items.length);
  for (let at = 0; at < length; at++) {
    const item = items[at];
    const isComposite = typeof item === "object" && item !== null;
    const known = isComposite ? texts : values;
    const { size } = known;
    known.add(isComposite ? canonical(item) : item);
    // A number that is none equals nothing, though a set takes it for itself.
    if (known.size === size && !Number.isNaN(item)) return true;
  }
  return false;
};`;
