/** Events between servers: form by room version, signatures and hashes, with keys and versions that the traffic has shown. */
import { eventTemplate, generateKeyPair, signEvent } from "@knockgen/auth";
import { expect, test } from "vitest";
import type { Exchange } from "../../inspect/exchange.js";
import { LearnedFacts } from "../../inspect/federation-facts.js";
import { judge } from "../../inspect/judge.js";
import { exchange, latest, line } from "./support/exchange.js";

const SERVER = "there.example";
const USER = `@bob:${SERVER}`;
const ROOM = "!room:here.example";
const key = generateKeyPair("a");
const headers = {
  authorization: `X-Matrix origin="${SERVER}",destination="here.example",key="ed25519:a",sig="AA"`,
};

const template = {
  ...eventTemplate(
    { type: "m.room.member", sender: USER, stateKey: USER, content: { membership: "join" }, origin: SERVER },
    {
      roomVersion: "10",
      state: () => undefined,
      extremities: [],
      roomId: ROOM,
      originServerTs: 1_700_000_000_000,
    },
  ),
  prev_events: ["$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
  auth_events: ["$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
};
const signed = signEvent(template, "10", SERVER, key);

const keys = exchange("GET /_matrix/key/v2/server", 200, {
  server_name: SERVER,
  verify_keys: { "ed25519:a": { key: key.publicKey } },
  valid_until_ts: 1_800_000_000_000,
});
const made = exchange(
  `GET /_matrix/federation/v1/make_join/${encodeURIComponent(ROOM)}/${encodeURIComponent(USER)}?ver=10`,
  200,
  {
    room_version: "10",
    event: template,
  },
);
const joined = (event: object): Exchange =>
  exchange(
    `PUT /_matrix/federation/v2/send_join/${encodeURIComponent(ROOM)}/%24event`,
    403,
    { errcode: "M_FORBIDDEN" },
    { body: event, headers },
  );

function judged(event: object, ...before: readonly Exchange[]): string[] {
  const federation = new LearnedFacts();
  for (const each of before) federation.learn(each);
  return judge(joined(event), [latest], { federation }).map(line);
}

test("an event that is as it was signed", () => {
  expect(judged(signed, keys, made)).toEqual([]);
});

test("an event that was changed, and one that its sender's server has not signed", () => {
  const changed = { ...signed, content: { membership: "join", displayname: "Eve" } };
  expect(judged(changed, keys, made)).toEqual(["client error sendJoinV2 body/hashes hash"]);
  const moved = { ...signed, depth: 99 };
  expect(judged(moved, keys, made)).toEqual(["client error sendJoinV2 body/signatures signature"]);
});

test("an event of another room version", () => {
  expect(judged({ ...signed, depth: "1" }, keys, made)).toContain("client error sendJoinV2 body event");
});

test("without keys or the room's version, nothing is said", () => {
  const moved = { ...signed, depth: 99 };
  expect(judged(moved, made)).toEqual([]);
  expect(judged(moved, keys)).toEqual([]);
});

test("what is left of a redacted event fits its signature, and need not fit its hash", () => {
  const { displayname: _, ...content } = { membership: "join", displayname: "Bob" };
  const whole = signEvent({ ...template, content: { ...content, displayname: "Bob" } }, "10", SERVER, key);
  expect(judged({ ...whole, content }, keys, made)).toEqual([]);
});
