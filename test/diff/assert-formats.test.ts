/** `diff` for generated code that asserts formats which are annotations otherwise. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { diffReleases } from "../../generator/diff/diff.js";
import { NUMBER_FORMATS, STANDARD_FORMATS } from "../../generator/formats.js";
import type { Json } from "../../generator/json.js";
import { writeFolder } from "../generator/support/emit.js";
import { command, type Outcome } from "../support/command.js";
import type { Edit } from "./edits.js";
import { releaseFrom } from "./support.js";
import { smallEvent, untoldVerdicts } from "./verdicts.js";

const text = (format?: string): Json => ({ type: "string", ...(format !== undefined && { format }) });
const number = (format?: string): Json => ({ type: "number", ...(format !== undefined && { format }) });
const files = (schema: Json): { [path: string]: string } => ({
  "event-schemas/schema/m.door.yaml": smallEvent("m.door", schema),
});

function told(old: Json, next: Json, assertFormats: boolean): string[] {
  const releases = [releaseFrom("old", files(old)), releaseFrom("new", files(next))] as const;
  return diffReleases(...releases, { assertFormats }).changes.map(
    ({ rule, classes, breaks }) => `${rule} ${classes.wire} ${classes.generated} ${breaks.join()}`,
  );
}

test.each([
  ["format-added", text(), text("uri"), "caller"],
  ["format-removed", text("uri"), text(), "reader"],
  ["format-changed", text("uri"), text("email"), "caller,reader"],
  ["format-changed", text("uri"), text("uri-reference"), "reader"],
  ["format-changed", text("uri-reference"), text("uri"), "caller"],
  ["format-added", number(), number("int32"), "caller"],
  ["format-changed", number("int32"), number("int64"), "reader"],
  [
    "key-format-changed",
    { type: "object", propertyNames: { format: "uuid" } },
    { type: "object", propertyNames: { format: "email" } },
    "caller,reader",
  ],
] as const)(
  "%s: %j to %j is an annotation on the wire, and breaks generated code for %s",
  (rule, old, next, breaks) => {
    expect(told(old, next, false)).toEqual([`${rule} annotation annotation `]);
    expect(told(old, next, true)).toEqual([`${rule} annotation breaking ${breaks}`]);
  },
);

test("a format without a type looks at values of its type alone", () => {
  const format = { format: "date" };
  expect(told(format, { ...format, type: "string" }, true)).toEqual([
    "checks-changed annotation breaking caller",
  ]);
});

test.each([
  ["a word that restricts nothing", text(), text("password")],
  ["an integer, which int64 does not restrict", { type: "integer" }, { type: "integer", format: "int64" }],
  ["a double, as every number is", number(), number("double")],
  [
    "a listed value that is of the format",
    { type: "string", enum: ["a:b"] },
    { type: "string", enum: ["a:b"], format: "uri" },
  ],
])("%s stays as it was", (_, old, next) => {
  expect(told(old, next, true)).toEqual(told(old, next, false));
});

const TEXTS = [
  ...["YQ==", "2020-02-29", "2020-02-29T12:00:00Z", "2020-02-29T12:00:00", "P1D", "a@b.test", "b.test"],
  ...[
    "192.0.2.1",
    "2001:db8::1",
    "12:00:00",
    "12:00:00Z",
    "/a",
    "#/a",
    "[a]",
    "[",
    "1/a",
    "URN:a:b",
    "./a/b",
  ],
  ...["/a/{b}", "/{", "https://b.test/a", "00000000-0000-4000-8000-000000000000", "?", "a b", ""],
];

/** Each format comes, goes, and becomes the next one of its list; by itself, in a list, and as a key. */
function formatEdits(): Edit[] {
  const strings = [undefined, ...STANDARD_FORMATS].map(text);
  const numbers = [undefined, ...NUMBER_FORMATS].map(number);
  const placed: readonly (readonly Json[])[] = [
    strings,
    numbers,
    [{ type: "integer" }, { type: "integer", format: "int32" }, { type: "integer", format: "int64" }],
    [{}, ...[...STANDARD_FORMATS, ...NUMBER_FORMATS].map((format) => ({ format }))],
    strings.map((items) => ({ type: "array", items })),
    strings.map((names) => ({ type: "object", propertyNames: names })),
    strings.map((schema) => ({ anyOf: [{ type: "boolean" }, schema] })),
    strings.map((schema) => ({ type: "string", not: schema })),
  ];
  return placed.flatMap((schemas) =>
    schemas.flatMap((next, index) => {
      const [none = {}] = schemas;
      const before = schemas[index - 1] ?? none;
      return [
        { what: `added ${JSON.stringify(next)}`, old: none, new: next },
        { what: `removed ${JSON.stringify(next)}`, old: next, new: none },
        { what: `changed ${JSON.stringify(next)}`, old: before, new: next },
      ];
    }),
  );
}

test("where emitted validators judge a value otherwise, diff tells the audience that meets it", async () => {
  const values: Json[] = [...TEXTS, 1, 0.5, 2 ** 31, -1, true, null];
  const all = [...values, ...TEXTS.map((each) => [each]), ...TEXTS.map((each) => ({ [each]: 1 }))];
  const contents = all.map((v) => ({ v }));
  const given = { eventOf: smallEvent, contents: () => contents, assertFormats: true };
  const { changed, missed } = await untoldVerdicts({ ...given, edits: formatEdits() });
  expect(missed).toEqual([]);
  expect(changed).toBeGreaterThan(300);
});

const run = (cwd: string, ...args: string[]): Promise<Outcome> =>
  command(["diff", "old", "new", "--fail-on", "breaking", ...args], { folder: cwd });

test("the flag, and the setting of the configuration that generate reads, reach the rules", async () => {
  const place = "event-schemas/schema/m.door.yaml";
  const cwd = writeFolder([
    [`old/${place}`, smallEvent("m.door", text())],
    [`new/${place}`, smallEvent("m.door", text("uri"))],
    ["own.yaml", "assertFormats: true\n"],
    ["bad.yaml", "assertFormat: true\n"],
  ]);
  expect((await run(cwd)).status).toBe(0);
  const flag = await run(cwd, "--assert-formats");
  expect(flag.stdout).toContain("format-added");
  expect(flag.status).toBe(1);
  expect((await run(cwd, "--assert-formats", "--fail-on", "wire")).status).toBe(0);
  expect((await run(cwd, "--config", "own.yaml")).status).toBe(1);
  const bad = await run(cwd, "--config", "bad.yaml");
  expect(bad.stdout).toBe("");
  expect(bad.stderr).toContain("assertFormats");
  expect(bad.status).toBe(1);
  expect((await run(cwd, "--config", "none.yaml")).status).toBe(2);
  writeFileSync(path.join(cwd, "knockgen.config.yaml"), "assertFormats: true\n");
  expect((await run(cwd)).status).toBe(1);
});
