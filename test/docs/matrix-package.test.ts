/** The README of @knockgen/matrix: its snippets compile, and each kind of module is in its table. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { typeCheck } from "../support/type-check.js";

const root = path.resolve(import.meta.dirname, "../..");
const generated = path.join(root, "generated");
const readme = readFileSync(path.join(generated, "README.md"), "utf8");

test("each snippet compiles", () => {
  const snippets = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, snippet = ""]) => snippet);
  expect(snippets.length).toBe(3);
  const sources = snippets.map(
    (text, index) => [`test/docs/matrix-package-${index}.ts`, `${text}\nexport {};\n`] as const,
  );
  expect(typeCheck(new Map(sources), { types: ["node"], skipLibCheck: true })).toEqual([]);
});

test("the table has all modules, and no others", () => {
  const [, table = ""] = /\n## Modules\n(.*)/s.exec(readme) ?? [];
  const named = [...table.matchAll(/`\/([^`]+)`/g)].map(([, name = ""]) => name);
  for (const name of named) {
    const file = name.replace(/\/…$/, "");
    expect(
      existsSync(path.join(generated, file)) || existsSync(path.join(generated, `${file}.js`)),
      name,
    ).toBe(true);
  }
  for (const entry of readdirSync(generated, { withFileTypes: true })) {
    if (entry.isDirectory() && entry.name !== "runtime") expect(named).toContain(`${entry.name}/…`);
    if (entry.name.endsWith(".js") && entry.name !== "index.js")
      expect(named).toContain(entry.name.slice(0, -3));
  }
});
