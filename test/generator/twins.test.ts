/** `uniqueItems`: exact for every pair of kinds, and asked once for each item. Guards of events answer on any value. */
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

const EVENT = `type: object
properties:
  content:
    type: object
    properties: {rows: {type: array, uniqueItems: true}}
`;

test("uniqueItems is exact, and reads each item once", async () => {
  const { validator, manifest } = emit(writeFolder([["event-schemas/schema/m.rows.yaml", EVENT]]));
  const { is, check } = await validator("events", manifest.events[0]?.names.content?.type ?? "");
  const different: unknown[][] = [
    [{ a: 1 }, { a: "1" }, [1], [[1]], null, {}, [], 0, false, "", "null", "{}", "[]", 1, "1"],
    [{ a: 1, b: 2 }, { a: 1 }, { a: { b: 2 } }, { "a:1,b": 2 }],
    [["a,b"], ["a", "b"], [["a"], "b"]],
    [Number.NaN, Number.NaN],
  ];
  const equal: unknown[][] = [
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [1, 2, 1],
    [[{}], [{}]],
    [null, 0, null],
    [0, -0],
    ["a", "b", "a"],
  ];
  for (const rows of different) expect(is({ rows }), JSON.stringify(rows)).toBe(true);
  for (const rows of equal) {
    expect(is({ rows }), JSON.stringify(rows)).toBe(false);
    const result = check({ rows });
    expect(result.ok ? [] : result.issues.map(({ keyword }) => keyword)).toEqual(["uniqueItems"]);
  }
  let reads = 0;
  const counted = new Proxy(
    Array.from({ length: 5000 }, (_, index) => ({ index })),
    {
      get: (target, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) reads++;
        return Reflect.get(target, key);
      },
    },
  );
  expect(is({ rows: counted })).toBe(true);
  expect(reads).toBe(5000);
});

test("guards of events answer on any value", async () => {
  const { folder } = emit(
    writeFolder([
      ["event-schemas/schema/m.rows.yaml", EVENT],
      ["event-kinds.yaml", "m.rows: [message]"],
    ]),
  );
  const narrow: { readonly [name: string]: unknown } = await import(
    pathToFileURL(`${folder}/narrow.js`).href
  );
  const unprintable = {
    toString: () => {
      throw new Error("no");
    },
  };
  const values = [
    undefined,
    null,
    0,
    "",
    Symbol("s"),
    () => {},
    [],
    {},
    { type: unprintable },
    { type: null },
  ];
  for (const name of ["isEventOf", "isStateOf", "isStrippedStateOf", "isKnownEvent"]) {
    const guard = narrow[name];
    if (typeof guard !== "function") throw new Error(`${name} is missing`);
    for (const value of values)
      for (const type of ["m.rows", unprintable, undefined]) expect(guard(value, type)).toBe(false);
  }
  const known = narrow.isKnownEvent;
  expect(typeof known === "function" && known({ type: "m.rows", content: {} })).toBe(true);
});
