/** Each small edit of small schemas, and of events of the newest release, judged by emitted validators and told by `diff`. */
import { expect, test } from "vitest";
import { isObject, type Json } from "../../generator/json.js";
import { mutations } from "../generator/support/mutate.js";
import { NEWEST, Release, releaseFolder, type Value } from "../generator/support/release.js";
import { BASES, editsOf } from "./edits.js";
import { smallEvent, untoldVerdicts, VALUES } from "./verdicts.js";

const PARTS = 8;

test.each([...Array(PARTS).keys()])("small schemas, part %s", async (part) => {
  const edits = BASES.flatMap(editsOf).filter((_, index) => index % PARTS === part);
  const contents = VALUES.map((v) => ({ v }));
  const { changed, missed } = await untoldVerdicts({ edits, eventOf: smallEvent, contents: () => contents });
  expect(changed).toBeGreaterThan(100);
  expect(missed).toEqual([]);
});

const newest = releaseFolder(NEWEST);
const EVENTS = [
  "m.room.member",
  "m.room.power_levels",
  "m.room.join_rules",
  "m.room.encrypted",
  "m.presence",
  "m.typing",
];

test.skipIf(newest === undefined).each(EVENTS)("%s of the newest release", async (name) => {
  if (newest === undefined) return;
  const release = new Release(newest);
  const schema = release.read(`event-schemas/schema/${name}.yaml`);
  const files = Object.fromEntries(
    release
      .files("event-schemas")
      .filter((file) => !file.includes("/examples/") && file.split("/").length > 3)
      .map((file) => [file, JSON.stringify(release.read(file))]),
  );
  const content = member(member(schema, "properties"), "content");
  const examples = release
    .files("event-schemas/examples")
    .filter((file) => new RegExp(`/${name.replaceAll(".", "\\.")}(\\$.*)?\\.yaml$`).test(file))
    .map((file) => member(release.read(file), "content"))
    .filter((value) => value !== undefined);
  const values = examples.flatMap((example) => [example, ...mutations(example).map(({ value }) => value)]);
  const { changed, missed } = await untoldVerdicts({
    edits: editsOf(content ?? {}),
    eventOf: (type, edited) => JSON.stringify(withContent(schema, type, edited)),
    contents: () => values,
    files,
  });
  expect(values.length).toBeGreaterThan(5);
  expect(changed).toBeGreaterThan(5);
  expect(missed).toEqual([]);
});

function member(value: Value | undefined, name: string): Value | undefined {
  return isObject(value) ? (JSON.parse(JSON.stringify(value[name] ?? null)) ?? undefined) : undefined;
}

function withContent(schema: Value, type: string, content: Json): Json {
  if (!isObject(schema) || !isObject(schema.properties)) return schema;
  return { ...schema, properties: { ...schema.properties, type: { enum: [type] }, content } };
}
