import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { diffReleases } from "../../generator/diff/diff.js";
import { RULES } from "../../generator/diff/rules.js";
import { printRules } from "./print-rules.js";
import { readCase } from "./support.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, "../..");
const cases = readdirSync(path.join(here, "rules")).sort();

test.each(cases)("%s", (name) => {
  const [rule = "", sign] = name.split(".");
  const given = readCase(readFileSync(path.join(here, "rules", name), "utf8"));
  const { changes } = diffReleases(given.old, given.new, { docs: given.docs });
  const found = changes.filter((change) => change.rule === rule);
  if (sign === "negative") {
    expect(found).toEqual([]);
    return;
  }
  expect(found.map(({ path: place, breaks }) => ({ path: place, breaks }))).toEqual([
    { path: given.path, breaks: given.breaks },
  ]);
  const [change] = found;
  expect(/^(breaking|stricter)$/.test(change?.severity ?? "")).toBe(given.breaks.length > 0);
  expect(change?.classes.wire === "breaking").toBe(change?.severity === "breaking");
  expect(change?.classes.generated === "breaking").toBe(given.breaks.length > 0);
  // Both directions of one difference are judged by rules that name each other.
  const back = diffReleases(given.new, given.old, { docs: given.docs }).changes;
  const mirrors = RULES.find(({ id }) => id === rule)?.mirrors ?? [];
  expect(back.some((other) => mirrors.includes(other.rule) && other.path === given.path)).toBe(true);
});

test("each rule has an ID of its own, a positive and a negative case, and mirrors that know it", () => {
  const ids = RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(cases).toEqual(ids.flatMap((id) => [`${id}.negative.yaml`, `${id}.positive.yaml`]).sort());
  for (const { id, mirrors } of RULES)
    for (const mirror of mirrors) expect(RULES.find((rule) => rule.id === mirror)?.mirrors).toContain(id);
});

test("the documentation lists the rules as they are", () => {
  expect(readFileSync(path.join(root, "docs/diff-rules.md"), "utf8")).toBe(printRules(RULES));
});
