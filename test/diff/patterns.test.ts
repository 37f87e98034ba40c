/** Patterns that are written differently: judged by the texts that they take, where an automaton can tell. */
import { expect, test } from "vitest";
import { PatternComparison } from "../../generator/diff/compare/patterns.js";
import { diffReleases } from "../../generator/diff/diff.js";
import { readCase } from "./support.js";

const comparison = new PatternComparison();

test.each([
  ["", ".*", "same"],
  ["\\d", "[0-9]", "same"],
  ["^(a|b)$", "^[ab]$", "same"],
  ["^[\\S\\s]+$", "^[\\S\\s]*$", "wider"],
  ["[a-z][a-z0-9]{1,47}", "[a-z][a-z0-9]{0,47}", "wider"],
  ["^[a-z]{1,100}$", "^[a-z]{1,50}$", "narrower"],
  ["^a|b$", "^a", "narrower"],
  ["^$|^x", "^(x.*)?$", "narrower"],
  ["^a+$", "^b+$", "other"],
  ["^(?=a)", "^a", undefined],
  ["^(a)\\1$", "^aa$", "same"],
  ["(a|b)*a(a|b){12}", "(a|b)*a(a|b){13}", undefined],
])("%j to %j: %s", (old, next, effect) => {
  expect(comparison.effect(old, next)).toBe(effect);
  const back = effect === "wider" ? "narrower" : effect === "narrower" ? "wider" : effect;
  expect(comparison.effect(next, old)).toBe(back);
});

test("what changes in a body", () => {
  const told = (old: string, next: string): string[] => {
    const body = (schema: string): string => `{ type: string${schema} }`;
    const given = readCase(`at: request\nold: ${body(old)}\nnew: ${body(next)}\n`);
    return diffReleases(given.old, given.new).changes.map(({ rule, breaks }) => `${rule} ${breaks}`);
  };
  expect(told("", ", pattern: '.*'")).toEqual([]);
  expect(told(", pattern: '^a+$'", ", pattern: '^a*$'")).toEqual(["constraint-loosened server"]);
  expect(told(", pattern: '^a*$'", ", pattern: '^a+$'")).toEqual(["constraint-tightened caller"]);
  const both = ", allOf: [{ pattern: a }, { pattern: b }]";
  expect(told(both, ", pattern: a")).toEqual(["constraint-changed caller,server"]);
});
