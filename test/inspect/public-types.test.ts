/** Programs compile against the package without the types of Node: no declaration that its entry points lead to may need them. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../support/built.js";

/** Declarations that one leads to, itself among them, with their texts. */
function declarationsFrom(entry: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const follow = (file: string): void => {
    if (found.has(file)) return;
    const text = readFileSync(path.join(root, file), "utf8");
    found.set(file, text);
    for (const [, target = ""] of text.matchAll(/ from "(\.{1,2}\/[^"]+)\.js"/g))
      follow(path.join(path.dirname(file), `${target}.d.ts`));
  };
  follow(entry);
  return found;
}

test.each(["dist/generator/index.d.ts", "dist/inspect/index.d.ts", "dist/inspect/matchers.d.ts"])(
  "%s",
  (entry) => {
    const declarations = declarationsFrom(entry);
    expect(declarations.size).toBeGreaterThan(2);
    const needy = [...declarations].filter(([, text]) => /from "node:|\bNodeJS\.|: Buffer\b/.test(text));
    expect(needy.map(([file]) => file)).toEqual([]);
  },
);
