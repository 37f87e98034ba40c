/** Unknown ancestors of an event: fetched, judged, and waited for if they cannot be had. */
import type { JsonObject } from "@knockgen/auth";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { FakeRoom } from "../support/fake-room.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let hs: TestServer;
let fake: FakeServer;
let alice: Client;
let guest: Guest;
/** The guest's server's answer to a request for an auth chain; undefined if it fails. */
let chain: readonly JsonObject[] | undefined;

beforeAll(async () => {
  hs = await startServer();
  fake = await startFakeServer({ authority: testAuthority() });
  alice = await hs.user("alice");
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  guest = await Guest.enter(fake, hs.serverName, room, "10");
  fake.responders.push(({ segments }) => {
    if (segments[3] !== "event_auth" || segments[4] !== room) return undefined;
    return chain === undefined ? { status: 500, json: {} } : { json: { auth_chain: [...chain] } };
  });
});
afterAll(async () => {
  await Promise.all([hs?.close(), fake?.close()]);
});

/** A join with another name, unknown to other servers. */
function renamed(name: string): JsonObject {
  const content = { membership: "join", displayname: name };
  const auth = [...guest.auth, guest.idOf("m.room.join_rules")];
  return guest.make("m.room.member", content, { state_key: guest.user, auth_events: auth });
}

function resting(body: string, ...auth: readonly string[]): JsonObject {
  return guest.make("m.room.message", { body }, { auth_events: [guest.idOf("m.room.create"), ...auth] });
}

it("an event is taken once what authorises it can be had, and is not rejected before", async () => {
  const join = renamed("One");
  const message = resting("patient", guest.idOf("m.room.power_levels"), guest.name(join));
  chain = undefined;
  const refused = { [guest.name(message)]: { error: expect.any(String) } };
  expect(await guest.send(message)).toEqual(refused);
  chain = [];
  expect(await guest.send(message)).toEqual(refused);
  chain = [join];
  expect(await guest.send(message)).toEqual({ [guest.name(message)]: {} });
});

it("an event that rests on one that the rules refuse is rejected", async () => {
  const levels = guest.make("m.room.power_levels", { users: { [guest.user]: 100 } }, { state_key: "" });
  const message = resting("mine", guest.name(levels), guest.join);
  chain = [levels];
  expect(await guest.send(message)).toEqual({ [guest.name(message)]: { error: expect.any(String) } });
  const page = await alice.ok("GET", `/rooms/${encodeURIComponent(guest.room)}/messages?dir=b&limit=50`);
  expect(JSON.stringify(page)).not.toContain("mine");
});

it("a room that is given as of another version than its own is not entered", async () => {
  const room = new FakeRoom(fake, { join_rule: "public" });
  fake.responders.push(({ segments }) => {
    if (segments[3] !== "make_join" || segments[4] !== room.id) return undefined;
    const user = segments[5] ?? "";
    const event = room.make({
      type: "m.room.member",
      content: { membership: "join" },
      stateKey: user,
      sender: user,
    });
    return { json: { room_version: "9", event } };
  });
  const answer = await alice.join(room.id, fake.name);
  expect([answer.status, answer.body.errcode]).toEqual([502, "M_UNKNOWN"]);
});
