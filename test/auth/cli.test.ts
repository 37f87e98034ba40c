/** The commands of the engine, run as users run them. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { canonicalJson, type JsonObject } from "@knockgen/auth";
import { afterAll, expect, test } from "vitest";
import { bin } from "../support/built.js";
import { command } from "../support/command.js";
import { authKeys, BOB, member, testRoom } from "./support/room.js";

const folder = mkdtempSync(path.join(tmpdir(), "knockgen-auth-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A knock on a room, as a case. */
function knockCase(id: string, joinRule: string): JsonObject {
  const room = testRoom("7", { joinRule });
  const draft = member(BOB, "knock");
  const event = room.make(draft, authKeys(room, draft));
  const authEvents = event.authEventIds.map((auth) => room.events.get(auth)?.json ?? {});
  return {
    id,
    room_version: "7",
    event: event.json,
    event_id: event.eventId,
    auth_events: authEvents,
    auth_event_ids: [...event.authEventIds],
  };
}

const knocks = `${canonicalJson(knockCase("open", "knock"))}\n${canonicalJson(knockCase("shut", "invite"))}\n`;
const run = (args: readonly string[], input = ""): string =>
  execFileSync(process.execPath, [bin, ...args], {
    input,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });

/** Output of a command that runs in the process of the test. */
const said = async (args: readonly string[], input = ""): Promise<string> =>
  (await command(args, { input })).stdout;

test("authorize: one verdict a line", () => {
  const lines = run(["authorize"], `${knocks}{}\n`)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    { id: "open", verdict: "allow", rule: "4.6.3", rule_key: "member.knock.allow", reason: "" },
    {
      id: "shut",
      verdict: "reject",
      rule: "4.6.1",
      rule_key: "member.knock.join_rule",
      reason: "the join rule is invite, not knock",
    },
    expect.objectContaining({ id: null, verdict: "reject", rule: "format" }),
  ]);
});

test.each(["nonsense", "{", "\u0000", "[".repeat(20_000)])(
  "authorize: a line that is not JSON has an error and no verdict, and the others are judged: %#",
  async (line) => {
    const input = `${line}\n${knocks}`;
    const { status, stdout } = await command(["authorize"], { input });
    const [broken, ...others] = stdout
      .trim()
      .split("\n")
      .map((each) => JSON.parse(each));
    expect(status).toBe(1);
    expect(broken).toEqual({ id: null, line: 1, error: expect.stringMatching(/^is not JSON: /) });
    expect(others.map(({ verdict }) => verdict)).toEqual(["allow", "reject"]);
  },
);

test("explain: every clause that was asked, in order", async () => {
  const file = path.join(folder, "cases.jsonl");
  writeFileSync(file, knocks);
  const text = await said(["explain", file, "--id", "shut"]);
  expect(text).toMatch(/4\.6 +applies/);
  expect(text).toMatch(/4\.6\.1 +REJECT/);
  expect(text).toContain("looked at: the join rule is invite, not knock");
  expect(text).toContain("rejected by 4.6.1 (member.knock.join_rule)");
  expect(text).not.toContain("\u001b[");
});

test("explain: colours in a pipe where they are asked for, as in every command", () => {
  const env = { ...process.env, NO_COLOR: "", FORCE_COLOR: "1" };
  const text = execFileSync(process.execPath, [bin, "explain"], { input: knocks, encoding: "utf8", env });
  expect(text).toContain("\u001b[32mallowed by 4.6.3 (member.knock.allow)\u001b[39m");
});

test("membership: a table, and a diagram if asked", () => {
  const file = path.join(folder, "membership.svg");
  expect(run(["membership", "--room-version", "7", "--svg", file])).toContain("join rule knock\n");
  expect(readFileSync(file, "utf8")).toMatch(/^<svg .*<\/svg>\n$/s);
  expect(spawnSync(process.execPath, [bin, "membership", "--room-version", "unheard-of"]).status).not.toBe(0);
});

test("vectors: a line a file, and a failure for a damaged verdict", () => {
  const line = {
    ...knockCase("k", "knock"),
    verdict: "allow",
    spec_verdict: "allow",
    stage: "",
    departs: false,
    rule: "4.6.3",
    rule_key: "member.knock.allow",
  };
  const good = mkdtempSync(path.join(folder, "good-"));
  writeFileSync(path.join(good, "a.jsonl"), `${canonicalJson(line)}\n`);
  expect(run(["vectors", good])).toBe("a.jsonl: 1 cases, 1 agreements, 0 disagreements\n");
  writeFileSync(path.join(good, "b.jsonl"), `${canonicalJson({ ...line, id: "bad", verdict: "reject" })}\n`);
  const damaged = spawnSync(process.execPath, [bin, "vectors", good], { encoding: "utf8" });
  expect(damaged.status).toBe(1);
  expect(damaged.stdout).toContain("b.jsonl: 1 cases, 0 agreements, 1 disagreements: bad");
});

test.each([
  ["authorize", path.join(folder, "missing.jsonl")],
  ["authorize", folder],
  ["explain", path.join(folder, "missing.jsonl")],
  ["membership", "--svg", path.join(folder, "missing", "table.svg")],
  ["membership", "--room-version", "99"],
  ["vectors", path.join(folder, "missing")],
])("a wrong call is told as one, and not as a bug: %#", async (...args) => {
  const { status, stderr } = await command(args);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^knockgen: /);
  expect(stderr).not.toContain("bug");
});

test.each([
  ["nonsense", "not a case: "],
  ['{"room_version":"99","event":{}}', "not a case: room_version is none of 1, 2, 3,"],
  ['{"room_version":"10"}', "not a case: event is missing"],
  [
    `{"room_version":"10","event":${"[".repeat(10_000)}${"]".repeat(10_000)}}`,
    "not a case: nested deeper than",
  ],
  ["", "no case given"],
])("explain says what is wrong with a case: %#", async (input, message) => {
  const { status, stderr } = await command(["explain"], { input });
  expect(status).toBe(1);
  expect(stderr).toContain(message);
});

/** A join rule that would clear the screen, turn what follows upside down, and speak C1. */
const LOUD = "\u001b[2J\r\u202eknock\u009b31m";
const loud = `${JSON.stringify(knockCase("lo\u001bud\u2028", LOUD))}\n`;

test("an event cannot speak to the terminal", async () => {
  const text = await said(["explain"], loud);
  expect(text).toContain("the join rule is \\u{1b}[2J \\u{202e}knock\\u{9b}31m, not knock");
  expect(text).toMatch(/^[\n -~]*$/);
  const answer = await said(["authorize"], loud);
  expect(answer).toMatch(/^[ -~]*\n$/);
  expect(JSON.parse(answer)).toMatchObject({ id: "lo\u001bud\u2028", rule: "4.6.1" });
  const broken = await command(["explain"], { input: '{"a":\u001b[2J}' });
  expect(broken.stderr).toMatch(/^knockgen: not a case: [ -~]*\n$/);
});

test("only a line feed ends a line", async () => {
  const text = canonicalJson(knockCase("one\u2028line", "knock"));
  const answers = (await said(["authorize"], `${text.replace("{", "{\r")}\r\n\n${text}`)).trim().split("\n");
  expect(answers).toHaveLength(2);
  for (const answer of answers)
    expect(JSON.parse(answer)).toMatchObject({ id: "one\u2028line", verdict: "allow" });
});

test.each<[JsonObject, JsonObject["x"]]>([
  [{ id: "a" }, "a"],
  [{ id: 7, room_version: "99", event: {} }, 7],
  [{ id: { deep: ["a"] }, room_version: "10" }, { deep: ["a"] }],
  [{ room_version: "10" }, null],
])("a line that is no case keeps its id: %j", async (line, id) => {
  expect(JSON.parse(await said(["authorize"], canonicalJson(line)))).toMatchObject({
    id,
    verdict: "reject",
    rule: "format",
  });
});

test.each([
  "[]",
  "null",
  '"x"',
  '{"room_version":"10","event":5,"auth_events":{},"auth_event_ids":5,"rejected":"x","valid_signatures":{}}',
  '{"room_version":"12","event":{"type":"m.room.create"},"auth_events":[null,5,[]],"rejected":[5]}',
])("authorize answers whatever it is given: %#", async (line) => {
  expect(JSON.parse(await said(["authorize"], `${line}\n`))).toMatchObject({
    verdict: "reject",
    rule: "format",
  });
});

test.each<[JsonObject["x"], string]>([
  ["é", "é"],
  [7, "7"],
  ["a b", "a b"],
])("explain finds the case %j, whatever stands before it", async (id, wanted) => {
  const line = JSON.stringify({ ...knockCase("", "knock"), id }).replace("é", "\\u00e9");
  const before = `nonsense ${wanted}\n{"id":{"1.0":1.0},"x":"${wanted}"}\n${JSON.stringify(knockCase("shut", "invite"))}\n`;
  expect(await said(["explain", "--id", wanted], `${before}${line}\n`)).toContain("allowed by 4.6.3");
});

test("a line without an end is given up, and a damaged archive told", async () => {
  const endless = path.join(folder, "endless.jsonl");
  writeFileSync(endless, "");
  // A hole: it takes no room on disk.
  truncateSync(endless, 140 * 1024 * 1024);
  const broken = path.join(folder, "broken.jsonl.gz");
  writeFileSync(broken, "no archive");
  for (const [file, message] of [
    [endless, /^knockgen: a line is longer than \d+ characters\n$/],
    [broken, /^knockgen: incorrect header check\n$/],
  ] as const) {
    const { status, stderr, stdout } = await command(["authorize", file]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(message);
  }
});
