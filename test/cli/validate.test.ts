import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { project, root } from "./support.js";

const OUT = ["--out", path.join(root, "generated")];
const knock = {
  type: "m.room.member",
  event_id: "$1",
  sender: "@ada:knock.example",
  room_id: "!room",
  state_key: "@ada:knock.example",
  origin_server_ts: 1,
  content: { membership: "knock" },
};

test("a valid event, from a file and from standard input", () => {
  const { folder, run } = project();
  writeFileSync(path.join(folder, "event.json"), JSON.stringify(knock));
  expect(run(["validate", "RoomMemberEvent", "event.json", ...OUT])).toMatchObject({
    status: 0,
    stdout: "event.json: a valid RoomMemberEvent\n",
  });
  expect(run(["validate", "RoomMemberEvent", "-", ...OUT], JSON.stringify(knock)).status).toBe(0);
});

test("problems name the place and what is expected there", async () => {
  const { here } = project();
  const wrong = { ...knock, sender: "ada", content: { membership: "knok" } };
  const { status, stdout } = await here(
    ["validate", "events/RoomMemberEvent", ...OUT],
    JSON.stringify(wrong),
  );
  expect(status).toBe(1);
  expect(stdout).toContain(
    'standard input: content.membership must be one of "invite", "join", "knock", "leave", "ban"',
  );
  expect(stdout).toContain("standard input: sender must");
});

test("JSON lines are judged one by one", async () => {
  const { here } = project();
  const lines = [JSON.stringify(knock), "", JSON.stringify({ ...knock, room_id: undefined }), "{"].join("\n");
  const { status, stdout } = await here(["validate", "RoomMemberEvent", "--format", "json", ...OUT], lines);
  expect(status).toBe(1);
  const results = stdout
    .trim()
    .split("\n")
    .map((line): { where: string; valid: boolean } => JSON.parse(line));
  expect(results.map(({ where, valid }) => [where, valid])).toEqual([
    ["standard input:1", true],
    ["standard input:3", false],
    ["standard input:4:2", false],
  ]);
});

test("a type that is not there, or in several modules, is a wrong call with a hint", async () => {
  const { here } = project();
  expect(await here(["validate", "RoomMember", ...OUT], "{}")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("RoomMemberEvent"),
  });
  expect(await here(["validate", "GetPublicRoomsResponse200", ...OUT], "{}")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("client-server/GetPublicRoomsResponse200"),
  });
  expect((await here(["validate", "RoomMemberEvent", "missing.json", ...OUT])).status).toBe(2);
});

test("a name that is nearly right, or that of an event, leads to the type", async () => {
  const { here } = project();
  for (const asked of ["RoomMembreEvent", "roommemberevent", "m.room.member", "events/RoomMemberEvnt"])
    expect((await here(["validate", asked, ...OUT], "{}")).stderr, asked).toMatch(
      /did you mean .*\bRoomMemberEvent\b/,
    );
  expect((await here(["validate", "Zzzzzzzzzzz", ...OUT], "{}")).stderr).toContain(
    "manifest.json lists them all",
  );
});

test.each([
  ['{\n  "type": nonsense\n}', "standard input:2:11", 'expected a value, found "n"'],
  ['{"a":1', "standard input:1:7", 'expected "," or "}", found the end'],
  ["{'a':1}", "standard input:1:2", 'expected a key, found "\'"'],
  ["{}\n{]\n", "standard input:2:2", 'expected a key, found "]"'],
  ["", "standard input", "there is nothing in it"],
  ["\ufeff \r\n", "standard input", "there is nothing in it"],
])("what is no JSON is told with its place: %j", async (text, where, what) => {
  const { here } = project();
  const { status, stdout } = await here(["validate", "RoomMemberEvent", ...OUT], text);
  expect(status).toBe(1);
  expect(stdout).toContain(`${where}: the value is not JSON: ${what}`);
});

test("a byte order mark and Windows' line ends do not matter", async () => {
  const { here } = project();
  const text = JSON.stringify(knock, null, 1).replaceAll("\n", "\r\n");
  expect((await here(["validate", "RoomMemberEvent", ...OUT], `\ufeff${text}\r\n`)).status).toBe(0);
  const lines = `\ufeff${JSON.stringify(knock)}\r\n${JSON.stringify(knock)}\r\n`;
  expect(await here(["validate", "RoomMemberEvent", ...OUT], lines)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("standard input:2: a valid RoomMemberEvent"),
  });
});

test("how many lines are wrong is said at the end, for people", async () => {
  const { here } = project();
  const lines = `${JSON.stringify(knock)}\n{}\n`;
  const { stdout } = await here(["validate", "RoomMemberEvent", ...OUT], lines);
  expect(stdout).toMatch(/\n1 of 2 values are not valid as RoomMemberEvent\n$/);
});

test("what a stranger wrote does not reach the terminal as it is", async () => {
  const { here } = project();
  const text = JSON.stringify({
    ...knock,
    content: { membership: "knock", third_party_invite: { "\u001b[2J\u202e": 1 } },
  });
  const { stdout, stderr } = await here(["validate", "RoomMemberEvent", ...OUT], text);
  for (const character of ["\u001b", "\u202e"]) expect(stdout + stderr).not.toContain(character);
  expect((await here(["validate", "\u001b[31mEvent", ...OUT], "{}")).stderr).toContain("\\u{1b}[31mEvent");
  expect((await here(["validate", "RoomMemberEvent", "\u001b[2J.json", ...OUT])).stderr).not.toContain(
    "\u001b",
  );
});

test("values nested beyond measure are told, not thrown", async () => {
  const { here } = project();
  const text = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
  expect((await here(["validate", "RoomMemberEvent", ...OUT], text)).status).toBe(1);
});

test("a check that fails is a bug of the folder's, and not a file that cannot be read", async () => {
  const { folder, here } = project();
  const out = path.join(folder, "out");
  const manifest = { operations: [], events: [], types: [{ type: "Own", module: "own" }] };
  mkdirSync(path.join(out, "validators"), { recursive: true });
  writeFileSync(path.join(out, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(path.join(out, "manifest.json"), JSON.stringify(manifest));
  writeFileSync(
    path.join(out, "validators/own.js"),
    'export function checkOwn() { throw Object.assign(new TypeError("of no use"), { code: "ERR_INVALID_ARG_TYPE" }); }',
  );
  const { status, stderr } = await here(["validate", "Own", "--out", out], "{}");
  expect(stderr).toContain("This is a bug in knockgen");
  expect(stderr).not.toContain("cannot read");
  expect(status).toBe(70);
});
