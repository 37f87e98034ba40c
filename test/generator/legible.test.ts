/** Emitted code is legible: one statement a line, two spaces a level, no long lines, names that say something, and doc comments. */
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { EMITTER_NAMES } from "../../generator/emit/emitters.js";
import { schemasFolder } from "../schemas/support.js";
import { emit } from "./support/emit.js";
import { releaseFolder } from "./support/release.js";

const ours = emit(schemasFolder, { emit: EMITTER_NAMES }).files;
const release = releaseFolder("v1.19");
const theirs = release === undefined ? undefined : emit(release, { emit: EMITTER_NAMES }).files;

/** Longest line; what a string holds does not count, since it cannot be broken. */
const WIDTH = 160;
const STRINGS = /"(?:[^"\\\n]|\\.)*"|`(?:[^`\\\n]|\\.)*`/g;

/** Rows of tables, and links, in comments. */
const UNBREAKABLE = /^ *\* (?:\||\S+(?: \S{60,})?$)/;

/** Lines that hold more than one statement, and statements that no indentation tells from what is around them. */
function crowded(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const rows = text.split("\n");
  const positionOf = (node: ts.Node): ts.LineAndCharacter =>
    file.getLineAndCharacterOfPosition(node.getStart(file));
  const visit = (node: ts.Node): void => {
    const statements = ts.isSourceFile(node) || ts.isBlock(node) ? node.statements : [];
    const lines = new Set<number>();
    for (const statement of statements) {
      const { line, character } = positionOf(statement);
      const first = rows[line] ?? "";
      if (lines.has(line) || character % 2 !== 0 || first.slice(0, character).trim() !== "")
        found.push(`${path}:${line + 1}`);
      lines.add(line);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

for (const [name, files = []] of [["schemas", ours] as const, ["v1.19", theirs] as const])
  describe.skipIf(files.length === 0)(`of ${name}`, () => {
    const code = files.filter(({ path }) => /\.[jt]s$/.test(path));
    const validators = files.filter(({ path }) => path.startsWith("validators/"));

    test("no line is long", () => {
      const long = code.flatMap(({ path, text }) =>
        text
          .split("\n")
          .flatMap((line, index) =>
            line.replace(STRINGS, '""').length > WIDTH && !UNBREAKABLE.test(line)
              ? [`${path}:${index + 1}: ${line}`]
              : [],
          ),
      );
      expect(long).toEqual([]);
    });

    test("names are made of what the schemas call things", () => {
      for (const { path, text } of code) expect(text.match(/\b\w*_[0-9a-f]{8,}\b/g) ?? [], path).toEqual([]);
    });

    test("every guard and check has a doc comment", () => {
      expect(validators.length).toBeGreaterThan(0);
      for (const { path, text } of validators) {
        const lines = text.split("\n");
        const bare = lines.filter(
          (line, index) => /^export (?:declare )?const /.test(line) && !lines[index - 1]?.endsWith("*/"),
        );
        expect(bare, path).toEqual([]);
      }
    });

    test("one statement stands on a line, indented by two spaces for each level", () => {
      for (const { path, text } of code) expect(crowded(path, text), path).toEqual([]);
    });

    test("handlers take what the types call bodies", () => {
      for (const { path, text } of files) expect(text, path).not.toContain('Request["body"]');
    });

    test("links lead to the release that the documents are of", () => {
      const links = new Set(files.flatMap(({ text }) => text.match(/spec\.matrix\.org\/[^/]+\//g) ?? []));
      for (const link of links) expect(link).toBe("spec.matrix.org/v1.19/");
    });
  });

test("a body that has a function of its own is checked by that function wherever it occurs", () => {
  const events = ours.find(({ path }) => path === "validators/events.js")?.text ?? "";
  const bodyOf = (name: string): string => events.split(`\nfunction ${name}(`)[1]?.split("\n}\n")[0] ?? "";
  expect(bodyOf("gRoomAvatarEvent")).toContain("gRoomAvatarContent(");
  expect(bodyOf("vRoomAvatarEvent")).toContain('vRoomAvatarContent(data0, issues, at + "/content")');
});
