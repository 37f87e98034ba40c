/** Every subset of `--emit` stands by itself: each module of code loads, and each file compiles. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import {
  DEFAULT_EMITTERS,
  EMITTER_NAMES,
  EMITTERS,
  type Emitter,
  withNeeds,
} from "../../generator/emit/emitters.js";
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
  // Those that have to be asked for import nothing of each other, so each by itself will do.
  const others = EMITTER_NAMES.filter((name) => !EMITTERS[name].byDefault);
  const some: Emitter[][] = others.map((name) => [name]);
  for (let bits = 1; bits < 2 ** DEFAULT_EMITTERS.length; bits++)
    some.push(DEFAULT_EMITTERS.filter((_, index) => (bits & (2 ** index)) !== 0));
  for (const subset of some) {
    const key = withNeeds(subset).join();
    if (!found.has(key)) found.set(key, subset);
  }
  return [...found.values()];
}

/** Files to compile, of all subsets: one program reads what they share, and the compiler's library, once. */
const sources: string[] = [];

test.each(subsets().map((subset) => [subset.join(), subset] as const))("--emit %s", async (_, subset) => {
  const { files, folder, diagnostics } = emit(spec, { emit: subset });
  expect(diagnostics.all.filter(({ severity }) => severity === "error")).toEqual([]);
  const places = files.map((file) => path.join(folder, file.path));
  const modules = places.filter((place) => place.endsWith(".js"));
  // Packages that some emitters write for are the user's.
  for (const place of modules)
    if (!/\/(?:arbitraries|msw)\//.test(place)) await import(pathToFileURL(place).href);
  expect(files.length).toBeGreaterThan(2);
  sources.push(...places.filter((place) => place.endsWith(".ts")));
});

test("all of them compile, each by itself", () => {
  expect(sources.length).toBeGreaterThan(subsets().length);
  const problems = compile(sources);
  expect(problems.filter((problem) => !/Cannot find module '(?:fast-check|msw)'/.test(problem))).toEqual([]);
});
