/** docs/client.md is one program, which compiles. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { typeCheck } from "../support/type-check.js";

const page = readFileSync(path.resolve(import.meta.dirname, "../../docs/client.md"), "utf8");
const snippets = [...page.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? "");

test("its snippets, one after the other, compile", () => {
  expect(snippets.length).toBeGreaterThan(7);
  const source = ["test/docs/client-snippets.ts", snippets.join("\n")] as const;
  expect(typeCheck(new Map([source]), { lib: ["lib.es2023.d.ts", "lib.dom.d.ts"] })).toEqual([]);
});
