/** Every numbered behaviour of knocking is named by a test of the whole server. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
import { shared } from "../support/shared.js";

const folder = path.dirname(fileURLToPath(import.meta.url));
const list = shared("KNOCKING.md");
const NUMBER = /#\d+\b|\b[NX]\d+\b/g;

/** `| 12 | …` is #12, `- N3. …` is N3, `| X5 | …` is X5. */
function numbered(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^(?:\| (\d+|X\d+) \||- (N\d+)\.)/gm)].map(([, cell = "", item]) =>
    item === undefined ? cell.replace(/^\d/, "#$&") : item,
  );
}

/** The titles of the tests in a file: the texts that `it`, `it.each(…)`, `describe` and `describe.each(…)` are given. */
function titles(source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(it|describe)\b/.test(node.expression.getText())) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) found.push(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("test.ts", source, ts.ScriptTarget.Latest, true));
  return found;
}

it("reads titles, and nothing else", () => {
  const source = 'it("#1 a", () => f("#2")); it.each([["#3"]])("N4 %s", g); // it("#5")';
  expect(titles(source)).toEqual(["#1 a", "N4 %s"]);
  expect(numbered("| 12 | x |\n| X5 | y |\n- N3. z\nas in #4\n")).toEqual(["#12", "X5", "N3"]);
});

it.skipIf(list === undefined)("each numbered behaviour has a test that names it", () => {
  const wanted = numbered(readFileSync(list ?? "", "utf8"));
  expect(wanted.length).toBeGreaterThan(80);
  expect(new Set(wanted).size).toBe(wanted.length);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".test.ts"),
  );
  const named = new Set(
    files
      .flatMap((name) => titles(readFileSync(path.join(folder, name), "utf8")))
      .flatMap((title) => title.match(NUMBER) ?? []),
  );
  expect(wanted.filter((number) => !named.has(number))).toEqual([]);
  // A number that the list does not have is a slip of the pen.
  expect([...named].filter((number) => !wanted.includes(number))).toEqual([]);
});
