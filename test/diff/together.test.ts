/** Values that are one alternative and another as well, or that hold only where each of their members does, are among those tried. */
import { expect, test } from "vitest";
import type { Edit } from "./edits.js";
import { smallEvent, untoldVerdicts } from "./verdicts.js";

const beside = (schema: string): string =>
  `{ "oneOf": [${schema}, { "type": "object", "required": ["key"], "properties": { "key": { "type": "string" } } }] }`;
const needs = (member: string): string =>
  `{ "type": "object", "required": ["name"], "properties": { "name": ${member} } }`;

test.each([
  ["a text that may not be empty", needs('{ "type": "string", "minLength": 1 }'), "a"],
  ["a number above a bound", needs('{ "type": "integer", "exclusiveMinimum": 1 }'), 2],
  [
    "a list that may not be empty",
    needs('{ "type": "array", "minItems": 1, "items": { "type": "string" } }'),
    ["a"],
  ],
  ["an object with a member of its own", needs(needs('{ "type": "string", "minLength": 1 }')), { name: "a" }],
])("an object of one alternative that is of the other, too: %s", async (what, old, name) => {
  const edits: Edit[] = [
    { what, old: JSON.parse(old), new: JSON.parse(beside(old)) },
    { what, old: JSON.parse(beside(old)), new: JSON.parse(old) },
  ];
  const contents = [{ name }, { key: "a" }, { name, key: "a" }].map((v) => ({ v }));
  const { changed, missed } = await untoldVerdicts({ edits, eventOf: smallEvent, contents: () => contents });
  expect([changed, missed]).toEqual([2, []]);
});
