/** Every example of the releases at hand gets from the emitted validators the verdict that ajv gives on upstream's own files. */
import { cpSync } from "node:fs";
import { expect, test } from "vitest";
import { lookUp } from "./door.js";
import { type Emitted, emitOnlyValidators, temporaryFolder, type Validator, writeFolder } from "./emit.js";
import { type Example, findExamples } from "./examples.js";
import { operationParts } from "./manifest.js";
import { Oracle } from "./oracle.js";
import { Release, releaseFolder, type Value } from "./release.js";

/** Registers a test a release. */
export function testExamples(version: string): void {
  const folder = releaseFolder(version);
  test.skipIf(folder === undefined)(`examples of ${version}`, async () => {
    if (folder === undefined) return;
    const release = new Release(folder);
    const oracle = new Oracle(release);
    const examples = findExamples(release);
    const emitted = emitWithDoors(release, examples);
    const operations = operationParts(emitted.manifest);
    const differences: string[] = [];
    const refused: string[] = [];
    const unknown: string[] = [];
    for (const [index, { file, fragment, value, what, part }] of examples.entries()) {
      const expected = oracle.judge(file, fragment, value);
      const named = part && operations.get(`${part.source} ${part.part}`);
      const own = await emitted.validator("events", `Example${index}Event`);
      const validators =
        named === undefined ? [own] : [own, await emitted.validator(named.module, named.name.type)];
      for (const validator of validators)
        differences.push(...departures(validator, value, expected).map((said) => `${said}: ${what}`));
      if (expected === false) refused.push(`invalid: ${what}`);
      if (expected === undefined)
        unknown.push(`no schema for ajv, ${own.is(value) ? "valid" : "invalid"} to us: ${what}`);
    }
    expect(differences).toEqual([]);
    const counted = `${examples.length} examples, of them ${examples.filter(({ part }) => part).length} of bodies and responses`;
    await expect(`${[counted, ...refused, ...unknown].join("\n")}\n`).toMatchFileSnapshot(
      `examples/${version}.txt`,
    );
  });
}

/** Ways in which a guard departs from its check, or from ajv where that has a verdict. */
function departures({ is, check }: Validator, value: Value, expected: boolean | undefined): string[] {
  const verdict = is(value);
  return [
    ...(verdict === check(value).ok ? [] : ["guard and check differ"]),
    ...(expected === undefined || verdict === expected ? [] : [`ajv says ${expected}`]),
  ];
}

/** One event schema per example refers to the example's own schema, wherever that stands, so that it gets a validator. */
function emitWithDoors(release: Release, examples: readonly Example[]): Emitted {
  const folder = temporaryFolder();
  cpSync(release.root, folder, { recursive: true });
  const doors = examples.map(({ file, fragment }, index) => {
    const ref = `../../${file}#${encodeURI(lookUp(release, file, fragment))}`;
    return [`event-schemas/schema/m.example.${index}.yaml`, JSON.stringify({ $ref: ref })] as const;
  });
  const emitted = emitOnlyValidators(writeFolder(doors, folder));
  const errors = emitted.diagnostics.all.filter(({ severity }) => severity === "error");
  expect(errors).toEqual([]);
  return emitted;
}
