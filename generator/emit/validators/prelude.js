// biome-ignore-all lint/correctness/noUnusedVariables: put before the emitted functions, which use them

const MAX_ISSUES = 20;
let most = MAX_ISSUES;

/** Items, keys and parts that are looked at in one value: more than a value of JSON has that anything would send. */
const MOST_STEPS = 5e7;
let steps;

/** Ends a look at a list without end, or at few values that stand in very many places. */
const step = (count = 1) => {
  steps += count;
  if (steps <= MOST_STEPS) return count;
  throw Error();
};

/** Notes one problem (pointer, keyword, detail) and counts it. Those that are left out take their time, too. */
const report = (issues, pointer, keyword, detail) => {
  if (issues.length < most) issues.push([pointer, keyword, detail]);
  else step(20);
  return 1;
};

/** Forgets what branches reported that did not have to match. */
const forget = (issues, length) => {
  if (issues.length > length) issues.length = length;
};

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const own = (value, key) => (Object.hasOwn(value, key) ? value[key] : undefined);

/** Keys too long to escape for each problem below them, while one value is checked. */
const names = [];

/** A key as a part of a pointer. */
const segment = (key) => {
  if (key.length > 99) return `~k${names.push(key) - 1}`;
  return /[~/]/.test(key) ? key.replace(/~/g, "~0").replace(/\//g, "~1") : key;
};

/** Length in code points, as JSON Schema counts. */
const codePoints = (text) => {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++)
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  return count;
};

const decimal = (number) => {
  const [digits, exponent = "0"] = String(number).split("e");
  const [whole, fraction = ""] = digits.split(".");
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
};

/** Exact in decimal: 4.35 is a multiple of 0.01, whatever binary fractions make of it. */
const isMultiple = (value, divisor) => {
  if (Number.isInteger(value) && Number.isInteger(divisor)) return value % divisor === 0;
  const [a, x] = decimal(value);
  const [b, y] = decimal(divisor);
  const least = Math.min(x, y);
  return (a * 10n ** BigInt(x - least)) % (b * 10n ** BigInt(y - least)) === 0n;
};

const equal = (a, b) => {
  if (a === b) return true;
  if (
    typeof a !== "object" ||
    typeof b !== "object" ||
    a === null ||
    b === null ||
    Array.isArray(a) !== Array.isArray(b)
  )
    return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
  );
};

/** A value nested deeper than the stack allows, or too large to be looked at, matches nothing. */
const guard = (validate) => (value) => {
  steps = 0;
  try {
    return validate(value);
  } catch {
    return false;
  }
};

const list = (detail) =>
  [detail]
    .flat()
    .map((item) => JSON.stringify(item))
    .join(", ");
const count = (detail, thing) => `${detail} ${thing}${detail === 1 ? "" : "s"}`;

const MESSAGES = {
  type: (d) => `must be of type ${[d].flat().join(" or ")}`,
  required: (d) => `must have the property ${JSON.stringify(d)}`,
  dependentRequired: (d) => `must have the property ${JSON.stringify(d)}`,
  enum: (d) => (d.length === 1 ? `must be ${list(d)}` : `must be one of ${list(d)}`),
  const: (d) => `must be ${list(d)}`,
  format: (d) => `must have the format ${d}`,
  pattern: (d) => `must match the pattern ${d}`,
  additionalProperties: (d) => `must not have the property ${JSON.stringify(d)}`,
  unevaluatedProperties: (d) => `must not have the property ${JSON.stringify(d)}`,
  propertyNames: (d) => `must not have a property of the name ${JSON.stringify(d)}`,
  minimum: (d) => `must be at least ${d}`,
  maximum: (d) => `must be at most ${d}`,
  exclusiveMinimum: (d) => `must be more than ${d}`,
  exclusiveMaximum: (d) => `must be less than ${d}`,
  multipleOf: (d) => `must be a multiple of ${d}`,
  minLength: (d) => `must have at least ${count(d, "character")}`,
  maxLength: (d) => `must have at most ${count(d, "character")}`,
  minItems: (d) => `must have at least ${count(d, "item")}`,
  maxItems: (d) => `must have at most ${count(d, "item")}`,
  minProperties: (d) => `must have at least ${d} properties`,
  maxProperties: (d) => `must have at most ${d} properties`,
  items: (d) => `must have no more than ${count(d, "item")}`,
  uniqueItems: () => "must not have equal items",
  contains: () => "must have as many matching items as the schema asks for",
  oneOf: () => "must match exactly one of the allowed forms",
  anyOf: () => "must match one of the allowed forms",
  not: () => "must not match the forbidden form",
  depth: () => "is nested too deeply",
  size: () => "is too large",
};

/** Keywords whose problem lies with one property, which then ends the path. */
const NAMES_PROPERTY = new Set([
  "required",
  "dependentRequired",
  "additionalProperties",
  "unevaluatedProperties",
  "propertyNames",
]);

const issueOf = (root, [pointer, keyword, detail]) => {
  const path = [];
  let value = root;
  for (const part of pointer.split("/").slice(1)) {
    const key = names[part.split("~k")[1]] ?? part.replace(/~1/g, "/").replace(/~0/g, "~");
    path.push(Array.isArray(value) ? Number(key) : key);
    value = value?.[key];
  }
  if (NAMES_PROPERTY.has(keyword)) path.push(detail);
  return { path, message: MESSAGES[keyword]?.(detail) ?? "is not allowed here", keyword };
};

/** Makes the checking function of a type; it carries the Standard Schema interface (standardschema.dev, version 1). */
const check = (validate) => {
  const upTo = (value, limit) => {
    const found = [];
    most = limit;
    steps = 0;
    names.length = 0;
    try {
      if (validate(value, found, "") === 0) return { ok: true, value };
      // Several bases of one event may say the same of one property.
      const issues = new Map(found.map((entry) => [JSON.stringify(entry), issueOf(value, entry)]));
      return { ok: false, issues: [...issues.values()] };
    } catch {
      const keyword = steps <= MOST_STEPS ? "depth" : "size";
      return { ok: false, issues: [{ path: [], message: MESSAGES[keyword](), keyword }] };
    }
  };
  const run = (value) => upTo(value, MAX_ISSUES);
  const standard = (value) => {
    const result = run(value);
    return result.ok ? { value } : { issues: result.issues };
  };
  return Object.assign(run, {
    "~standard": { version: 1, vendor: "knockgen", validate: standard },
    "~issues": upTo,
  });
};
