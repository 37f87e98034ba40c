/** Objects that allow no other properties than their own, however many these are. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

const names = ["a", "b", "c", "d", "e", "f", "g", "__proto__", "constructor", "a$b", 'q"'];
const properties = Object.fromEntries(names.map((name) => [name, { $ref: "#/$defs/part" }]));
const schema = {
  type: "object",
  properties,
  additionalProperties: false,
  patternProperties: { "^x-": {} },
  $defs: { part: { type: ["integer", "object"], additionalProperties: { $ref: "#/$defs/part" } } },
};
const spec = writeFolder([["event-schemas/schema/m.closed.yaml", JSON.stringify(schema)]]);
const emitted = emit(spec);

test("names are compared, and no schema is carried along", () => {
  const text = emitted.files.find(({ path }) => path === "validators/events.js")?.text;
  expect(text).toContain('=== "constructor" ||');
  expect(text).not.toMatch(/"type":|\$ref/);
});

test("own names and patterns are allowed, others are not", async () => {
  const { is, check } = await emitted.validator("events", "ClosedEvent");
  for (const name of [...names, "x-other"])
    expect(is(JSON.parse(`{${JSON.stringify(name)}:1}`)), name).toBe(true);
  for (const name of ["toString", "h", ""]) {
    expect(is({ [name]: 1 }), name).toBe(false);
    expect(check({ [name]: 1 })).toMatchObject({ ok: false });
  }
  expect(is({ constructor: "text" })).toBe(false);
});
