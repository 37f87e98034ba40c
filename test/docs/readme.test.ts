/** Every TypeScript snippet of the README compiles against what is generated, and its commands exist. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { bin } from "../support/built.js";
import { typeCheck } from "../support/type-check.js";

const root = path.resolve(import.meta.dirname, "../..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");
const snippets = [...readme.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? "");

test("the snippet of the harness for application services compiles", () => {
  const text = readFileSync(path.join(root, "appservice/README.md"), "utf8");
  const [, snippet = ""] = /```ts\n(.*?)```/s.exec(text) ?? [];
  expect(snippet).toContain("createApplicationService");
  const sources = new Map([["test/docs/appservice-snippet.ts", snippet]]);
  expect(typeCheck(sources, { types: ["node"], skipLibCheck: true })).toEqual([]);
});

test("the snippets compile", () => {
  expect(snippets.length).toBeGreaterThan(6);
  const sources = snippets.map(
    (text, index) => [`test/docs/readme-snippet-${index}.ts`, `${text}\nexport {};\n`] as const,
  );
  const problems = typeCheck(new Map(sources), {
    types: ["node"],
    skipLibCheck: true,
  });
  expect(problems).toEqual([]);
});

test("the commands that it names are there", () => {
  const help = execFileSync(process.execPath, [bin, "--help"], {
    encoding: "utf8",
  });
  const named = [...readme.matchAll(/`knockgen (\w+)/g)].map((match) => match[1] ?? "");
  for (const command of new Set(named)) expect(help).toMatch(new RegExp(`^ +${command}\\b`, "m"));
});
