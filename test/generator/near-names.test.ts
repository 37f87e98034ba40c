/** Names that are offered for one that does not exist. */
import { expect, test } from "vitest";
import { didYouMean, nearNames } from "../../generator/near-names.js";

const NAMES = ["client-server", "server-server", "identity", "knockRoom", "makeKnock", "waivers"];

test.each([
  ["cient-server", ["client-server"]],
  ["clientserver", ["client-server"]],
  ["waviers", ["waivers"]],
  ["KNOCKROOM", ["knockRoom"]],
  ["knock", ["knockRoom", "makeKnock"]],
  ["ban", []],
  ["", []],
  ["x".repeat(1_000_000), []],
])("%s", (asked, expected) => expect(nearNames(asked, NAMES)).toEqual(expected));

test("the end of a sentence", () => {
  expect(didYouMean("knock", NAMES)).toBe("; did you mean knockRoom or makeKnock?");
  expect(didYouMean("nonsense", NAMES)).toBe("");
});
