import { expect, test } from "vitest";
import { folderAt } from "../../generator/cache/folder.js";
import { type LastingMemo, openMemo } from "../../generator/cache/memo.js";
import { fromEntries, get, isObject, type Json } from "../../generator/json.js";
import { generate } from "../../generator/pipeline.js";
import { copySchemas } from "../support/some-schemas.js";
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

test("entries that are not what they should be are forgotten", () => {
  const spec = temporaryFolder();
  copySchemas(spec, ["api/client-server/knocking.yaml", "event-schemas/schema/m.room.member.yaml"]);
  const cache = folderAt(temporaryFolder());
  const memo = openMemo(cache, "");
  const expected = generate({ spec }, { memo });
  memo.save(cache, "");
  const entries = get(cache.read("memo"), "entries");
  const kinds = ["declaration", "function"];
  const damaged = Object.keys(isObject(entries) ? entries : {})
    .filter((key) => kinds.some((kind) => key.startsWith(kind)))
    .map((key, index): [string, Json] => [
      key,
      [["{", 1, {}, { check: "", guard: "", texts: [1] }][index % 4] ?? ""],
    ]);
  expect(damaged.length).toBeGreaterThan(20);
  cache.write("memo", { fingerprint: "", entries: fromEntries(damaged) });
  expect(generate({ spec }, { memo: openMemo(cache, "") }).files).toEqual(expected.files);
});
