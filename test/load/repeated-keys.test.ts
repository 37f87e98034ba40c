/** A key that an object of a JSON text has twice is found however it is written. */
import { expect, test } from "vitest";
import { repeatedKey } from "../../generator/load/repeated-keys.js";

test.each([
  ['{"a": 1, "b": {"a": 2}}', undefined],
  ['{"a": 1, "a": 2}', 9],
  [String.raw`{"a": 1, "\u0061": 2}`, 9],
  [String.raw`{"\"": 1, "\u0022": 2}`, 10],
])("%s", (text, offset) => {
  expect(repeatedKey(text)?.offset).toBe(offset);
});
