/** Bundles that are made of a specification, and what is demanded of them. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import SwaggerParser from "@apidevtools/swagger-parser";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { expect } from "vitest";
import { Diagnostics } from "../../../generator/diagnostic.js";
import { arbitraryOf, type FastCheck, type Schemas } from "../../../generator/emit/runtime/arbitrary.js";
import { type GenerateOptions, understand } from "../../../generator/pipeline.js";
import { type Emitted, emit } from "./emit.js";
import { differencesOf } from "./same-model.js";

export async function expectGoodOpenapi(spec: string, options: Partial<GenerateOptions> = {}): Promise<void> {
  const { folder } = emit(spec, { ...options, emit: ["openapi"] });
  const bundles = path.join(folder, "openapi");
  for (const name of readdirSync(bundles)) await SwaggerParser.validate(path.join(bundles, name));
  const [diagnostics, second] = [new Diagnostics(), new Diagnostics()];
  const original = understand({ ...options, spec }, diagnostics);
  const again = understand({ spec: bundles }, second);
  // A slip of the description, such as a security scheme that is not declared, is the bundle's too.
  const said = new Set(diagnostics.all.map(({ message }) => message));
  expect(second.all.map(({ message }) => message).filter((message) => !said.has(message))).toEqual([]);
  expect(original.model.apis.flatMap(({ operations }) => operations).length).toBeGreaterThan(0);
  expect(differencesOf(original, again)).toEqual([]);
}

/** A type of the output with its guard, and samples that no guard has sifted. */
export interface Sampled {
  readonly name: string;
  readonly guard: (value: unknown) => boolean;
  readonly samples: readonly unknown[];
}

/** Every named type; `runs` samples each. */
export async function sampled({ folder }: Emitted, runs: number): Promise<Sampled[]> {
  const load = (file: string): Promise<{ readonly [name: string]: unknown }> =>
    import(pathToFileURL(path.join(folder, file)).href);
  const { schemas } = await load("arbitraries/all-schemas.js");
  if (!isSchemas(schemas)) throw new Error("there are no schemas");
  const modules = readdirSync(path.join(folder, "validators")).filter((name) => name.endsWith(".js"));
  const all: Sampled[] = [];
  for (const file of modules) {
    const validators = await load(`validators/${file}`);
    for (const [exported, guard] of Object.entries(validators)) {
      if (!exported.startsWith("is") || typeof guard !== "function") continue;
      const plain = exported.slice(2);
      const name = plain in schemas ? plain : `${file.slice(0, -3)}.${plain}`;
      expect(schemas, exported).toHaveProperty([name]);
      // The arbitraries of fast-check are those that the emitted code asks for, which the compiler cannot follow.
      const made: unknown = arbitraryOf(fc as unknown as FastCheck, schemas, name);
      const samples = fc.sample(made as fc.Arbitrary<unknown>, { numRuns: runs, seed: 13 });
      all.push({ name, guard: (value) => guard(value) === true, samples });
    }
  }
  return all;
}

function isSchemas(value: unknown): value is Schemas {
  return typeof value === "object" && value !== null;
}

/** A validator of the bundle, by the name of a type. */
function bundleValidator({ files }: Emitted): (name: string, value: unknown) => boolean {
  const bundle: object = JSON.parse(
    files.find((file) => file.path === "json-schema/bundle.json")?.text ?? "",
  );
  // Strict about keywords, as it is unless told otherwise; formats annotate.
  const ajv = new Ajv2020({ validateFormats: false, logger: false });
  ajv.addSchema(bundle, "bundle");
  return (name, value) => ajv.validate(`bundle#/$defs/${name}`, value);
}

/** The value with something about it changed: each property gone, and each leaf of another type. */
function changed(value: unknown): unknown[] {
  if (Array.isArray(value))
    return [{}, ...value.flatMap((item, index) => changed(item).map((each) => value.with(index, each)))];
  if (typeof value !== "object" || value === null) return [typeof value === "number" ? "text" : 7, null];
  const entries = Object.entries(value);
  return entries.flatMap(([key, item]) => [
    Object.fromEntries(entries.filter(([name]) => name !== key)),
    ...changed(item).map((each) =>
      Object.fromEntries([...entries.filter(([name]) => name !== key), [key, each]]),
    ),
  ]);
}

/** Asserts that both say the same of samples and of what becomes of them by a change. Gives the number of values. */
export async function expectAgreement(
  emitted: Emitted,
  runs: number,
): Promise<{ good: number; bad: number }> {
  const validate = bundleValidator(emitted);
  const count = { good: 0, bad: 0 };
  for (const { name, guard, samples } of await sampled(emitted, runs))
    for (const sample of samples)
      for (const value of [sample, ...changed(sample).slice(0, 40)]) {
        const verdict = guard(value);
        count[verdict ? "good" : "bad"]++;
        if (validate(name, value) !== verdict)
          expect.fail(`${name}: the guard says ${verdict} of ${JSON.stringify(value)}`);
      }
  return count;
}

/** Asserts that no sample is wrong. Gives their number. */
export async function expectGoodSamples(emitted: Emitted, runs: number): Promise<number> {
  let count = 0;
  for (const { name, guard, samples } of await sampled(emitted, runs))
    for (const sample of samples) {
      count++;
      if (!guard(sample)) expect.fail(`${name} refuses ${JSON.stringify(sample)}`);
    }
  return count;
}

const BUNDLES = ["openapi", "json-schema", "arbitraries"] as const;

export function emitBundles(spec: string, options: Partial<GenerateOptions> = {}): Emitted {
  return emit(spec, { ...options, emit: BUNDLES });
}
