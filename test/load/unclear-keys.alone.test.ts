/** Keys that are not text are looked for by a second parser, which is slow to load and to run; here nothing else has loaded it. */
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { unclearKeys } from "../../generator/load/unclear-keys.js";

const isLoaded = (): boolean =>
  Object.keys(createRequire(import.meta.url).cache).some((file) =>
    /[\\/]node_modules[\\/]yaml[\\/]/.test(file),
  );

test("short codes in prose do not call for the second parser, a map in the place of a key does", () => {
  expect(unclearKeys('description: |\n  {{% boxes/note %}}\n  {{%added-in v="1.18"%}}\n')).toEqual([]);
  expect(isLoaded()).toBe(false);
  expect(unclearKeys("title: { { title } }\n")).toHaveLength(1);
  expect(isLoaded()).toBe(true);
});
