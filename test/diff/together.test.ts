/** Values that are one alternative and another as well, or that hold only where each of their members does, are among those tried. */
import { expect, test } from "vitest";
import type { Edit } from "./edits.js";
import { smallEvent, untoldVerdicts } from "./verdicts.js";

test.each([
  [
    "an alternative that an object of the other is, too",
    '{ "type": "object", "required": ["name"], "properties": { "name": { "type": "string", "minLength": 1 } } }',
    (schema: string) =>
      `{ "oneOf": [${schema}, { "type": "object", "required": ["key"], "properties": { "key": { "type": "string" } } }] }`,
    [{ name: "a" }, { key: "a" }, { name: "a", key: "a" }],
  ],
])("%s", async (what, old, wrapped, values) => {
  const edits: Edit[] = [
    { what, old: JSON.parse(old), new: JSON.parse(wrapped(old)) },
    { what, old: JSON.parse(wrapped(old)), new: JSON.parse(old) },
  ];
  const contents = values.map((v) => ({ v }));
  const { changed, missed } = await untoldVerdicts({ edits, eventOf: smallEvent, contents: () => contents });
  expect([changed, missed]).toEqual([2, []]);
});
