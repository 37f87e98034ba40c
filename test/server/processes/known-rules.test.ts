/** Push rules that are kept in memory. */
import { expect, it } from "vitest";
import { KnownRules } from "../../../server/push/known-rules.js";

it("users with rules of their own are asked for again after the database has failed", async () => {
  let isDown = true;
  const rules = new KnownRules({
    config: {},
    store: {
      accountDataOfUsers: async () => [],
      usersWithAccountData: async () => {
        if (isDown) throw new Error("the database is away");
        return ["@a:here.example"];
      },
    },
  });
  await expect(rules.changed()).rejects.toThrow("the database is away");
  isDown = false;
  expect(await rules.changed()).toEqual(new Set(["@a:here.example"]));
});
