/** C195 to C198: which rule decides on an event, and globs that take as long as the text is. */
import { isJsonObject, parseJson } from "@knockgen/auth";
import fc from "fast-check";
import { expect, it } from "vitest";
import { testOf } from "../../../server/push/conditions.js";
import { ConsideredEvent, eventPathOf } from "../../../server/push/considered-event.js";
import { compileRules, evaluate, stepsFor } from "../../../server/push/evaluate.js";
import { globOf, matchesWhole, matchesWords, textOf } from "../../../server/push/glob.js";
import { readKept, usualRules, wholeRules } from "../../../server/push/kept-rules.js";

const USER = "@bob:here.example";

function event(json: object, members = 3, mayNotify = false): ConsideredEvent {
  const parsed = parseJson(
    JSON.stringify({ type: "m.room.message", sender: "@alice:here.example", ...json }),
  );
  if (!parsed.ok || !isJsonObject(parsed.value)) throw new Error("not an event");
  const room = { roomId: "!r:here.example", joinedCount: members, maySenderNotify: () => mayNotify };
  return new ConsideredEvent(parsed.value, "@alice:here.example", room);
}

const plenty = () => ({ left: 1e9 });
const holds = (
  condition: Parameters<typeof testOf>[0],
  given: ConsideredEvent,
  displayName?: string,
): boolean => testOf(condition)(given, { displayName, meter: plenty() });

/** As an expression, which may take any time. */
function expression(pattern: string): string {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return escaped.replaceAll("*", "[^]*").replaceAll("?", "[^]");
}

const letters = fc.string({ unit: fc.constantFrom("a", "b", "A", "_", " ", "!", "é", "😀"), maxLength: 12 });
const patterns = fc.string({ unit: fc.constantFrom("a", "b", "B", "*", "?", " ", "😀"), maxLength: 8 });

it("C196 whole values match as an expression would", () => {
  fc.assert(
    fc.property(patterns, letters, (pattern, text) => {
      const expected = new RegExp(`^${expression(pattern)}$`, "iu").test(text);
      expect(matchesWhole(globOf(pattern), textOf(text), plenty())).toBe(expected);
    }),
    { numRuns: 1_000 },
  );
});

it("C196, C198 words match as an expression would", () => {
  fc.assert(
    fc.property(patterns, letters, (pattern, text) => {
      fc.pre(pattern !== "");
      const expected = new RegExp(`(?<![a-z0-9_])${expression(pattern)}(?![a-z0-9_])`, "iu").test(text);
      expect([pattern, text, matchesWords(globOf(pattern), textOf(text), plenty())]).toEqual([
        pattern,
        text,
        expected,
      ]);
    }),
    { numRuns: 1_000 },
  );
});

it("C198 a word ends where no ASCII letter, digit or _ is beside it", () => {
  for (let point = 0; point < 0x80; point++) {
    const other = String.fromCodePoint(point);
    const isWord = matchesWords(globOf("é"), textOf(`é${other}`), plenty());
    expect([other, isWord]).toEqual([other, !/\w/.test(other)]);
  }
});

it("C196 hostile patterns take no more steps than there are letters", () => {
  const text = textOf("ab".repeat(30_000));
  for (const pattern of [
    `${"a".repeat(254)}c`,
    `${"?".repeat(254)}c`,
    `${"*a".repeat(2_000)}c`,
    `*${"ab".repeat(100)}c*`,
    "*".repeat(10_000),
  ])
    for (const matches of [matchesWhole, matchesWords]) {
      const meter = plenty();
      matches(globOf(pattern), text, meter);
      expect([pattern.slice(0, 10), 1e9 - meter.left]).toEqual([pattern.slice(0, 10), expect.any(Number)]);
      // A part of 255 characters is eight words of 32 bits.
      expect(1e9 - meter.left).toBeLessThanOrEqual(text.length * 8 + pattern.length);
    }
  const meter = { left: 100 };
  expect(matchesWords(globOf("b"), textOf(`${"a ".repeat(100)}b`), meter)).toBe(false);
  expect(meter.left).toBeGreaterThanOrEqual(-1);
  expect([stepsFor(0), stepsFor(1), stepsFor(1e9)]).toEqual([200_000, 200_000, 40_000]);
});

it("C196 paths have dots, and dots that are escaped", () => {
  expect(eventPathOf("content.m\\.relates_to.rel_type")).toEqual(["content", "m.relates_to", "rel_type"]);
  expect(eventPathOf("a\\\\.b")).toEqual(["a\\", "b"]);
  expect(eventPathOf("a\\b.")).toEqual(["a\\b", ""]);
  const given = event({ content: { a: { b: "x" }, list: ["y"], n: 5, text: "" } });
  const match = (key: string, pattern: string) => holds({ kind: "event_match", key, pattern }, given);
  expect([match("content.a.b", "X"), match("content.a.b", "*"), match("content.text", "*")]).toEqual([
    true,
    true,
    true,
  ]);
  for (const key of [
    "content.a",
    "content.n",
    "content.list",
    "content.list.0",
    "content.none",
    "__proto__",
    "",
  ])
    expect([key, match(key, "*")]).toEqual([key, false]);
  expect(match("room_id", "!r:here.example")).toBe(true);
});

it("C197 values are compared without conversions", () => {
  const given = event({ content: { one: 1, text: "1", yes: true, none: null, list: [1, "1", null, true] } });
  const is = (key: string, value: string | number | boolean | null) =>
    holds({ kind: "event_property_is", key: `content.${key}`, value }, given);
  expect([is("one", 1), is("one", "1"), is("text", "1"), is("yes", true), is("none", null)]).toEqual([
    true,
    false,
    true,
    true,
    true,
  ]);
  expect([is("yes", 1), is("absent", null), is("text", "1 ")]).toEqual([false, false, false]);
  const contains = (key: string, value: string | number | boolean | null) =>
    holds({ kind: "event_property_contains", key: `content.${key}`, value }, given);
  expect([
    contains("list", 1),
    contains("list", null),
    contains("list", false),
    contains("text", "1"),
  ]).toEqual([true, true, false, false]);
});

it("C197 members are counted, and unknown kinds never hold", () => {
  const count = (is: string) => holds({ kind: "room_member_count", is }, event({}, 3));
  for (const is of ["3", "==3", "<4", ">2", "<=3", ">=3"]) expect([is, count(is)]).toEqual([is, true]);
  for (const is of ["2", "==2", "<3", ">3", "<=2", ">=4", "", "x", "3.0", "= 3", "<", "-3"])
    expect([is, count(is)]).toEqual([is, false]);
  expect(holds({ kind: "room_member_count" }, event({}, 0))).toBe(false);
  for (const kind of ["x.unknown", "constructor", "__proto__", "toString"])
    expect([kind, holds({ kind, key: "type", pattern: "*" }, event({}))]).toEqual([kind, false]);
  expect(holds({ kind: "event_match", key: "type" }, event({}))).toBe(false);
  const named = event({ content: { body: "hi (bob+)!" } });
  const condition = { kind: "contains_display_name" };
  expect([holds(condition, named, "Bob+"), holds(condition, named, "Bo"), holds(condition, named)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(holds(condition, named, "")).toBe(false);
});

it("C195 the first enabled rule that matches decides", () => {
  const rules = compileRules(wholeRules(USER, readKept(undefined), {}));
  const level = (json: object, members = 3, mayNotify = false) =>
    evaluate(rules, event(json, members, mayNotify));
  const body = { msgtype: "m.text", body: "x" };
  expect(level({ content: body })).toBe(1);
  expect(level({ content: { ...body, "m.mentions": { user_ids: [USER] } } })).toBe(2);
  expect(level({ content: { ...body, msgtype: "m.notice", "m.mentions": { user_ids: [USER] } } })).toBe(0);
  expect(level({ content: { ...body, "m.mentions": { room: true } } })).toBe(1);
  expect(level({ content: { ...body, "m.mentions": { room: true } } }, 3, true)).toBe(2);
  const invite = { type: "m.room.member", content: { membership: "invite" } };
  expect([level({ ...invite, state_key: USER }), level({ ...invite, state_key: "@eve:x" })]).toEqual([1, 0]);
  expect(level({ type: "m.room.tombstone", state_key: "", content: {} })).toBe(2);
  expect(level({ type: "m.room.tombstone", content: {} })).toBe(0);
  const usual = compileRules(usualRules({}));
  expect(evaluate(usual, event({ content: { ...body, "m.mentions": { user_ids: ["", USER] } } }))).toBe(1);
});
