/** Entries that are not answered for long. */
import { expect, it } from "vitest";
import { EntriesUnderWay } from "../../../server/membership/entries-under-way.js";

it("an entry goes on when others have waited for it long enough", async () => {
  const entries = new EntriesUnderWay({ patienceMs: 1 });
  let answer = (): void => {};
  const done = entries.run(
    "!room",
    { kind: "knock", userId: "@bob" },
    () =>
      new Promise<void>((resolve) => {
        answer = resolve;
      }),
  );
  await entries.settled("!room", "@bob");
  expect([entries.isKnocking("!room", "@bob"), entries.isKnocking("!room", "@carol")]).toEqual([true, false]);
  answer();
  await done;
  expect(entries.isEntering("!room")).toBe(false);
});
