/** Knocks whose answers come in another order than expected, or go to a server that has left the room since. */
import type { JsonObject } from "@knockgen/auth";
import { afterAll, describe, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { FakeRoom } from "../support/fake-room.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { startPair } from "../support/pair.js";
import type { Reply } from "../support/reply.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

const { hs, fake } = await startPair();
const accepting = await startServer({ config: { autoAcceptKnocks: true } });
afterAll(() => accepting.close());
const stranger = await startFakeServer({ authority: testAuthority(), host: "localhost" });
afterAll(() => stranger.close());
let count = 0;

/** A room that does something before it answers a knock that it has taken. */
function roomThat(meanwhile: (room: FakeRoom) => Promise<unknown>): FakeRoom {
  const room = new FakeRoom(fake, { join_rule: "knock" });
  const usual = fake.responders.at(-1);
  fake.responders.push(async (request) => {
    if (request.segments[3] !== "send_knock" || request.segments[4] !== room.id) return undefined;
    const answer = await usual?.(request);
    await meanwhile(room);
    return answer;
  });
  return room;
}

function member(room: FakeRoom, user: Client, membership: string): JsonObject {
  return room.add({ type: "m.room.member", stateKey: user.userId, content: { membership } });
}

function invite(to: TestServer, room: FakeRoom, user: Client): Promise<unknown> {
  const event = member(room, user, "invite");
  const path = [room.id, room.idOf(event)].map(encodeURIComponent).join("/");
  const state = [room.state.get("m.room.create\n") ?? {}];
  return fake.request({
    destination: to.serverName,
    method: "PUT",
    uri: `/_matrix/federation/v2/invite/${path}`,
    content: { room_version: room.version, event, invite_room_state: state },
  });
}

/** Refuses whatever concerns a room, until that is taken back. */
function refusing(server: FakeServer, room: FakeRoom, reply: Reply): () => void {
  const refuse = ({ segments }: { readonly segments: readonly string[] }): Reply | undefined =>
    segments[4] === room.id ? reply : undefined;
  server.responders.push(refuse);
  return () => {
    server.responders.splice(server.responders.indexOf(refuse), 1);
  };
}

describe("an answer that is faster than that to the knock", () => {
  it("X5 is an invite that stays one", async () => {
    const bob = await hs.user("invited");
    const room = roomThat((made) => invite(hs, made, bob));
    expect((await bob.knock(room.id, fake.name)).status).toBe(200);
    const { rooms } = await bob.sync();
    expect([Object.keys(rooms.invite), Object.keys(rooms.knock)]).toEqual([[room.id], []]);
  });

  it("N6 is an invite that is accepted, where that is configured", async () => {
    const bob = await accepting.user("accepted");
    const room = roomThat((made) => invite(accepting, made, bob));
    expect((await bob.knock(room.id, fake.name)).status).toBe(200);
    await bob.see(room.id, bob.userId, "join");
  });

  it("X4 is a refusal that is not lost", async () => {
    const bob = await hs.user("refused");
    const { next_batch } = await bob.sync();
    let told: Promise<unknown> | undefined;
    const room = roomThat(async (made) => {
      const pdus = [member(made, bob, "leave")];
      const content = { origin: fake.name, origin_server_ts: Date.now(), pdus };
      const uri = `/_matrix/federation/v1/send/fast${++count}`;
      told = fake.request({ destination: hs.serverName, method: "PUT", uri, content });
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    expect((await bob.knock(room.id, fake.name)).status).toBe(200);
    await told;
    await bob.seeSince(next_batch, room.id, bob.userId, "leave");
  });
});

describe("X6 a retraction", () => {
  const busy = { status: 429, json: { errcode: "M_LIMIT_EXCEEDED", error: "Later", retry_after_ms: 10 } };
  const down = { status: 503, json: {} };

  it.each([
    ["has no time", busy],
    ["is down, and another one is not in the room any more", down],
  ])("is made again where the server %s", async (_, reply) => {
    const bob = await hs.user(`retracts${++count}`);
    const room = new FakeRoom(fake, { join_rule: "knock" });
    const via = `?via=${stranger.name}&via=${fake.name}`;
    expect((await bob.post(`/knock/${encodeURIComponent(room.id)}${via}`)).status).toBe(200);
    const mend = refusing(fake, room, reply);
    expect((await bob.act(room.id, "leave")).status).toBe(200);
    mend();
    await fake.until(() => room.membershipOf(bob.userId) === "leave");
  });
});

it("X4 X6 a knock goes on after the knocker's server has left the room", async () => {
  const alice = await accepting.user("alice");
  const [bob, carol, dave] = await Promise.all(["bob", "carol", "dave"].map((name) => hs.user(name)));
  if (bob === undefined || carol === undefined || dave === undefined) throw new Error("nobody");
  // The ID of such a room names no server.
  const initial_state = [{ type: "m.room.join_rules", content: { join_rule: "knock" } }];
  const room = await alice.createRoom({ room_version: "12", initial_state, invite: [bob.userId] });
  expect((await bob.join(room, accepting.serverName)).status).toBe(200);
  for (const knocker of [carol, dave]) {
    expect((await knocker.knock(room)).status).toBe(200);
    await alice.see(room, knocker.userId, "knock");
  }
  await bob.act(room, "leave");
  await alice.see(room, bob.userId, "leave");
  const { next_batch } = await carol.sync();
  expect((await alice.act(room, "kick", carol.userId, "No")).status).toBe(200);
  expect((await carol.seeSince(next_batch, room, carol.userId, "leave")).content.reason).toBe("No");
  expect((await dave.act(room, "leave")).status).toBe(200);
  await alice.see(room, dave.userId, "leave");
  expect((await dave.knock(room)).status).toBe(200);
  await alice.see(room, dave.userId, "knock");
});
