import { expect, test } from "vitest";
import { folderAt } from "../../generator/cache/folder.js";
import { type LastingMemo, openMemo } from "../../generator/cache/memo.js";
import { testEdits } from "./support/edits.js";
import { temporaryFolder } from "./support/emit.js";

// The edits that once failed, and one list more.
testEdits(2);

test("what run after run has added is there after a restart", () => {
  const cache = folderAt(temporaryFolder());
  const ask = (memo: LastingMemo, ...inputs: string[]): string[] => {
    const computed: string[] = [];
    for (const input of inputs)
      memo.recall(
        "declaration",
        () => input,
        () => {
          computed.push(input);
          return input;
        },
      );
    return computed;
  };
  const first = openMemo(cache, "a");
  ask(first, "one", "two");
  first.save(cache, "a");
  const second = first.next();
  ask(second, "one", "two edited");
  const third = second.next();
  ask(third, "one edited", "two edited");
  third.save(cache, "a");
  const restarted = openMemo(cache, "a");
  expect(ask(restarted, "one", "two", "one edited", "two edited", "three")).toEqual(["three"]);
  restarted.save(cache, "a");
  expect(ask(openMemo(cache, "a"), "one", "two", "one edited", "two edited", "three")).toEqual([]);
  expect(ask(openMemo(cache, "b"), "one")).toEqual(["one"]);
});
