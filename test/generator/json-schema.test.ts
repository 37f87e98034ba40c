/** Judges JSON Schema 2020-12 by groups in the official suite's format; each schema comes in as an event schema of its own. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isArray, isObject, type Json } from "../../generator/json.js";
import { disagreements } from "./support/agree.js";
import { type Emitted, emit, writeFolder } from "./support/emit.js";
import type { Value } from "./support/release.js";

interface Group {
  readonly description: string;
  readonly schema: Json;
  readonly tests: readonly { readonly description: string; readonly data: Value; readonly valid: boolean }[];
}

const folder = process.env.KNOCKGEN_JSON_SCHEMA_SUITE ?? new URL("json-schema", import.meta.url).pathname;
const suites = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => [name.replace(".json", ""), readGroups(readFileSync(`${folder}/${name}`, "utf8"))] as const);
const all = suites.flatMap(([, groups]) => groups);
const numbers = new Map(all.map((group, index) => [group, index] as const));

// JSON is YAML: a schema goes into its file as it is.
const spec = writeFolder(
  all.map((group, index) => [
    `event-schemas/schema/m.test.${index}.yaml`,
    JSON.stringify(group.schema, null, 1),
  ]),
);
const emitted: Emitted = emit(spec);

test("every schema compiles", () => {
  const errors = emitted.diagnostics.all.filter(({ severity }) => severity === "error");
  expect(errors).toEqual([]);
});

for (const [name, groups] of suites)
  test(name, async () => {
    const wrong: string[] = [];
    for (const group of groups) {
      const { is, check } = await emitted.validator("events", `Test${numbers.get(group)}Event`);
      for (const { description, data, valid } of group.tests)
        if (is(data) !== valid || check(data).ok !== valid)
          wrong.push(`${group.description}: ${description}`);
    }
    expect(wrong).toEqual([]);
  });

test("types allow what validators accept", () => {
  // A schema that names properties is taken to mean objects, so only objects are asked for.
  const samples = all.flatMap((group, index) =>
    group.tests
      .filter(({ valid, data }) => valid && isObject(data))
      .map(({ description, data }) => ({
        module: "events",
        type: `Test${index}Event`,
        value: data,
        what: `${group.description}: ${description}`,
      })),
  );
  expect(disagreements(emitted.folder, samples)).toEqual([]);
});

function readGroups(text: string): Group[] {
  const groups: unknown = JSON.parse(text);
  if (!Array.isArray(groups) || !groups.every(isGroup)) throw new Error("not in the suite's format");
  return groups;
}

function isGroup(value: unknown): value is Group {
  return (
    isObject(value) && typeof value.description === "string" && "schema" in value && isArray(value.tests)
  );
}
