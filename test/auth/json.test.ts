/** Reading JSON without loss, and writing it canonically. */
import {
  canonicalEventJson,
  canonicalJson,
  compareCodePoints,
  isJsonObject,
  JsonError,
  JsonFloat,
  type JsonValue,
  own,
  parseJson,
  parseJsonInSlices,
  tryCanonicalJson,
} from "@knockgen/auth";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readLossless } from "../../auth/json/lossless.js";

function read(text: string): JsonValue {
  const result = parseJson(text);
  if (!result.ok) throw result.error;
  return result.value;
}

/** Any JSON, with the numbers that the platform's reader loses and the strings that sort oddly. */
const anyJson: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<JsonValue>(null, true, false),
    fc.integer(),
    fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).filter((n) => n > 2n ** 53n || n < -(2n ** 53n)),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => new JsonFloat(value)),
    fc.string({ unit: "binary" }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string({ unit: "binary" }), fc.constant("__proto__")), tie("value"), {
      maxKeys: 4,
    }),
  ),
})).value;

test("canonical JSON reads back as what was written, and is written the same again", () => {
  fc.assert(
    fc.property(anyJson, (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(read(text))).toBe(text);
    }),
    { numRuns: 400 },
  );
});

test("the platform's reader is used only where it reads the same", () => {
  fc.assert(
    fc.property(anyJson, fc.constantFrom(0, 1, 2), (value, indent) => {
      const text = canonicalJson(value);
      const spaced =
        indent === 0 ? text : text.replace(/[,:{[]/g, (mark) => (indent === 1 ? `${mark} ` : mark));
      const fast = parseJson(spaced);
      let slow: JsonValue | undefined;
      try {
        slow = readLossless(spaced);
      } catch (error) {
        expect(error).toBeInstanceOf(JsonError);
      }
      expect(fast.ok ? canonicalJson(fast.value) : undefined).toBe(
        slow === undefined ? undefined : canonicalJson(slow),
      );
    }),
    { numRuns: 300 },
  );
});

test("any text is JSON for both readers or for neither", () => {
  const pieces = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"',
    "1",
    "-",
    "0",
    ".",
    "e",
    "E5",
    "true",
    "null",
    " ",
    "\\u00",
    "\n",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      let platform = true;
      try {
        JSON.parse(text);
      } catch {
        platform = false;
      }
      let lossless = true;
      try {
        readLossless(text);
      } catch {
        lossless = false;
      }
      expect({ text, lossless }).toEqual({ text, lossless: platform });
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["1.0", "1.0"],
  ["1", "1"],
  ["-0", "0"],
  ["-0.0", "-0.0"],
  ["1e2", "100.0"],
  ["1e16", "1e+16"],
  ["123456789012345.25", "123456789012345.25"],
  ["1e15", "1000000000000000.0"],
  ["1e-4", "0.0001"],
  ["1e-5", "1e-05"],
  ["1.5e-7", "1.5e-07"],
  ["5e-324", "5e-324"],
  ["1.7976931348623157e308", "1.7976931348623157e+308"],
  ["123456789012345678901234567890", "123456789012345678901234567890"],
  ['{"b":1,"a":2,"a":3}', '{"a":3,"b":1}'],
])("%s is written as %s in the old room versions", (text, canonical) => {
  expect(canonicalEventJson(read(text))).toBe(canonical);
  expect(canonicalJson(read(text), { floats: "kept" })).toBe(canonical);
});

test.each([
  ['{"a":-0,"b":1e10}', '{"a":0,"b":10000000000}'],
  ["[-0.0,0.0,1.0,-1E2,1e16,1.5,-2.5e-7]", "[0,0,1,-100,10000000000000000,1.5,-2.5e-07]"],
  ["1e22", "10000000000000000000000"],
])("O55: %s is written as %s otherwise: whole numbers are integers", (text, canonical) => {
  expect(canonicalJson(read(text))).toBe(canonical);
  expect(tryCanonicalJson(read(text))).toEqual({ ok: true, value: canonical });
});

test.each([
  ["1.0", "json/float"],
  ["9007199254740992", "json/integer-range"],
  ["[1e400]", "json/not-finite"],
  ['"\\ud800"', "json/lone-surrogate"],
])("%s is refused from version 6 on: %s", (text, code) => {
  expect(tryCanonicalJson(read(text), { strict: true })).toMatchObject({ ok: false, error: { code } });
});

test("keys are in the order of code points", () => {
  expect(canonicalJson(read('{"\\uffff":1,"\\ud83d\\ude00":2,"a":3}'))).toBe(
    '{"a":3,"\uffff":1,"\u{1f600}":2}',
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
      const points = (text: string): number[] => [...text].map((letter) => letter.codePointAt(0) ?? 0);
      const [x, y] = [points(a), points(b)];
      const at = x.findIndex((point, index) => point !== y[index]);
      const expected = at < 0 ? x.length - y.length : (x[at] ?? 0) - (y[at] ?? -1);
      expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(expected));
    }),
  );
});

test("__proto__ is a key like any other", () => {
  for (const text of ['{"__proto__":{"polluted":1}}', '{"__proto__":{"polluted":1.0}}']) {
    const value = read(text);
    if (!isJsonObject(value)) throw new Error("not an object");
    expect(isJsonObject(own(value, "__proto__"))).toBe(true);
    expect(own(value, "polluted")).toBeUndefined();
    expect(canonicalJson(value)).toContain("__proto__");
  }
  expect(own({}, "constructor")).toBeUndefined();
  expect(own({}, "__proto__")).toBeUndefined();
});

test("nesting has a limit and a name for what is beyond", () => {
  for (const [open, close] of [
    ["[", "]"],
    ['{"a":', "}"],
  ] as const) {
    const deep = (levels: number): string => `${open.repeat(levels)}1${close.repeat(levels)}`;
    expect(parseJson(deep(1000)).ok).toBe(true);
    expect(parseJson(deep(10_000))).toMatchObject({ ok: false, error: { code: "json/too-deep" } });
  }
  let value: JsonValue = 1;
  for (let level = 0; level < 10_000; level++) value = [value];
  expect(tryCanonicalJson(value)).toMatchObject({ ok: false, error: { code: "json/too-deep" } });
  expect(parseJson(`"${"[".repeat(100_000)}"`).ok).toBe(true);
});

test("a syntax error says where", () => {
  const result = parseJson('{"a": 1.5, "b" 2}');
  expect(result).toMatchObject({ ok: false, error: { code: "json/syntax", position: 15 } });
});

/** Result of reading in slices, and the number of pauses. */
function inSlices(text: string | Iterable<string>) {
  const reader = parseJsonInSlices(text);
  for (let pauses = 0; ; pauses++) {
    const step = reader.next();
    if (step.done) return { result: step.value, pauses };
  }
}

test("strings that look alike to a reader that knows those before stay apart", () => {
  const alike = [
    "",
    "a",
    "aa",
    "aba",
    "aca",
    ...Array.from({ length: 3_000 }, (_, at) => `a${at}${"b".repeat(at % 70)}a`),
  ];
  const text = JSON.stringify([...alike, ...alike.map((key) => ({ [key]: key })), ...alike.reverse()]);
  const parts = text.match(/.{1,1000}/g) ?? [];
  expect(inSlices(parts).result).toEqual({ ok: true, value: JSON.parse(text) });
});

test("O5: reading in slices gives what reading at once gives, errors too", () => {
  fc.assert(
    fc.property(anyJson, fc.nat(), (value, cut) => {
      const text = `[${canonicalJson(value)}]`;
      expect(inSlices(text).result).toEqual({ ok: true, value: readLossless(text) });
      const broken = text.slice(0, cut % text.length);
      expect(inSlices(broken).result).toMatchObject({ ok: false, error: { code: "json/syntax" } });
    }),
  );
  // In parts of any size, too: a part may end within a number, a word, an escape or a pair of surrogates.
  fc.assert(
    fc.property(anyJson, fc.integer({ min: 1, max: 9 }), fc.nat(), (value, size, cut) => {
      const text = `  [1.5e+10 , true, "\\u00e9\\"",${canonicalJson(value)}, -0.25,null ]\n`;
      for (const whole of [text, text.slice(0, cut % text.length)]) {
        const parts = whole.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
        expect(inSlices(parts).result).toEqual(inSlices(whole).result);
      }
    }),
  );
  const deep = "[".repeat(1_001) + "]".repeat(1_001);
  expect(inSlices(deep).result).toMatchObject({ ok: false, error: { code: "json/too-deep" } });
});

test.each([
  ["numbers", "1.5", 4_096],
  ["empty objects", "{}", 4_096],
  ["members", '{"a":1}', 2_048],
  ["long strings", `"${"x".repeat(65_536)}"`, 1],
])("O5: reading in slices pauses as often as a text of %s is large", (_, item, each) => {
  const pausesOf = (count: number) => inSlices(`[${Array(count).fill(item).join(",")}]`).pauses;
  expect(pausesOf(each * 20) - pausesOf(each * 10)).toBe(10);
});
