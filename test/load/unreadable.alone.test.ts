/** Files and names that are there, or not, for others: said with their place, never thrown. */
import { expect, test, vi } from "vitest";
import { generate } from "../../generator/pipeline.js";
import { writeFolder } from "../generator/support/emit.js";

/** The user of this test may be allowed to read everything. */
vi.mock(import("node:fs"), async (original) => {
  const fs = await original();
  const guarded = new Proxy(fs.readFileSync, {
    apply(target, self, values) {
      if (String(values[0]).endsWith("m.secret.yaml"))
        throw Object.assign(new Error("EACCES: permission denied, open '/m.secret.yaml'"), {
          code: "EACCES",
        });
      return Reflect.apply(target, self, values);
    },
  });
  return { ...fs, readFileSync: guarded };
});

test("a file without permission", () => {
  const spec = writeFolder([["event-schemas/schema/m.secret.yaml", "type: object"]]);
  expect(generate({ spec }).diagnostics.all).toMatchObject([
    {
      code: "load/unreadable",
      message: "EACCES: permission denied",
      origin: { file: "event-schemas/schema/m.secret.yaml" },
      line: 1,
    },
  ]);
});

test("an API that the folder does not have", () => {
  const spec = writeFolder([["event-schemas/schema/m.door.yaml", "type: object"]]);
  const { diagnostics, files } = generate({ spec, only: ["../client-server"] });
  expect(diagnostics.all.map(({ code }) => code)).toContain("load/unknown-api");
  expect(files).toEqual([]);
});
