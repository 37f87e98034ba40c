/** Titles of a report name what tells the two specifications apart, not the machine's folders. */
import { expect, test } from "vitest";
import { labelsOf } from "../../generator/diff/labels.js";

test.each([
  ["/home/ada/spec/v1.16/data", "/home/ada/spec/v1.19/data", "v1.16", "v1.19"],
  ["/home/ada/spec/v1.16/data", "schemas", "v1.16", "schemas"],
  ["old", "new", "old", "new"],
  ["./a/b", "./a/b/c", "b", "c"],
  ["/home/ada/schemas", "/home/bob/schemas", "ada", "bob"],
  ["spec", "./spec", "spec", "spec"],
  ["same/data", "same/data", "same", "same"],
  ["v1.18", "unstable", "v1.18", "unstable"],
  ["C:\\spec\\one\\data", "C:\\spec\\two\\data", "one", "two"],
  ["https://spec.example/a.tar.gz", "/home/ada/data", "https://spec.example/a.tar.gz", "ada"],
  ["/", "/", "/", "/"],
])("%s and %s", (old, next, first, second) => expect(labelsOf(old, next)).toEqual([first, second]));
