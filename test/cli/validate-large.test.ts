/** Files too large to be held in memory are read line by line, and told apart in no other way. */
import path from "node:path";
import { expect, test, vi } from "vitest";
import { runValidate } from "../../cli/validate/run.js";
import { writeFolder } from "../generator/support/emit.js";
import { root } from "./support.js";

const knock = {
  type: "m.room.member",
  sender: "@ada:example.org",
  state_key: "@ada:example.org",
  room_id: "!room:example.org",
  event_id: "$event",
  origin_server_ts: 1,
  content: { membership: "knock" },
};
const wrong = { ...knock, content: { membership: 1 } };

async function validate(text: string, large: number): Promise<{ status: number; lines: string[] }> {
  const file = path.join(writeFolder([["events.jsonl", text]]), "events.jsonl");
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => {
    lines.push(line.replace(file, "FILE"));
  });
  try {
    const out = path.join(root, "generated");
    return { status: await runValidate("RoomMemberEvent", file, { out, format: "text" }, large), lines };
  } finally {
    log.mockRestore();
  }
}

test.each([
  ["line feeds", "\n", ""],
  ["carriage returns, and a byte order mark", "\r\n", "\ufeff"],
])("with %s, the same is said as of small ones", async (_, end, mark) => {
  const values = [knock, wrong, knock].map((value) => JSON.stringify(value));
  const text = mark + [...values, "", "{", ""].join(end);
  const streamed = await validate(text, 0);
  expect(streamed).toEqual(await validate(text, Number.POSITIVE_INFINITY));
  expect(streamed.status).toBe(1);
  expect(streamed.lines.map((line) => line.split(" ")[0])).toEqual([
    "FILE:1:",
    "FILE:2:",
    "FILE:3:",
    expect.stringMatching(/^FILE:5/),
    "2",
  ]);
});
