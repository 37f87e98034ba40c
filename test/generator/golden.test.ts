/** Output for small, themed inputs, in files that a person can read. `npm run golden:accept` accepts changes. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { DEFAULT_EMITTERS, EMITTER_NAMES, EMITTERS } from "../../generator/emit/emitters.js";
import { compile } from "./support/compile.js";
import { emit } from "./support/emit.js";

/** Types and validators are looked at in part; the rest is the same whatever comes in. */
const ELSEWHERE =
  /^(?:runtime|validators)\/|^(?:README\.md|package\.json)$|^[^/]*(?<!\.d)\.ts$|^(?:identifiers|index|matrix)\./;

/** A hash says that something differs, which the files themselves say better. */
function withoutHashes(text: string): string {
  return text.replace(/": "[0-9a-f]{64}"/g, '": "…"');
}

const cases = fileURLToPath(new URL("../golden", import.meta.url));

/** Emitters that have to be asked for show in one case, which has everything that they could trip over. */
const EVERYTHING = "name-clash";

for (const name of readdirSync(cases))
  test(name, async () => {
    const { files, folder, manifest, diagnostics } = emit(`${cases}/${name}/input`, {
      emit: name === EVERYTHING ? EMITTER_NAMES : DEFAULT_EMITTERS,
    });
    expect(diagnostics.all.filter(({ severity }) => severity === "error")).toEqual([]);
    const types = files.filter(({ path: file }) => file.endsWith(".ts"));
    // Packages that such emitters write for are the user's.
    const problems = compile(types.map(({ path: file }) => path.join(folder, file)));
    expect(problems.filter((problem) => !/Cannot find module '(?:fast-check|msw)'/.test(problem))).toEqual(
      [],
    );
    const modules = new Set(
      manifest.operations
        .map(({ modules }) => modules.types)
        .concat(manifest.events.map(({ modules }) => modules.types)),
    );
    for (const file of types.filter(({ path: file }) => modules.has(file)))
      await expect(file.text).toMatchFileSnapshot(`${cases}/${name}/expected/${file.path}`);
    // Only what tells functions apart: the rest is the same in every module.
    for (const file of files.filter(({ path: file }) => /^validators\/.*\.js$/.test(file)))
      await expect(
        file.text.replace(/^[\s\S]*?(?=^function |^const is(?!Object|Integer|Multiple)[A-Z])/m, ""),
      ).toMatchFileSnapshot(`${cases}/${name}/expected/${file.path}`);
    // All else but the runtime, which is the same whatever comes in; the hashes of the manifest have it at least.
    for (const file of files.filter(({ path: file }) => !ELSEWHERE.test(file)))
      await expect(file.path === "manifest.json" ? withoutHashes(file.text) : file.text).toMatchFileSnapshot(
        `${cases}/${name}/expected/${file.path}`,
      );
  });

test("every emitter has a file in a golden case", () => {
  const written = emit(`${cases}/${EVERYTHING}/input`, { emit: EMITTER_NAMES }).files.map(
    ({ path: file }) => file,
  );
  for (const name of EMITTER_NAMES)
    expect(written, `${name}: test/golden/${EVERYTHING} gives it nothing to write`).toContain(
      EMITTERS[name].file("client-server"),
    );
});
