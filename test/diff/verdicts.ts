/** Edits whose change of verdicts `diff` does not tell: emitted validators of both sides judge, and the report must have an entry for the audience that meets it. */
import { diffReleases } from "../../generator/diff/diff.js";
import type { Release } from "../../generator/diff/release.js";
import type { Json } from "../../generator/json.js";
import { emit, writeFolder } from "../generator/support/emit.js";
import type { Edit } from "./edits.js";
import { releaseFrom } from "./support.js";

export interface Given {
  readonly edits: readonly Edit[];
  /** The text of an event's file, by its type and what is edited. */
  readonly eventOf: (type: string, schema: Json) => string;
  /** The event's contents that are judged. */
  readonly contents: (edit: Edit) => readonly unknown[];
  /** Whether the emitted validators assert formats that are annotations otherwise. */
  readonly assertFormats?: boolean;
  /** Files that events refer to. */
  readonly files?: { readonly [path: string]: string };
}

export interface Found {
  /** Edits by which some verdict has changed. */
  readonly changed: number;
  readonly missed: readonly string[];
}

/** Keys that one release says nothing about are not sent by anyone, as the rules have it: that they came or went is told. */
const DESCRIBED = new Set(["property-added-optional", "property-removed", "property-added-required"]);

export async function untoldVerdicts({
  edits,
  eventOf,
  contents,
  assertFormats = false,
  files = {},
}: Given): Promise<Found> {
  const schemas = new Map<string, Json>();
  for (const { old, new: next } of edits)
    for (const schema of [old, next]) schemas.set(JSON.stringify(schema), schema);
  const numbers = new Map([...schemas.keys()].map((key, index) => [key, index] as const));
  const place = (type: string): string => `event-schemas/schema/${type}.yaml`;
  const events = [...schemas].map(([key, schema]) => {
    const type = `m.test.${numbers.get(key)}`;
    return [place(type), eventOf(type, schema)] as const;
  });
  const emitted = emit(writeFolder([...Object.entries(files), ...events]), { assertFormats });
  const guard = async (schema: Json): Promise<(value: unknown) => boolean> =>
    (await emitted.validator("events", `Test${numbers.get(JSON.stringify(schema))}Content`)).is;
  const releases = new Map<string, Release>();
  const release = (schema: Json): Release => {
    const key = JSON.stringify(schema);
    const found =
      releases.get(key) ?? releaseFrom("one", { ...files, [place("m.test")]: eventOf("m.test", schema) });
    releases.set(key, found);
    return found;
  };
  const missed: string[] = [];
  let changed = 0;
  for (const edit of edits) {
    const [before, after] = [await guard(edit.old), await guard(edit.new)];
    const values = contents(edit);
    const narrower = values.find((value) => before(value) && !after(value));
    const wider = values.find((value) => !before(value) && after(value));
    if (narrower === undefined && wider === undefined) continue;
    changed += 1;
    const { changes } = diffReleases(release(edit.old), release(edit.new), { assertFormats });
    if (changes.some(({ rule }) => DESCRIBED.has(rule))) continue;
    const breaks = new Set(changes.flatMap((change) => change.breaks));
    for (const [audience, value] of [["caller", narrower] as const, ["reader", wider] as const])
      if (value !== undefined && !breaks.has(audience))
        missed.push(
          `${edit.what} | ${audience}: ${JSON.stringify(value)} | ${changes.map(({ id }) => id).join()}`,
        );
  }
  return { changed, missed };
}

/** The schema as the one property of a content. */
export function smallEvent(type: string, schema: Json): string {
  const { $defs, ...rest } = Object(schema);
  return JSON.stringify({
    type: "object",
    properties: { type: { const: type }, content: { type: "object", properties: { v: rest } } },
    ...($defs && { $defs }),
  });
}

/** Values of every type, near the bounds that the schemas have. */
const SCALARS: readonly Json[] = [
  null,
  true,
  false,
  0,
  0.5,
  1,
  1.5,
  2,
  3,
  4,
  -1,
  "",
  "a",
  "ab",
  "abc",
  "abcd",
  "b",
  "z",
  "?",
  "@",
  "@a:b.test",
  "!a",
  "$a",
  "abcde",
  "http://a.test/",
];
const LISTS: readonly Json[] = [
  [],
  ["a"],
  [1],
  [null],
  ["a", 1],
  ["a", "b"],
  ["a", "a"],
  [1, 1],
  [1, 1, 1],
  [1, 2, 3],
  [1, "a"],
  ["a", 1, true],
  ["a", "b", "c"],
  ["ab", 2],
  [{}],
];
const SMALL: readonly Json[] = [
  "a",
  "ab",
  "@a:b.test",
  "!a",
  "z",
  1,
  2,
  null,
  {},
  [],
  { b: "x" },
  { b: 1 },
  { a: "x" },
];
const OBJECTS: readonly Json[] = [
  {},
  ...["a", "b", "z", "c", "aa", "k", "ab"].flatMap((key) => SMALL.map((value) => ({ [key]: value }))),
  ...SMALL.flatMap((value) => [
    { a: "a", b: value },
    { a: value, b: 1 },
    { a: "b", b: value },
    { k: "a", a: value },
    { k: "b", b: value },
    { k: "a", b: value },
    { k: value, a: "a" },
  ]),
  { a: "a", b: 1, c: 1 },
  { a: "a", c: "c" },
  { aa: "a", b: 1 },
  { k: "a", a: "a", b: 1 },
  { k: "a", z: 1 },
  { a: "x", z: "z" },
];
export const VALUES: readonly Json[] = [...SCALARS, ...LISTS, ...OBJECTS];
