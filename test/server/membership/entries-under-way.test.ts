/** Entries that are not answered for long. */
import { expect, it } from "vitest";
import { EntriesUnderWay } from "../../../server/membership/entries-under-way.js";

it("an entry goes on when others have waited for it long enough", async () => {
  const entries = new EntriesUnderWay({ patienceMs: 1 });
  let answer = (): void => {};
  const done = entries.run(
    "!room",
    { kind: "knock", userId: "@bob", isAutomatic: false },
    () =>
      new Promise<void>((resolve) => {
        answer = resolve;
      }),
  );
  await entries.settled("!room", "@bob");
  expect(await entries.isKnocking("!room", "@bob")).toBe(true);
  expect(await entries.isKnocking("!room", "@carol")).toBe(false);
  answer();
  await done;
  expect([...(await entries.enteringAmong(["!room"]))]).toEqual([]);
});
