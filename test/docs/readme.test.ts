/** Every TypeScript snippet of the README compiles against what is generated, and its commands exist. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { bin } from "../support/built.js";
import { typeCheck } from "../support/type-check.js";

const root = path.resolve(import.meta.dirname, "../..");
const read = (page: string): string => readFileSync(path.join(root, page), "utf8");
const readme = read("README.md");

/** Pages with snippets: how many, and what they take for granted. */
const PAGES: readonly { readonly page: string; readonly count: number; readonly granted?: string }[] = [
  { page: "README.md", count: 8 },
  { page: "appservice/README.md", count: 1 },
  { page: "server/README.md", count: 1 },
  {
    page: "auth/README.md",
    count: 3,
    granted: `import type { Pdu, PduKnowledge, PduNeed } from "@knockgen/auth";
declare const text: string;
declare const authEvents: readonly Pdu[];
declare const stateEvents: readonly Pdu[];
declare const find: (needs: PduNeed) => Promise<PduKnowledge>;
`,
  },
  { page: "docs/conformance.md", count: 3 },
];

test.each(PAGES)("the snippets of $page compile", ({ page, count, granted = "" }) => {
  const snippets = [...read(page).matchAll(/```ts\n(.*?)```/gs)].map(([, text = ""]) => text);
  expect(snippets).toHaveLength(count);
  const sources = snippets.map(
    (text, index) => [`test/docs/snippet-${index}.ts`, `${granted}${text}\nexport {};\n`] as const,
  );
  expect(typeCheck(new Map(sources), { types: ["node"], skipLibCheck: true })).toEqual([]);
});

test("the commands that it names are there", () => {
  const help = execFileSync(process.execPath, [bin, "--help"], {
    encoding: "utf8",
  });
  const named = [...readme.matchAll(/`knockgen (\w+)/g)].map((match) => match[1] ?? "");
  for (const command of new Set(named)) expect(help).toMatch(new RegExp(`^ +${command}\\b`, "m"));
});
