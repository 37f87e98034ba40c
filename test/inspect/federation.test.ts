/** Events between servers: form by room version, signatures and hashes, with keys and versions that the traffic has shown. */
import { eventTemplate, generateKeyPair, signEvent } from "@knockgen/auth";
import { expect, test } from "vitest";
import { LearnedFacts } from "../../inspect/events/federation-facts.js";
import type { Exchange } from "../../inspect/exchange.js";
import { judge } from "../../inspect/judge/judge.js";
import { exchange, latest, line } from "./support/exchange.js";
import { ask, behindProxy } from "./support/upstream.js";

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

test("an event of a transaction without signatures, or in the form of another version", () => {
  const sent = (event: object): string[] => {
    const federation = new LearnedFacts();
    federation.learn(made);
    const body = { origin: SERVER, origin_server_ts: 1, pdus: [event] };
    const target = "PUT /_matrix/federation/v1/send/1";
    const whole = exchange(target, 200, { pdus: {} }, { body, headers });
    return judge(whole, [latest], { federation }).map(line);
  };
  const { signatures: _, ...unsigned } = signed;
  const old = { ...signed, prev_events: [["$a:b.example", { sha256: "a" }]] };
  expect(sent(signed)).toEqual([]);
  for (const wrong of [unsigned, old])
    expect(sent(wrong)).toEqual(["client error sendTransaction body/pdus/* event"]);
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

test("events of exchanges that are judged in a thread are verified too, with what was learned before", async () => {
  const answers: { readonly [start: string]: object } = {
    "/_matrix/key/": JSON.parse(new TextDecoder().decode(keys.answer?.body)),
    "/_matrix/federation/v1/make_join": { room_version: "10", event: template },
    "/_matrix/federation/v2/send_join": { errcode: "M_FORBIDDEN", error: "no".repeat(40_000) },
  };
  const { proxy } = await behindProxy((request, response) => {
    const start = Object.keys(answers).find((each) => request.url?.startsWith(each)) ?? "";
    const status = start.endsWith("send_join") ? 403 : 200;
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(answers[start]));
  });
  const send = async (depth: unknown): Promise<void> => {
    const { target } = joined(signed).request;
    const sent = ["Authorization", headers.authorization, "Content-Type", "application/json"];
    await ask(proxy, target, { method: "PUT", headers: sent, body: JSON.stringify({ ...signed, depth }) });
    await proxy.settled();
  };
  await send(99);
  expect(proxy.report().findings.map(line)).toEqual([]);
  await ask(proxy, made.request.target);
  await proxy.settled();
  await send("1");
  expect(proxy.report().findings.map(line)).toContain("client error sendJoinV2 body event");
  for (const each of [keys, made]) await ask(proxy, each.request.target);
  await proxy.settled();
  await send(99);
  expect(proxy.report().findings.map(line)).toContain("client error sendJoinV2 body/signatures signature");
});

test("a fact that is known already is no news, and keys of one server have an end", () => {
  const federation = new LearnedFacts();
  federation.learn(made);
  federation.learn(keys);
  const { revision } = federation;
  federation.learn(made);
  federation.learn(keys);
  expect(federation.revision).toBe(revision);
  const own = { key: "A".repeat(43) };
  const verify_keys = Object.fromEntries(Array.from({ length: 1_000 }, (_, id) => [`ed25519:${id}`, own]));
  const flood = { server_name: SERVER, verify_keys, valid_until_ts: 1 };
  federation.learn(exchange("GET /_matrix/key/v2/server", 200, flood));
  expect(federation.keysOf(SERVER)).toHaveLength(100);
  expect(federation.revision).toBeGreaterThan(revision);
});
