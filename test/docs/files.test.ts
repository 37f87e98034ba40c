/** Files and folders that the guides name are there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const pages = [
  "CONTRIBUTING.md",
  "docs/architecture.md",
  ...readdirSync(path.join(root, "docs/decisions")).map((file) => `docs/decisions/${file}`),
];
/** A path of the repository in backticks, without placeholders. */
const NAMED =
  /`((?:appservice|auth|bench|cli|docs|examples|generated|generator|schemas|scripts|server|test|\.ci)\/[\w./$-]*)`/g;

test.each(pages)("%s", (page) => {
  const text = readFileSync(path.join(root, page), "utf8");
  const named = [...text.matchAll(NAMED)].map(([, file = ""]) => file);
  expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

test("the walks name many of them", () => {
  const text = readFileSync(path.join(root, "docs/architecture.md"), "utf8");
  expect([...text.matchAll(NAMED)].length).toBeGreaterThan(30);
});
