/** Bundles of small specifications: they say what the specification says. `bundles.soak.test.ts` has all of Matrix. */

import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { schemasFolder } from "../schemas/support.js";
import { copySchemas } from "../support/some-schemas.js";
import { emitBundles, expectAgreement, expectGoodOpenapi, expectGoodSamples } from "./support/bundles.js";
import { compile } from "./support/compile.js";
import { temporaryFolder } from "./support/emit.js";

const golden = (name: string): string => fileURLToPath(new URL(`../golden/${name}/input`, import.meta.url));

test.each(["swagger2", "name-clash", "ranges-and-bytes"])("OpenAPI of the golden case %s", async (name) => {
  await expectGoodOpenapi(golden(name));
});

test("OpenAPI of an API of Matrix", async () => {
  await expectGoodOpenapi(schemasFolder, { only: ["identity"] });
});

const some = temporaryFolder();
copySchemas(some, [
  "api/client-server/knocking.yaml",
  "event-schemas/schema/m.room.member.yaml",
  "event-schemas/schema/m.room.power_levels.yaml",
  "event-kinds.yaml",
]);

test("samples are right, JSON Schema agrees with the guards, and arbitraries compile", async () => {
  const emitted = emitBundles(some);
  expect(await expectGoodSamples(emitted, 10)).toBeGreaterThan(100);
  const { good, bad } = await expectAgreement(emitted, 2);
  expect(good).toBeGreaterThan(30);
  expect(bad).toBeGreaterThan(30);
  const declarations = emitted.files.filter(
    (file) => file.path.startsWith("arbitraries/") && file.path.endsWith(".d.ts"),
  );
  expect(declarations.length).toBeGreaterThan(2);
  const problems = compile(declarations.map((file) => path.join(emitted.folder, file.path)));
  // The package is the user's, who has it installed.
  expect(problems.filter((problem) => !problem.includes("fast-check"))).toEqual([]);
});
