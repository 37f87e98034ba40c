/** The emitted runtime is the same whether the generator runs from its sources, as in tests, or from its build. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { RUNTIME_FILES } from "../../generator/emit/runtime-files/emit-runtime.js";
import { runtimeText } from "../../generator/emit/runtime-files/runtime-text.js";
import { root } from "../support/built.js";

const built = path.join(root, "dist/generator/emit/runtime");

test.each(RUNTIME_FILES)("%s", (name) => {
  const { js, declarations } = runtimeText(name);
  expect(js).toBe(readFileSync(path.join(built, `${name}.js`), "utf8"));
  expect(declarations).toBe(readFileSync(path.join(built, `${name}.d.ts`), "utf8"));
});
