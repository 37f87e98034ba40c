/** Changed examples of the newest release; those of the others, which take long, are in the soak. */
import { expect, test } from "vitest";
import { testChangedExamples } from "./support/changed-examples.js";
import { emitOnlyValidators } from "./support/emit.js";
import { NEWEST, releaseFolder, type Value } from "./support/release.js";

testChangedExamples(NEWEST);

const newest = releaseFolder(NEWEST);
test.skipIf(newest === undefined)("what is deep inside /sync is checked", async () => {
  if (newest === undefined) return;
  const { is } = await emitOnlyValidators(newest).validator("client-server", "SyncResponse200");
  const joined = (room: Value, id = "!room:example.org"): Value => ({
    next_batch: "s1",
    rooms: { join: { [id]: room } },
  });
  expect(is(joined({ timeline: { events: [], limited: false } }))).toBe(true);
  expect(is(joined({ timeline: { events: [], limited: "no" } }))).toBe(false);
  expect(is(joined({ timeline: { events: [{ type: "m.room.message" }] } }))).toBe(false);
  expect(is(joined({ summary: { "m.heroes": ["nobody"] } }))).toBe(false);
});
