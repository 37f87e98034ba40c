/** Files and folders that the guides name are there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const pagesIn = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder)).flatMap((file) => (file.endsWith(".md") ? [`${folder}/${file}`] : []));
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...["appservice", "auth", "generator", "inspect", "server", "docs", "docs/decisions"].flatMap(pagesIn),
];
/** A path of the repository in backticks, without placeholders. */
const NAMED =
  /`((?:appservice|auth|bench|cli|docs|examples|generated|generator|inspect|schemas|scripts|server|test|\.ci)\/[\w./$-]*)`/g;

test.each(pages)("%s", (page) => {
  const text = readFileSync(path.join(root, page), "utf8");
  const named = [...text.matchAll(NAMED)].map(([, file = ""]) => file);
  expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

test("the walks name many of them", () => {
  const text = readFileSync(path.join(root, "docs/architecture.md"), "utf8");
  expect([...text.matchAll(NAMED)].length).toBeGreaterThan(30);
});

/** Tests that the runner is told to run, by the beginning of their paths. */
const RUN = /npx vitest run((?: test\/[\w./-]+)+)/g;
const testFiles = readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => `test/${file}`);

test("tests that the guides run are there", () => {
  const run = pages.flatMap((page) =>
    [...readFileSync(path.join(root, page), "utf8").matchAll(RUN)].flatMap(([, paths = ""]) =>
      paths.trim().split(" "),
    ),
  );
  expect(run.length).toBeGreaterThan(5);
  expect(run.filter((start) => !testFiles.some((file) => file.startsWith(start)))).toEqual([]);
});

/** Folders, each with a README that says what its folders hold. */
const TOLD = ["auth", "generator", "inspect", "server"];

test.each(TOLD)("the README of %s tells what each of its folders holds", (folder) => {
  const text = readFileSync(path.join(root, folder, "README.md"), "utf8");
  const folders = readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !["dist", "node_modules"].includes(entry.name))
    .map(({ name }) => name);
  expect(folders.filter((name) => !text.includes(`\`${name}/`))).toEqual([]);
});

/** Sources of what benches import as it was built. */
const IMPORTED = /(?:from |import\()"(\.[^"]+\.m?js)"/g;
const benches = ["bench", "bench/support"].flatMap((folder) =>
  readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith(".mjs"))
    .map((file) => path.join(folder, file)),
);

test.each(benches)("what %s imports is there", (bench) => {
  const text = readFileSync(path.join(root, bench), "utf8");
  const imported = [...text.matchAll(IMPORTED)].map(([, file = ""]) => path.join(path.dirname(bench), file));
  const isThere = (file: string): boolean => {
    const source = file.replace(/(^|\/)dist\//, "$1").replace(/\.js$/, ".ts");
    return existsSync(path.join(root, file.includes("dist/") ? source : file));
  };
  expect(imported.filter((file) => !isThere(file))).toEqual([]);
});
