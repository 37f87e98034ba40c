/** Bundles of all of Matrix: OpenAPI that gives the same model, JSON Schema that agrees with the guards, samples that are right. */
import { expect, test } from "vitest";
import { schemasFolder } from "../schemas/support.js";
import { emitBundles, expectAgreement, expectGoodOpenapi, expectGoodSamples } from "./support/bundles.js";
import { releaseFolder } from "./support/release.js";

test("all of Matrix 1.19, upstream's where it is there and ours where not", async () => {
  const spec = releaseFolder("v1.19") ?? schemasFolder;
  await expectGoodOpenapi(spec);
  const emitted = emitBundles(spec);
  expect(await expectGoodSamples(emitted, 30)).toBeGreaterThan(30_000);
  const { good, bad } = await expectAgreement(emitted, 2);
  expect(good).toBeGreaterThan(10_000);
  expect(bad).toBeGreaterThan(10_000);
});
