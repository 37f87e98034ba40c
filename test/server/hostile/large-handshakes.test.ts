/** O1: answers to handshakes, and about states, that are larger than honest ones are refused before they cost much. */
import type { JsonObject, JsonValue } from "@knockgen/auth";
import { expect, it } from "vitest";
import { RemoteLists } from "../../../server/devices/remote-lists.js";
import {
  readSentJoin,
  readStateIds,
  readTransactionResults,
} from "../../../server/federation/calls/answers.js";
import { createFederationClient } from "../../../server/federation/calls/client.js";
import { type FederationResult, failed } from "../../../server/federation/transport/transport.js";
import { fetchState } from "../../../server/history/given-state.js";
import { silentLog } from "../../../server/log.js";
import { EventCache } from "../../../server/room/event-cache.js";
import { objectIn } from "../../../server/values/json-members.js";
import { Work } from "../../../server/work.js";
import { FakeRoom } from "../support/fake-room.js";
import { startPair } from "../support/pair.js";
import { turnsDuring } from "../support/turns-during.js";

const { fake, alice } = await startPair();

const junk = (count: number): JsonValue => Array.from({ length: count }, () => ({}));

it.each([
  ["knock", 70_000, "the template is larger than an event may be"],
  ["join", 70_000, "the template is larger than an event may be"],
  ["knock", 100_000, "an answer of more than 262144 bytes"],
  ["join", 100_000, "an answer of more than 262144 bytes"],
] as const)("a template for a %s that lists %i events", async (kind, count, message) => {
  const room = new FakeRoom(fake, { join_rule: kind === "knock" ? "knock" : "public" });
  const user = { sender: alice.userId, state_key: alice.userId, type: "m.room.member" };
  const event = { ...user, room_id: room.id, content: { membership: kind }, auth_events: junk(count) };
  fake.responders.push(({ segments }) =>
    segments[3] === `make_${kind}` && segments[4] === room.id
      ? { json: { room_version: "10", event } }
      : undefined,
  );
  const answer = await alice[kind](room.id, fake.name);
  expect([answer.status, answer.body.error]).toEqual([502, `No server could help: ${message}`]);
});

it("a room that a knock is answered with", async () => {
  const room = new FakeRoom(fake, { join_rule: "knock" });
  fake.responders.push(({ segments }) =>
    segments[3] === "send_knock" && segments[4] === room.id
      ? { json: { knock_room_state: junk(400_000) } }
      : undefined,
  );
  const answer = await alice.knock(room.id, fake.name);
  expect([answer.status, answer.body.error]).toEqual([
    502,
    "No server could help: an answer of more than 1048576 bytes",
  ]);
});

it("servers that are said to be in a room: some of them are looked at", async () => {
  const servers_in_room = Array.from({ length: 5_000 }, (_, at) => `s${at}.example`);
  expect((await readSentJoin({ state: [], servers_in_room }))?.serversInRoom).toEqual(
    servers_in_room.slice(0, 1_000),
  );
});

it("a list of what is no event, or no ID: others have their turn meanwhile", async () => {
  const list = junk(1_000_000);
  expect(await turnsDuring(readSentJoin({ state: list }))).toBeGreaterThan(1);
  expect(await turnsDuring(readStateIds({ pdu_ids: list }))).toBeGreaterThan(1);
});

it("outcomes of a transaction: no more than it had events", () => {
  const pdus = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`$${at}`, { error: "bad" }]));
  expect([...(readTransactionResults({ pdus }) ?? [])].length).toBe(50);
});

it.each([
  ["some hundreds of entries", [...Array.from({ length: 999 }, () => ({})), "one", "two"], ["one"]],
  ["none that is too large", ["one", { device_id: "large", keys: { junk: junk(40_000) } }], ["one"]],
  ["nothing of a list that is too large", Array.from({ length: 9 }, (_, at) => `${at}`.repeat(60_000)), []],
])("O1: of the devices of a user elsewhere, %s", async (_, listed, kept) => {
  const user = "@user:far.example";
  const devices = listed.map((one) => (typeof one === "string" ? { device_id: one, keys: {} } : one));
  const work = new Work(silentLog);
  let saved: JsonObject = {};
  const lists = new RemoteLists({
    federation: { userDevices: async () => ({ ok: true, value: { stream_id: 1, devices } }) },
    store: {
      position: async () => 1,
      saveRemoteKeys: async (answers) => {
        saved = answers.get(user) ?? {};
      },
    },
    work,
  });
  lists.fetch(user);
  await work.settled(10_000);
  const ofUser = objectIn(objectIn(saved, "device_keys"), user);
  expect(Object.keys(ofUser)).toEqual(kept);
});

it("events of a state of which most are unknown: no more are looked for than it takes to find that out", async () => {
  let asked = 0;
  const events = async (ids: readonly string[]) => {
    asked += ids.length;
    return [];
  };
  const ids = Array.from({ length: 50_000 }, (_, at) => `$${at}`);
  const request = async ({ uri }: { readonly uri: string }): Promise<FederationResult<JsonValue>> =>
    uri.includes("/state_ids/")
      ? { ok: true, value: { pdu_ids: ids, auth_chain_ids: ids } }
      : failed("unreachable", "gone");
  const context = {
    federation: createFederationClient({ request }),
    writer: { events: new EventCache({ events }) },
  };
  const question = {
    room: { roomId: `!r:${fake.name}`, version: "10" },
    event: { eventId: "$event" },
    server: fake.name,
  } as const;
  expect(await fetchState(context, question)).toBeUndefined();
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThanOrEqual(1_000);
});
