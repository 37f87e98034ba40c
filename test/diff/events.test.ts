/** Events whose guards refuse all that they let through before, or the other way round, are told of. */
import { expect, test } from "vitest";
import { diffReleases } from "../../generator/diff/diff.js";
import type { Release } from "../../generator/diff/release.js";
import { emit, writeFolder } from "../generator/support/emit.js";
import { releaseFrom } from "./support.js";

const files = (type: string, more: string): { readonly [path: string]: string } => ({
  "event-schemas/schema/core-event-schema/event.yaml":
    "{ type: object, required: [type], properties: { type: { type: string } } }",
  "event-schemas/schema/m.lamp.yaml": `{ allOf: [{ $ref: core-event-schema/event.yaml }${more}], properties: { type: { ${type} }, content: { type: object } } }`,
});
const release = (type: string, more: string): Release => releaseFrom("one", files(type, more));
const LISTED = "enum: [m.lamp]";

test.each([
  ["a format that its own type does not have", `${LISTED}, format: mx-user-id`, ""],
  ["a pattern", `${LISTED}, pattern: ^@`, ""],
  ["a length", "type: string, maxLength: 3", ""],
  ["what it is not", "not: { const: m.lamp }", ""],
  ["a base that is a list", LISTED, ", { type: array, items: { type: string } }"],
  ["a base that is a text", LISTED, ", { type: string }"],
])("by %s", async (_, type, more) => {
  const [well, odd] = [release(LISTED, ""), release(type, more)];
  const breaks = (old: Release, next: Release): readonly string[] =>
    diffReleases(old, next).changes.flatMap((change) => change.breaks);
  expect(breaks(well, odd)).toContain("caller");
  expect(breaks(odd, well)).toContain("reader");
  const { is } = await emit(writeFolder(Object.entries(files(type, more)))).validator("events", "LampEvent");
  expect(is({ type: "m.lamp", content: {} })).toBe(false);
});

test.each([
  ["the same list by another keyword", "const: m.lamp", ""],
  ["no list at all", "type: string", ""],
  ["a base that is an object", LISTED, ", { type: [object, string] }"],
])("not by %s", (_, type, more) => {
  const [old, next] = [release(LISTED, ""), release(type, more)];
  expect([old, next].map((one) => diffReleases(one === old ? next : old, one).changes)).toEqual([[], []]);
});
