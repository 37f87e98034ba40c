/** Changed examples get from the emitted validators the verdict that ajv gives on upstream's own files: none may differ. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import type { Manifest } from "../../../generator/emit/manifest.js";
import { emitOnlyValidators, type Validator } from "./emit.js";
import { findExamples } from "./examples.js";
import { operationParts } from "./manifest.js";
import { mutations } from "./mutate.js";
import { Oracle } from "./oracle.js";
import { Release, releaseFolder, type Value } from "./release.js";

/** Enough of each example of a body or response; event examples are taken whole. */
const AT_MOST = 400;

/** Registers a test a release. */
export function testChangedExamples(version: string): void {
  const folder = releaseFolder(version);
  test.skipIf(folder === undefined)(`changed examples of ${version}`, async () => {
    if (folder === undefined) return;
    const release = new Release(folder);
    const oracle = new Oracle(release);
    const emitted = emitOnlyValidators(folder);
    const count = { events: 0, others: 0, valid: 0, uncertain: 0 };
    const differences: string[] = [];
    const compare = (
      file: string,
      fragment: string,
      validator: Validator,
      name: string,
      value: Value,
    ): void => {
      const expected = oracle.judge(file, fragment, value);
      if (expected === undefined) count.uncertain += 1;
      else if (expected) count.valid += 1;
      if (expected !== undefined && validator.is(value) !== expected)
        differences.push(`${name}: ajv says ${expected}`);
      if (validator.check(value).ok !== validator.is(value))
        differences.push(`guard and check differ: ${name}`);
    };
    for (const { file, schema, validates, value } of eventExamples(release, emitted.manifest)) {
      const validator = await emitted.validator("events", validates);
      compare(schema, "", validator, file, value);
      for (const { what, value: changed } of mutations(value)) {
        count.events += 1;
        compare(schema, "", validator, `${file} ${what}`, changed);
      }
    }
    const parts = operationParts(emitted.manifest);
    for (const { file, fragment, value, what, part } of findExamples(release)) {
      const named = part && parts.get(`${part.source} ${part.part}`);
      if (named === undefined) continue;
      const validator = await emitted.validator(named.module, named.name.type);
      for (const mutation of mutations(value).slice(0, AT_MOST)) {
        count.others += 1;
        compare(file, fragment, validator, `${what} ${mutation.what}`, mutation.value);
      }
    }
    console.info(version, count);
    expect(differences).toEqual([]);
    expect(count.events).toBeGreaterThan(3000);
  });
}

interface EventExample {
  readonly file: string;
  readonly schema: string;
  readonly validates: string;
  readonly value: Value;
}

/** `m.room.member$invite.yaml` is an example of `m.room.member`, unless there is a schema of the whole name. */
function eventExamples(release: Release, { events }: Manifest): EventExample[] {
  const schemas = new Set(release.eventSchemas());
  return readdirSync(`${release.root}/event-schemas/examples`)
    .filter((name) => name.startsWith("m."))
    .flatMap((name) => {
      const stem = name.replace(/\.(yaml|json)$/, "");
      const file = `event-schemas/examples/${name}`;
      const value = release.example(file, release.read(file));
      return [...new Set([stem, stem.split("$")[0] ?? ""])].flatMap((type) => {
        const schema = `event-schemas/schema/${type}.yaml`;
        const event = events.find(({ source }) => source === `${schema}#`);
        return schemas.has(schema) && event
          ? [{ file, schema, validates: event.names.event.type, value }]
          : [];
      });
    });
}
