/** Each operation that the server answers is asked for by a test of the server: the last word of its path stands in one that says its method. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { APIS, handled, memberOf, operations, root } from "./answered.js";

const folder = path.join(root, "test/server");
/** `left-out.test.ts` asks for what does not answer. */
const tests: readonly string[] = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith("left-out.test.ts"))
  .map((file) => readFileSync(path.join(folder, file), "utf8"));

const lastWord = (template: string): string =>
  template.split("/").findLast((segment) => !segment.startsWith("{")) ?? "";

const answered = APIS.flatMap((api) => {
  const here = handled(api);
  return operations.filter((operation) => operation.api === api && here.has(memberOf(operation.operationId)));
});

test.each(answered)("$operationId is asked for by a test of the server", ({ method, path: template }) => {
  // As a segment of a path, the last one if it is the last here: what is filled in stands between `${` and `}`.
  const more = template.endsWith("}") ? "/" : "";
  const asked = new RegExp(`[/"\`]${lastWord(template)}(?:[${more}?"\`]|\\$\\{)`);
  // By its name, or by a helper that is called like it; `act` posts what one member does to another.
  const helper = method === "POST" ? "(?:post|act)" : method.toLowerCase();
  const calls = new RegExp(`"${method}"|\\b${helper}\\w*\\(`);
  const remedy = `test ${method} ${template} in test/server/, as clients/smaller.test.ts does`;
  expect(
    tests.some((text) => asked.test(text) && calls.test(text)),
    remedy,
  ).toBe(true);
});
