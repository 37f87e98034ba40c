/** Every number of a behaviour that the code or a test names stands in docs/behaviours.md. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const listed = new Set(
  [...readFileSync(path.join(root, "docs/behaviours.md"), "utf8").matchAll(/^- `([#NXO]\d+)` /gm)].map(
    ([, number = ""]) => number,
  ),
);

/** A number in a comment or a title: a letter of a series or a hash, and at most two digits. */
const NUMBER = /(?<![\w&#])(#\d{1,2}|[NXO]\d{1,2})(?![\w-])/g;
const COMMENT_OR_TITLE = /\/\*\*?[\s\S]*?\*\/|\/\/.*|\b(?:it|test|describe)(?:\.\w+)*\(\s*"[^"]*"/g;

function numbersOf(source: string): readonly string[] {
  return (source.match(COMMENT_OR_TITLE) ?? []).flatMap((text) => text.match(NUMBER) ?? []);
}

test("numbers are read from comments and titles only", () => {
  expect(numbersOf('/** #12 and X5 */ const color = "#12"; // N3, nodejs/node#63785\nit("O56: a")')).toEqual([
    "#12",
    "X5",
    "N3",
    "O56",
  ]);
});

test("each number that is named has its line", () => {
  expect(listed.size).toBeGreaterThan(130);
  const missing = ["appservice", "auth", "server", "cli", "generator", "test"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !/(^|\/)(dist|node_modules|golden)\//.test(file))
      .filter((file) => file !== "docs/behaviours.test.ts")
      .flatMap((file) =>
        numbersOf(readFileSync(path.join(root, folder, file), "utf8"))
          .filter((number) => !listed.has(number))
          .map((number) => `${folder}/${file}: ${number}`),
      ),
  );
  expect(missing, "say in docs/behaviours.md what these mean").toEqual([]);
});
