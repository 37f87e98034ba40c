/** Short cuts give the same results as the long way. */
import { type JsonValue, parseJson, parsePdu, type RoomVersion, readPdu } from "@knockgen/auth";
import fc from "fast-check";
import { expect, test } from "vitest";
import { digest, platformDigest, portableDigest } from "../../auth/digest.js";
import { readLossless } from "../../auth/json/lossless.js";
import { needsLosslessReader } from "../../auth/json/scan.js";
import { ALICE, VERSIONS } from "./support/room.js";

const anyVersion = fc.constantFrom<RoomVersion>(...VERSIONS);
const space = fc.constantFrom("", "", "", " ", "\n\t", "  ");
const stringText = fc.oneof(
  fc.constantFrom(
    '"',
    "\\",
    '\\"',
    "a:1.0,",
    "[1e5]",
    "\u0001",
    "é",
    "😀",
    "\ud800",
    "\udc00\ud800",
    "\uffff",
  ),
  fc.string({ unit: "binary" }),
);
const numberText = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom(
    "0",
    "-0",
    "1.0",
    "-1.5",
    "1e2",
    "1E-2",
    "9007199254740991",
    "9007199254740992",
    "1".repeat(20),
  ),
);
const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("true", "false", "null"),
    numberText,
    stringText.map((text) => JSON.stringify(text)),
    // As it is, so that what should be an escape is none.
    stringText.map((text) => `"${text}"`),
    fc
      .tuple(space, fc.array(fc.tuple(space, tie("value"), space), { maxLength: 3 }))
      .map(([before, items]) => `[${before}${items.map((item) => item.join("")).join(",")}]`),
    fc
      .array(fc.tuple(space, stringText, space, tie("value")), { maxLength: 3 })
      .map(
        (items) =>
          `{${items.map(([a, key, b, value]) => `${a}${JSON.stringify(key)}${b}:${value}`).join(",")}}`,
      ),
  ),
})).value;

const KEPT = ["m.room.create", "m.room.member", "m.room.power_levels", "m.room.join_rules", "x"] as const;
const NAMES = [
  "creator",
  "membership",
  "users",
  "join_rule",
  "third_party_invite",
  "signed",
  "z",
  "__proto__",
];

/** The text of an event whose content is any text that looks like JSON. */
const eventText = fc
  .tuple(
    fc.constantFrom(...KEPT),
    fc.array(fc.tuple(fc.constantFrom(...NAMES), jsonText), { maxLength: 4 }),
    jsonText,
  )
  .map(([type, entries, more]) => {
    const content = entries.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",");
    const rest = {
      type,
      sender: ALICE,
      state_key: "",
      room_id: "!r:a.example",
      event_id: "$x:a.example",
      depth: 1,
    };
    const lists = {
      origin_server_ts: 1,
      hashes: { sha256: "" },
      signatures: {},
      auth_events: [],
      prev_events: [],
    };
    return `${JSON.stringify({ ...rest, ...lists }).slice(0, -1)},"more":${more},"content":{${content}}}`;
  });

function losslessly(text: string): JsonValue | undefined {
  try {
    return readLossless(text);
  } catch {
    return undefined;
  }
}

test("an event read from text is the one that the slow reader and the slow encoder make", () => {
  let read = 0;
  let short = 0;
  fc.assert(
    fc.property(anyVersion, eventText, (version, text) => {
      const fast = parsePdu(text, version);
      const json = losslessly(text);
      if (json === undefined) {
        expect(fast).toMatchObject({ ok: false, error: { code: "pdu/not-json" } });
        return;
      }
      const slow = readPdu(json, version);
      expect(fast.ok ? fast.value.eventId : fast.error).toEqual(slow.ok ? slow.value.eventId : slow.error);
      if (slow.ok) read++;
      if (!needsLosslessReader(text)) short++;
    }),
    { numRuns: 4000 },
  );
  expect(read).toBeGreaterThan(500);
  expect(short).toBeGreaterThan(500);
});

test.each([
  ['{"a":1}', false],
  ['{"a":-123456789012345}', false],
  ['"1.0"', false],
  ['{"1.0":"1e5","2":"\\"1.0\\\\"}', false],
  ['{"\\u0061":1}', true],
  ['{"a":"\\\\","b":["\\"",{"c\\"" \n :1}]}', true],
  ['{"a":"\\n","b":["\\""],"c":"\\\\"}', false],
  ['["\\\\\\"",1,"\\\\"]', false],
  ["1.0", true],
  ["[-1e5]", true],
  ["[1E5]", true],
  ['{"a":1234567890123456}', true],
  ['["\\\\",1.5]', true],
  ['"', false],
  ['"\\', false],
  ['"\\\\', false],
  ['{"a\\', false],
])("%s is for the lossless reader: %s", (text, wanted) => {
  expect(needsLosslessReader(text)).toBe(wanted);
});

test("an escaped key is not taken for one that was read before", () => {
  for (let at = 0; at < 5; at++) parseJson('{"first":1,"\\\\":1}');
  for (const key of ["\\u0062", "\\ud800", '\\"', "\\u0075sers"])
    expect(parseJson(`{"first":1,"${key}":2}`)).toEqual({
      ok: true,
      value: { first: 1, [JSON.parse(`"${key}"`)]: 2 },
    });
});

test("brackets count outside of strings, up to the limit", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
  expect(needsLosslessReader(nested(1000))).toBe(false);
  expect(needsLosslessReader(`[${nested(1000)},${nested(1)}]`)).toBe(true);
  expect(needsLosslessReader(JSON.stringify(nested(2000)))).toBe(false);
  expect(needsLosslessReader(`[${nested(900)},${nested(900)}]`)).toBe(false);
});

// `bench/scan.mjs` shows that time grows with the length alone. Here a scan that reads the text again for each string would
// run into the runner's limit: at this size it takes minutes, and only once V8 has optimised it.
test.each([
  ["short keys", (size: number) => `{${'"1":0,'.repeat(size / 6)}"2":0}`],
  ["quotes", (size: number) => '"'.repeat(size)],
  ["escaped quotes", (size: number) => `"${'\\"'.repeat(size / 2)}"`],
  ["a run of backslashes", (size: number) => `"${"\\".repeat(size)}"`],
  ["an escape at each end", (size: number) => `["\\n",${'"a",'.repeat(size / 4)}"\\n"]`],
])("O56: %s are scanned in one pass, after V8 has optimised the scanner too", (_, text) => {
  const short = text(2 ** 11);
  for (let round = 0; round < 20_000; round++) needsLosslessReader(short);
  expect(needsLosslessReader(text(2 ** 23))).toBe(false);
});

test("the platform's SHA-256 and ours agree", () => {
  expect(platformDigest).toBeDefined();
  expect(digest).toBe(platformDigest);
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "binary" }), fc.string({ minLength: 100, maxLength: 300 })),
      fc.constantFrom("base64" as const, "base64url" as const),
      (text, alphabet) => {
        expect(platformDigest?.(text, alphabet)).toBe(portableDigest(text, alphabet));
      },
    ),
  );
});
