import { writeFileSync } from "node:fs";
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

test("problems name the place and what is expected there", () => {
  const { run } = project();
  const wrong = { ...knock, sender: "ada", content: { membership: "knok" } };
  const { status, stdout } = run(["validate", "events/RoomMemberEvent", ...OUT], JSON.stringify(wrong));
  expect(status).toBe(1);
  expect(stdout).toContain(
    'standard input: content.membership must be one of "invite", "join", "knock", "leave", "ban"',
  );
  expect(stdout).toContain("standard input: sender must");
});

test("JSON lines are judged one by one", () => {
  const { run } = project();
  const lines = [JSON.stringify(knock), "", JSON.stringify({ ...knock, room_id: undefined }), "{"].join("\n");
  const { status, stdout } = run(["validate", "RoomMemberEvent", "--format", "json", ...OUT], lines);
  expect(status).toBe(1);
  const results = stdout
    .trim()
    .split("\n")
    .map((line): { where: string; valid: boolean } => JSON.parse(line));
  expect(results.map(({ where, valid }) => [where, valid])).toEqual([
    ["standard input:1", true],
    ["standard input:3", false],
    ["standard input:4", false],
  ]);
});

test("a type that is not there, or in several modules, is a wrong call with a hint", () => {
  const { run } = project();
  expect(run(["validate", "RoomMember", ...OUT], "{}")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("RoomMemberEvent"),
  });
  expect(run(["validate", "GetPublicRoomsResponse200", ...OUT], "{}")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("client-server/GetPublicRoomsResponse200"),
  });
  expect(run(["validate", "RoomMemberEvent", "missing.json", ...OUT]).status).toBe(2);
});
