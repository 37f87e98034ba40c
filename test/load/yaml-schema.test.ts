/** Numbers of YAML are those of its core schema, and everything else is text. */
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { YAML_1_2 } from "../../generator/load/yaml-schema.js";

const read = (text: string): unknown => load(text, { schema: YAML_1_2 });

test("numbers", () => {
  const written = "0 -0 +1 010 0o17 0x1F .5 -.5 +.5 1. 1.e3 12e03 1E-2 -1.25 .inf -.INF";
  const numbers = [0, 0, 1, 10, 15, 31, 0.5, -0.5, 0.5, 1, 1000, 12_000, 0.01, -1.25, Infinity, -Infinity];
  expect(written.split(" ").map(read)).toEqual(numbers);
  expect(read(".nan")).toBeNaN();
});

test("what only looks like one", () => {
  const written = "0b11 -0x1F 0X1F 0o8 1_000 1:30 2020-01-01 . + -. 1e +.nan 1.2.3".split(" ");
  expect(written.map(read)).toEqual(written);
});
