/** Formats that ajv-formats has beside those of JSON Schema, where formats are asserted. */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

test("times of ISO 8601 leave out the minutes of a zone, the colon before them, or all of it", async () => {
  const formats = { a: "iso-time", b: "iso-date-time", c: "time", d: "date-time" };
  const properties = Object.entries(formats).map(([key, format]) => [key, { type: "string", format }]);
  const event = {
    type: "object",
    properties: {
      type: { const: "m.bell" },
      content: { type: "object", properties: Object.fromEntries(properties) },
    },
  };
  const folder = writeFolder([["event-schemas/schema/m.bell.yaml", JSON.stringify(event)]]);
  const { is } = await emit(folder, { assertFormats: true }).validator("events", "BellContent");
  const judged = (zone: string): boolean[] => [
    is({ a: `12:00:00${zone}` }),
    is({ b: `2020-02-29T12:00:00${zone}` }),
    is({ c: `12:00:00${zone}` }),
    is({ d: `2020-02-29T12:00:00${zone}` }),
  ];
  for (const zone of ["Z", "+01:00"]) expect([zone, judged(zone)]).toEqual([zone, [true, true, true, true]]);
  for (const zone of ["", "+01", "-0130"])
    expect([zone, judged(zone)]).toEqual([zone, [true, true, false, false]]);
  for (const zone of ["+24", "+1", "+01:", "+013"])
    expect([zone, judged(zone)]).toEqual([zone, [false, false, false, false]]);
  // A leap second is the last of a day in Greenwich.
  expect([is({ a: "23:59:60" }), is({ a: "00:59:60+01" }), is({ a: "01:29:60+0130" })]).toEqual(
    Array(3).fill(true),
  );
  expect([is({ a: "00:58:60+01" }), is({ a: "23:59:60+0130" })]).toEqual([false, false]);
});
