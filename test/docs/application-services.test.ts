/** docs/application-services.md is one program, which compiles. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { typeCheck } from "../support/type-check.js";

const page = readFileSync(path.resolve(import.meta.dirname, "../../docs/application-services.md"), "utf8");
const snippets = [...page.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? "");

test("its snippets, one after the other, compile", () => {
  expect(snippets).toHaveLength(4);
  const source = ["test/docs/application-services-snippets.ts", snippets.join("\n")] as const;
  expect(typeCheck(new Map([source]), { types: ["node"], skipLibCheck: true })).toEqual([]);
});
