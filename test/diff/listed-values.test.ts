/** A list of values in one alternative lists nothing where another alternative lets all values of the type through. */
import { expect, test } from "vitest";
import { told } from "./support.js";

test.each([
  ["{ anyOf: [{ type: boolean, enum: [true] }, { type: boolean }] }", "{ type: boolean }", []],
  [
    "{ type: string, enum: [a] }",
    "{ anyOf: [{ type: string, enum: [a] }, { type: string }] }",
    ["values-opened breaking server"],
  ],
  [
    "{ anyOf: [{ type: string, enum: [a] }, { type: string }] }",
    "{ type: string, enum: [a] }",
    ["values-limited breaking caller"],
  ],
])("%s -> %s", (old, next, changes) => {
  expect(told(`at: request\nold: ${old}\nnew: ${next}\n`)).toEqual(changes);
});
