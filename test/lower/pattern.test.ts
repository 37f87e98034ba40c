/** Which patterns are let through, by how long an engine that goes back may take over a hostile text. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { FORGETFUL } from "../../generator/cache/memo.js";
import { Diagnostics } from "../../generator/diagnostic.js";
import { analyse, KNOWN_TO_BE_WELL, readPattern } from "../../generator/lower/pattern/pattern.js";

function judge(source: string): string | undefined {
  const diagnostics = new Diagnostics();
  readPattern(source, { file: "m.test.yaml", pointer: "" }, diagnostics, FORGETFUL);
  return diagnostics.all[0]?.code.replace("lower/", "").replace("-pattern", "");
}

test.each([
  "^(a+)+$",
  "^(a|a)*$",
  "^(\\w|\\d)+$",
  "^(a|ab|b)*$",
  "^(a|a?)+$",
  "^(aa|aab?)*$",
  "(x+x+)+y",
  "(?:a|a)*b",
  "^(\\d+|\\d+\\.\\d+)*$",
  "^((a*)*)*$",
  "^(?:[a-c]|b)*\\b!",
  // Bounds that an engine takes years to reach: 26 characters take seconds, and each one more twice as long.
  "^(x{0,20}){0,20}y$",
  "^(a{0,100}){0,100}$",
  "(x{0,1000}){0,1000}y",
  "^(?:(?:a?){9999}){9999}$",
  "^(?:a{1,3}){20}$",
])("%s is refused", (source) => {
  expect(judge(source)).toBe("exponential");
});

// Each takes the analysis minutes or hours.
test.each([
  `${"(".repeat(200)}a+${")*".repeat(200)}`,
  `${"(?:".repeat(60)}a${"b?)+".repeat(60)}`,
  `${"a*".repeat(999)}b`,
])("a pattern is too large where the analysis would not end: %#", (source) => {
  expect(judge(source)).toBe("large");
});

test.each([
  `^${"(?:a".repeat(100)}${")?".repeat(100)}$`,
  `^${"[*+{(]\\(\\*".repeat(100)}a+$`,
  `^${"\\p{L}\\P{L}\\u{1F600}".repeat(100)}$`,
  `^${"(?:".repeat(20)}\\p{L}${")".repeat(20)}$`,
])("escapes, classes and groups without repetition count for nothing: %#", (source) => {
  expect(judge(source)).not.toBe("large");
});

test.each([
  "^@[^:]*:[^:]+(:\\d{1,5})?$",
  "^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$",
  "^(?:ab|ac)*$",
  "^(?:/[^/]+)*$",
  "^[A-Za-z0-9_-]{1,100}$",
  "^(?:[a-z]{1,63}\\.){1,3}[a-z]{2,63}$",
  "^[\\x20-\\x7E]+$",
  "^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)$",
  "^(?:(?:){99999999}){99999999}a*$",
  "^(?:[A-Z0-9]{10}){10}$",
  "^(?:[0-9a-f]{64}){64}$",
  "^(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$",
  "^(?:[a-z0-9_]{1,20}/){0,20}[a-z]$",
  // Ambiguous, but an engine that can stop in the loop never tries another way.
  "^(?:a|a)*",
])("%s is let through", (source) => {
  expect(judge(source)).toBeUndefined();
});

test.each([...KNOWN_TO_BE_WELL])("the analysis agrees that %s is well", (source) => {
  expect(analyse(source)).toBe("");
});

test.each(["^a*a*$", "[a-z]+@", "^.*@.*$"])("%s is warned of", (source) => {
  expect(judge(source)).toBe("slow");
});

const read = (source: string): readonly [source: string, ...codes: string[]] => {
  const diagnostics = new Diagnostics();
  const pattern = readPattern(source, { file: "m.test.yaml", pointer: "" }, diagnostics, FORGETFUL);
  return [pattern, ...diagnostics.all.map(({ code }) => code)];
};

test.each([
  ["^[a-zA-Z0-9\\-\\_\\:]{2,50}$", "^[a-zA-Z0-9\\-_:]{2,50}$"],
  ["\\d{4}\\-\\d{2}", "\\d{4}-\\d{2}"],
  ["^[\\w-.]{1,9}\\@\\w{1,9}$", "^[\\w\\-.]{1,9}@\\w{1,9}$"],
  ["^{[0-9a-f]{4}}$", "^\\{[0-9a-f]{4}\\}$"],
  ["^[^/\\000-\\037\\s-\\d]$", "^[^/\\x00-\\x1f\\s\\-\\d]$"],
  ['^\\"a\\.\\n\\x41\\/]$', '^"a\\.\\n\\x41\\/\\]$'],
  ["^\\ é😀\\-$", "^ é😀-$"],
])("%s, which has no flag, is read as %s", (source, pattern) => {
  expect(read(source)).toEqual([pattern, "lower/old-pattern"]);
  expect(() => new RegExp(pattern, "u")).not.toThrow();
});

test.each([
  "\\Aabc\\z",
  "\\p{Print}{1,2}\\-",
  "[a-z]{1-9}",
  "a{,2}",
  "\\1",
  "\\c-",
  "(?=a){2}",
  "\\8",
  "(\\-",
])("%s, which may mean something else, is refused", (source) => {
  expect(read(source)).toEqual([source, "lower/bad-pattern"]);
});

test("a pattern without the flag matches what it matched", () => {
  const part = fc.constantFrom(
    ..."abz019_-.,:;@#/{}()[]|^$*+?\"' ",
    ..."abz0_-.,:;@#/{}()[]|^$*+? dDwWsSbnt".split("").map((sign) => `\\${sign}`),
    "a-z",
    "{2}",
    "[^",
    "(?:",
  );
  const text = fc.string({ unit: fc.constantFrom(..."abz019_-.,:;@#/{}()[]|^$*+?\\ \n"), maxLength: 6 });
  const parts = fc.array(part, { minLength: 1, maxLength: 8 });
  const count = { read: 0 };
  fc.assert(
    fc.property(parts, fc.array(text, { minLength: 8, maxLength: 8 }), (signs, texts) => {
      const source = signs.join("");
      const [pattern, code] = read(source);
      if (code !== "lower/old-pattern") return;
      count.read++;
      for (const each of texts)
        expect(new RegExp(pattern, "u").test(each), `${source} ${each}`).toBe(new RegExp(source).test(each));
    }),
    { numRuns: 3_000 },
  );
  expect(count.read).toBeGreaterThan(100);
});
