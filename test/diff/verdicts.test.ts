/** Where a validator of the new release judges a value otherwise than one of the old, `diff` says so, to the audience that meets it. */
import { expect, test } from "vitest";
import { BASES, editsOf } from "./edits.js";
import { smallEvent, untoldVerdicts, VALUES } from "./verdicts.js";

test("a sample of all edits; the soak makes each", async () => {
  const edits = BASES.flatMap(editsOf).filter((_, index) => index % 9 === 0);
  const contents = VALUES.map((v) => ({ v }));
  const { changed, missed } = await untoldVerdicts({ edits, eventOf: smallEvent, contents: () => contents });
  expect(changed).toBeGreaterThan(100);
  expect(missed).toEqual([]);
});
