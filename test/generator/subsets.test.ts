/** Every subset of `--emit` stands by itself: each file compiles, and each module of code loads. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { EMITTER_NAMES, type Emitter, withNeeds } from "../../generator/emit/emitters.js";
import { copySchemas } from "../support/some-schemas.js";
import { compile } from "./support/compile.js";
import { emit, temporaryFolder } from "./support/emit.js";

const spec = temporaryFolder();
copySchemas(spec, [
  "api/client-server/knocking.yaml",
  "api/server-server/knocks.yaml",
  "event-schemas/schema/m.room.member.yaml",
  "event-schemas/schema/m.room.message$m.text.yaml",
  "event-kinds.yaml",
]);

/** All non-empty subsets, without those that come to the same files as an earlier one. */
function subsets(): (readonly Emitter[])[] {
  const found = new Map<string, readonly Emitter[]>();
  for (let bits = 1; bits < 2 ** EMITTER_NAMES.length; bits++) {
    const subset = EMITTER_NAMES.filter((_, index) => (bits & (2 ** index)) !== 0);
    const key = withNeeds(subset).join();
    if (!found.has(key)) found.set(key, subset);
  }
  return [...found.values()];
}

test.each(subsets().map((subset) => [subset.join(), subset] as const))("--emit %s", async (_, subset) => {
  const { files, folder, diagnostics } = emit(spec, { emit: subset });
  expect(diagnostics.all.filter(({ severity }) => severity === "error")).toEqual([]);
  const places = files.map((file) => path.join(folder, file.path));
  const modules = places.filter((place) => place.endsWith(".js"));
  for (const place of modules) await import(pathToFileURL(place).href);
  expect(modules.length).toBeGreaterThan(0);
  expect(compile(places.filter((place) => place.endsWith(".ts")))).toEqual([]);
});
