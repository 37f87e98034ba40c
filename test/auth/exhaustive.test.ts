/** A membership or a join rule that the schemas gain must stop the compiler where someone has to decide about it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { problemsOf, programOf } from "../support/compiler.js";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const generated = path.join(root, "generated/events.d.ts");

/** Where someone has to decide. */
const DECIDED = ["auth/rules/member.ts", "auth/membership/transitions.ts", "auth/read/join-rule.ts"];

/** The errors there once the generated text is changed, as `file: message`. */
function errorsWith(change: (text: string) => string): string[] {
  const config = ts.readConfigFile(path.join(root, "tsconfig.json"), ts.sys.readFile).config;
  const { options: all } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  // Files are named one by one here, not by a project.
  const options = { ...all, composite: false };
  const changed = new Map([[generated, change(readFileSync(generated, "utf8"))]]);
  const program = programOf([path.join(root, "auth/index.ts")], { ...options, types: [] }, changed);
  const nameOf = (file: string): string => path.relative(root, file);
  return problemsOf(program, (name) => DECIDED.includes(nameOf(name))).map(
    ({ file, messageText }) =>
      `${nameOf(file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
  );
}

/** Adds a member to the union of literals that a property of a content type has. */
function withMember(text: string, type: string, property: string, word: string): string {
  const start = text.search(new RegExp(`(type|interface) ${type}\\b`));
  const at = start < 0 ? -1 : text.slice(start).search(new RegExp(`\\b${property}: "`));
  if (at < 0) throw new Error(`no ${property} in ${type}`);
  const value = start + at + property.length + 2;
  return `${text.slice(0, value)}"${word}" | ${text.slice(value)}`;
}

test("as generated, they compile", () => {
  expect(errorsWith((text) => text)).toEqual([]);
});

test("a new membership", () => {
  const errors = errorsWith((text) => withMember(text, "RoomMemberContent", "membership", "hover"));
  expect(errors.some((error) => error.startsWith("auth/rules/member.ts") && error.includes("hover"))).toBe(
    true,
  );
  expect(
    errors.some((error) => error.startsWith("auth/membership/transitions.ts") && error.includes("hover")),
  ).toBe(true);
});

test("a new join rule", () => {
  const errors = errorsWith((text) => withMember(text, "RoomJoinRulesContent", "join_rule", "haunted"));
  expect(
    errors.some((error) => error.startsWith("auth/read/join-rule.ts") && error.includes("haunted")),
  ).toBe(true);
});
