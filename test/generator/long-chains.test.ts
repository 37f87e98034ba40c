/** Chains of references are followed once, and not once more for each schema in them. */
import { expect, test } from "vitest";
import { unitKinds } from "../../generator/emit/inspect/units.js";
import { aliasTargets } from "../../generator/emit/validators/schemas/alias.js";
import type { JsonObject } from "../../generator/json.js";
import type { LinkedSchema, Schema } from "../../generator/link/linked-spec.js";

const LENGTH = 1_000;

/** A map that counts how often it is asked for something. */
class Counting<Value> extends Map<string, Value> {
  asked = 0;

  override get(key: string): Value | undefined {
    this.asked += 1;
    return super.get(key);
  }
}

/** `s0` refers to `s1`, and so on; the last one is `end`. */
function chain(end: Schema, link: (ref: JsonObject) => Schema): [string, Schema][] {
  return Array.from({ length: LENGTH }, (_, index) => [
    `s${index}`,
    index === LENGTH - 1 ? end : link({ $ref: `s${index + 1}` }),
  ]);
}

test("aliases of aliases lead to the last one", () => {
  const schemas = new Counting(chain({ type: "string" }, (ref) => ({ allOf: [ref] })));
  const targetOf = aliasTargets(schemas);
  for (const id of schemas.keys()) expect(targetOf(id)).toBe(`s${LENGTH - 1}`);
  expect(schemas.asked).toBeLessThan(3 * LENGTH);
});

test("members of a circle are one each for itself, and what leads to it ends where it enters", () => {
  const ref = (id: string): Schema => ({ $ref: id });
  const targetOf = aliasTargets(
    new Map([
      ["in", ref("a")],
      ["a", ref("b")],
      ["b", ref("a")],
      ["nowhere", ref("missing")],
    ]),
  );
  expect(["a", "in", "b", "nowhere"].map(targetOf)).toEqual(["a", "a", "b", "nowhere"]);
});

test("aliases that lead into a circle are followed once", () => {
  const schemas = new Counting<Schema>([
    ...chain({ $ref: "a" }, (ref) => ref),
    ["a", { $ref: "b" }],
    ["b", { $ref: "a" }],
  ]);
  const targetOf = aliasTargets(schemas);
  for (const id of [...schemas.keys()].reverse()) expect(targetOf(id)).toBe(id === "b" ? "b" : "a");
  expect(schemas.asked).toBeLessThan(3 * LENGTH);
});

const linked = (schemas: Iterable<[string, Schema]>): Counting<LinkedSchema> =>
  new Counting(
    [...schemas].map(([id, schema]) => [
      id,
      { id, module: "shop", schema, origin: { file: "a", pointer: id } },
    ]),
  );

test("what leads to no unit is not looked through for one", () => {
  const schemas = linked(chain({ type: "object" }, (ref) => ({ allOf: [ref] })));
  const kindOf = unitKinds({ schemas });
  for (const id of schemas.keys()) expect(kindOf({ $ref: id })).toBeUndefined();
  expect(schemas.asked).toBe(0);
});

test("the first kind on the way is that of the unit", () => {
  const unit = (kind: JsonObject): Schema => ({ type: "object", properties: { edu_type: kind } });
  const schemas = linked([
    ...chain(unit({ const: "m.far" }), (ref) => ({ oneOf: [{ type: "null" }, ref] })),
    ["open", unit({ type: "string" })],
    ["closed", unit({ enum: ["m.near"] })],
  ]);
  const kindOf = unitKinds({ schemas });
  const cases: [Schema, string | undefined][] = [
    [{ $ref: "s0" }, "m.far"],
    [{ allOf: [{ $ref: "s0" }, { $ref: "closed" }] }, "m.near"],
    [{ $ref: "open" }, undefined],
    [unit({ const: "m.own" }), "m.own"],
  ];
  for (const [schema, kind] of cases) expect(kindOf(schema)).toBe(kind);
});
