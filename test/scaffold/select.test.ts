/** Ways to name an operation. */
import { expect, test } from "vitest";
import { matchesGlob } from "../../generator/matches-glob.js";
import { fileNames, kebab } from "../../generator/scaffold/file-names.js";
import { idOf, type Subject } from "../../generator/scaffold/scaffold-plan.js";
import { selectOperations } from "../../generator/scaffold/select.js";

const subject = (api: string, operationId: string): Subject => ({
  api,
  operationId,
  member: operationId,
  handlers: "Handlers",
  route: "GET /",
  deprecated: false,
  parts: [],
  statuses: [],
  sample: {},
  isRefused: false,
});
const apis = [
  {
    api: "client-server",
    subjects: ["ban", "getPublicRooms", "knockRoom"].map((id) => subject("client-server", id)),
  },
  {
    api: "server-server",
    subjects: ["getPublicRooms", "makeKnock"].map((id) => subject("server-server", id)),
  },
];

test.each([
  ["knockRoom", ["client-server/knockRoom"]],
  ["server-server/makeKnock", ["server-server/makeKnock"]],
  ["client-server/*", ["client-server/ban", "client-server/getPublicRooms", "client-server/knockRoom"]],
  ["*Knock", ["server-server/makeKnock"]],
  ["*", 5],
  ["*-server/get*", ["client-server/getPublicRooms", "server-server/getPublicRooms"]],
])("%s", (pattern, expected) => {
  const { subjects, problems } = selectOperations([pattern], apis);
  expect(problems).toEqual([]);
  expect(typeof expected === "number" ? subjects.length : subjects.map(idOf)).toEqual(expected);
});

test("what means nothing, or two things, is a problem that says what was meant", () => {
  expect(selectOperations(["knock"], apis).problems).toEqual([
    "the specification has no operation knock; did you mean client-server/knockRoom or server-server/makeKnock?",
  ]);
  expect(selectOperations(["getPublicRooms"], apis).problems[0]).toContain(
    "say client-server/getPublicRooms or server-server/getPublicRooms",
  );
});

test.each([
  ["a*c", "abc", true],
  ["a*b*c", "aXbYc", true],
  ["a*b*c", "acb", false],
  ["ab*ba", "aba", false],
  ["*", "", true],
])("the glob %s and %s", (pattern, text, expected) => expect(matchesGlob(pattern, text)).toBe(expected));

test("names of files are safe on every file system", () => {
  expect(["knockRoom", "getURL", "logout_all", "add3PID", "../etc", "日本"].map(kebab)).toEqual([
    "knock-room",
    "get-url",
    "logout-all",
    "add3-pid",
    "etc",
    expect.stringMatching(/^operation-[0-9a-f]{6}$/),
  ]);
  const names = fileNames(["getUrl", "getURL", "CON", "index", "auth"].map((id) => subject("a", id)));
  expect(new Set(names.values()).size).toBe(5);
  expect([names.get("CON"), names.get("index"), names.get("auth")]).toEqual([
    "con-operation",
    "index-operation",
    "auth-operation",
  ]);
});
