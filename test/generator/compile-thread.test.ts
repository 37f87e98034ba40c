/** A second thread changes nothing in what is emitted, whether it answers, fails or never starts. */
import { expect, test } from "vitest";
import { countBatches, takeBatches } from "../../generator/emit/validators/templates/batches.js";
import { CompileThread } from "../../generator/emit/validators/templates/compile-thread.js";
import { generate } from "../../generator/pipeline.js";
import { copySchemas } from "../support/some-schemas.js";
import { temporaryFolder } from "./support/emit.js";

test("a thread that cannot start leaves all of the work to the first one", () => {
  const spec = temporaryFolder();
  copySchemas(spec, ["api/client-server/knocking.yaml", "event-schemas/schema/m.room.member.yaml"]);
  const alone = generate({ spec });
  // Run from its source, the file that the thread would load is not there.
  const thread = new CompileThread();
  thread.start();
  const together = generate({ spec }, undefined, undefined, thread);
  expect(together.files).toEqual(alone.files);
});

test("two that share batches take each once", () => {
  const all = Array.from({ length: 240 }, (_, index) => index);
  const counts = new Int32Array(2);
  const [one, other] = [takeBatches(all, counts), takeBatches(all, counts)];
  const taken = [one, other, other, one, other, one].map((side) => side.next().value ?? []);
  expect(taken.filter((batch) => batch.length > 0)).toHaveLength(countBatches(all));
  expect(taken.flat().sort((a, b) => a - b)).toEqual(all);
});

test("for a few schemas no thread starts, and the caller compiles them", () => {
  const begun = new CompileThread().begin(new Map([["a", { type: "string" }]]), ["a"]);
  expect(begun()).toEqual([]);
});
