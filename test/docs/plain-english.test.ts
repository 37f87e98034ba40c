/** Comments are in plain English, as far as a test can tell: turns of phrase that are hard on readers, and what to write. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const COMMENT = /^\s*(?:\/\*\*|\*|\/\/)\s*(?<text>.*)/;

interface Phrase {
  readonly found: RegExp;
  readonly instead: string;
}

const PHRASES: readonly Phrase[] = [
  { found: /^What\b(?!.*\?)/, instead: "begin with a noun or a verb, not with `What`" },
  { found: /\b(?:is|are|was|were) no (?!longer\b|more\b)/, instead: "write `is not a`, or `there is no`" },
  { found: /\b(?:whoever|whom|somebody|nobody)\b/i, instead: "name the server, user, client or caller" },
];
/** Sentences in which the phrase is right. */
const FINE = /\bthere (?:is|are|was|were) no\b/i;

function remarksOn(text: string): readonly string[] {
  const comment = text.match(COMMENT)?.groups?.text ?? "";
  return PHRASES.filter(({ found }) => found.test(comment.replace(new RegExp(FINE, "gi"), ""))).map(
    ({ instead }) => instead,
  );
}

test("phrases are found in comments, and only there", () => {
  expect(remarksOn("  /** What the header says. */")).toHaveLength(1);
  expect(remarksOn("  // A list is no object.")).toHaveLength(1);
  expect(remarksOn(" * Whoever asks is told.")).toHaveLength(1);
  expect(remarksOn(" * There is no such event, and the token is no longer good.")).toEqual([]);
  expect(remarksOn('const title = "What nobody is no judge of";')).toEqual([]);
});

test("comments are plain", () => {
  const files = [
    "appservice",
    "auth",
    "cli",
    "examples",
    "generator",
    "inspect",
    "server",
    "test",
    "scripts",
  ].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(?:ts|mjs)$/.test(file) && !/(?:^|\/)(?:dist|node_modules|golden)\//.test(file))
      .map((file) => `${folder}/${file}`),
  );
  expect(files.length).toBeGreaterThan(500);
  const remarks = files.flatMap((file) =>
    readFileSync(path.join(root, file), "utf8")
      .split("\n")
      .flatMap((line, index) => remarksOn(line).map((remark) => `${file}:${index + 1}: ${remark}`)),
  );
  expect(remarks).toEqual([]);
});
