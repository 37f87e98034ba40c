/** A second thread changes nothing in what is emitted, whether it answers, fails or never starts. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readAhead } from "../../generator/load/read-ahead.js";
import { generate } from "../../generator/pipeline.js";
import { countBatches, share, takeBatches } from "../../generator/thread/batches.js";
import { SecondThread } from "../../generator/thread/second-thread.js";
import { copySchemas } from "../support/some-schemas.js";
import { temporaryFolder } from "./support/emit.js";

const spec = temporaryFolder();
copySchemas(spec, ["api/client-server/knocking.yaml", "event-schemas/schema/m.room.member.yaml"]);

test("a thread that cannot start leaves all of the work to the first one", () => {
  const alone = generate({ spec });
  // Run from its source, the file that the thread would load is not there.
  const thread = new SecondThread();
  thread.start();
  const together = generate({ spec }, { thread });
  expect(together.files).toEqual(alone.files);
});

test("what is read ahead changes neither what is emitted nor what is told, and in which order", () => {
  const odd = temporaryFolder();
  copySchemas(odd, ["api/client-server/knocking.yaml", "event-schemas/schema/m.room.member.yaml"]);
  for (const name of ["m.b", "m.a"])
    writeFileSync(path.join(odd, `event-schemas/schema/${name}.yaml`), `type: object\ntype: object\n`);
  const inAnyOrder = {
    read: (folder: string, paths: readonly string[]) => readAhead(folder, paths.toReversed()),
    begin: () => () => [],
  };
  const alone = generate({ spec: odd });
  const together = generate({ spec: odd }, { thread: inAnyOrder });
  expect(alone.diagnostics.all).not.toEqual([]);
  expect(together.diagnostics.all).toEqual(alone.diagnostics.all);
  expect(together.files).toEqual(alone.files);
  expect(together.loaded.files()).toEqual(alone.loaded.files());
});

test("a file outside of the folder is not taken from what is read ahead", () => {
  const inside = temporaryFolder();
  copySchemas(inside, ["api/client-server/knocking.yaml"]);
  const text = "$ref: ../../../outside.yaml\n";
  mkdirSync(path.join(inside, "event-schemas/schema"), { recursive: true });
  writeFileSync(path.join(inside, "event-schemas/schema/m.a.yaml"), text);
  const outside = { path: "../outside.yaml", text: "type: object\n", value: { type: "object" } };
  const thread = { read: () => [outside], begin: () => () => [] };
  const { diagnostics } = generate({ spec: inside }, { thread });
  expect(diagnostics.all.map(({ code }) => code)).toContain("load/outside-folder");
});

test("two that share batches take each once", () => {
  const all = Array.from({ length: 240 }, (_, index) => index);
  const shared = share(all, 50);
  const [one, other] = [takeBatches(shared), takeBatches(shared)];
  const taken = [one, other, other, one, other, one].map((side) => side.next().value ?? []);
  expect(taken.filter((batch) => batch.length > 0)).toHaveLength(countBatches(shared));
  expect(taken.flat().sort((a, b) => a - b)).toEqual(all);
});

test("for a few schemas no thread starts, and the caller compiles them", () => {
  const begun = new SecondThread().begin(new Map([["a", { type: "string" }]]), ["a"]);
  expect(begun()).toEqual([]);
});
