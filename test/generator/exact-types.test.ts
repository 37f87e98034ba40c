/** Types say what validators check: how long a tuple is, that a key of a map is there, that an object has no keys. */
import path from "node:path";
import { expect, test } from "vitest";
import { compile } from "./support/compile.js";
import { emit, writeFolder } from "./support/emit.js";

const CONTENT = `type: object
properties:
  type: { const: m.door }
  content:
    type: object
    properties:
      rest: { type: object, additionalProperties: { type: integer }, required: [total] }
      open: { type: object, required: [total] }
      keyed: { type: object, patternProperties: { "^t": { type: string } }, additionalProperties: { type: integer }, required: [total] }
      numbered: { type: object, properties: { a: { type: boolean } }, patternProperties: { "[0-9]": { type: integer } }, additionalProperties: false }
      empty: { type: object, additionalProperties: false }
      pair: { type: array, prefixItems: [{ type: number }, { type: string }], minItems: 2, maxItems: 2 }
      shut: { type: array, prefixItems: [{ type: number }, { type: string }], items: false, minItems: 1 }
      row: { type: array, prefixItems: [{ type: number }], items: { type: string }, minItems: 1 }
      long: { type: array, prefixItems: [{ type: number }], items: { type: string }, minItems: 3 }
      short: { type: array, prefixItems: [{ type: number }, { type: string }, { type: string }], maxItems: 1 }
      free: { type: array, prefixItems: [{ type: number }] }
      mixed: { anyOf: [{ type: string }, { type: object }], properties: { a: { type: string } }, required: [a] }
      listed: { oneOf: [{ type: string }, { type: array }], additionalProperties: { type: integer } }
      named: { allOf: [{ type: string }, { properties: { a: { type: string } } }] }
`;
const ours = emit(writeFolder([["event-schemas/schema/m.door.yaml", CONTENT]]));

/** With the verdict on each. */
const VALUES: readonly (readonly [string, boolean])[] = [
  ["{ rest: { total: 1, more: 2 } }", true],
  ["{ rest: {} }", false],
  ['{ rest: { total: "1" } }', false],
  ["{ open: { total: null } }", true],
  ["{ open: {} }", false],
  ['{ keyed: { total: "a" } }', true],
  ["{ numbered: { a: true, x1: 1 } }", true],
  ["{ numbered: { a: 1 } }", false],
  ['{ numbered: { x1: "a" } }', false],
  ["{ empty: {} }", true],
  ["{ empty: { a: 1 } }", false],
  ['{ pair: [1, "a"] }', true],
  ["{ pair: [1] }", false],
  ['{ pair: [1, "a", 2] }', false],
  ["{ shut: [1] }", true],
  ["{ shut: [] }", false],
  ['{ shut: [1, "a", 1] }', false],
  ["{ row: [1] }", true],
  ['{ row: [1, "a", "b"] }', true],
  ["{ row: [] }", false],
  ["{ row: [1, 2] }", false],
  ['{ long: [1, "a", "b"] }', true],
  ['{ long: [1, "a"] }', false],
  ["{ short: [1] }", true],
  ["{ short: [] }", true],
  ['{ short: [1, "a"] }', false],
  ["{ free: [] }", true],
  ['{ free: [1, "a", null] }', true],
  ['{ mixed: "a" }', true],
  ['{ mixed: { a: "a" } }', true],
  ["{ mixed: { a: 1 } }", false],
  ["{ mixed: {} }", false],
  ['{ listed: "a" }', true],
  ["{ listed: [1] }", true],
  ["{ listed: 1 }", false],
  ['{ named: "a" }', true],
  ["{ named: 1 }", false],
];

test("types and validators agree", async () => {
  const { is } = await ours.validator("events", "DoorContent");
  const lines = VALUES.map(
    ([text]) => `export const a${VALUES.findIndex(([other]) => other === text)}: DoorContent = ${text};`,
  );
  writeFolder(
    [["user.ts", `import type { DoorContent } from "./events.js";\n${lines.join("\n")}\n`]],
    ours.folder,
  );
  const problems = compile([path.join(ours.folder, "user.ts")]);
  for (const [index, [text, verdict]] of VALUES.entries()) {
    expect(is(Function(`return ${text}`)()), text).toBe(verdict);
    expect(!problems.some((problem) => problem.startsWith(`user.ts:${index + 2}:`)), text).toBe(verdict);
  }
});
