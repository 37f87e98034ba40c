/** Everything that is emitted compiles under the strictest flags, whichever release it comes from. */
import path from "node:path";
import { expect, test } from "vitest";
import { compile } from "./compile.js";
import { emit } from "./emit.js";

const ALL = ["types", "validators", "routes", "client", "inspect"] as const;

/** Registers the test of one folder. */
export function testCompiles(name: string, spec: string | undefined): void {
  test.skipIf(spec === undefined)(`all that is emitted for ${name} compiles`, () => {
    if (spec === undefined) return;
    const { folder, files } = emit(spec, { emit: ALL });
    const sources = files.map(({ path: file }) => file).filter((file) => file.endsWith(".ts"));
    expect(sources.length).toBeGreaterThan(5);
    expect(compile(sources.map((file) => path.join(folder, file)))).toEqual([]);
  });
}
