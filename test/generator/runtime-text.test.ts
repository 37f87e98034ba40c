/** The emitted runtime is the same whether the generator runs from its sources, as in tests, or from its build. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { RUNTIME_FILES } from "../../generator/emit/runtime-files/emit-runtime.js";
import { legible, runtimeText } from "../../generator/emit/runtime-files/runtime-text.js";
import { root } from "../support/built.js";

const built = path.join(root, "dist/generator/emit/runtime");

test.each(RUNTIME_FILES)("%s", (name) => {
  const read = (file: string): string => readFileSync(path.join(built, file), "utf8");
  const { js, declarations } = legible({ js: read(`${name}.js`), declarations: read(`${name}.d.ts`) });
  expect(runtimeText(name)).toEqual({ js, declarations });
});
