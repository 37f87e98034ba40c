/** Everything that is emitted compiles under the strictest flags, whichever release it comes from. */
import path from "node:path";
import { expect, test } from "vitest";
import { schemasFolder } from "../schemas/support.js";
import { compile } from "./support/compile.js";
import { emit } from "./support/emit.js";
import { RELEASES, releaseFolder } from "./support/release.js";

const ALL = ["types", "validators", "routes", "client", "inspect"] as const;
const folders = [
  ["schemas", schemasFolder] as const,
  ...RELEASES.map((version) => [version, releaseFolder(version)] as const),
];

for (const [name, spec] of folders)
  test.skipIf(spec === undefined)(`all that is emitted for ${name} compiles`, () => {
    if (spec === undefined) return;
    const { folder, files } = emit(spec, { emit: ALL });
    const sources = files.map(({ path: file }) => file).filter((file) => file.endsWith(".ts"));
    expect(sources.length).toBeGreaterThan(5);
    expect(compile(sources.map((file) => path.join(folder, file)))).toEqual([]);
  });
