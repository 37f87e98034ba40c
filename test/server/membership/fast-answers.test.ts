/** Knocks whose answers come in another order than expected, or go to a server that has left the room since. */
import { type JsonObject, own, signEvent } from "@knockgen/auth";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import type { Client } from "../support/client.js";
import { FakeRoom } from "../support/fake-room.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { startPair } from "../support/pair.js";
import { eventOf, handshakesOf, outcome } from "../support/remote.js";
import type { Reply } from "../support/reply.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

const { hs, fake } = await startPair();
const accepting = await startServer({ config: { autoAcceptKnocks: true } });
afterAll(() => accepting.close());
const stranger = await startFakeServer({ authority: testAuthority(), host: "localhost" });
afterAll(() => stranger.close());
let count = 0;

/** A room that does something before it answers a knock, or a join, that it has taken. */
function roomThat(meanwhile: (room: FakeRoom) => Promise<unknown>, entry = "send_knock"): FakeRoom {
  const room = new FakeRoom(fake, { join_rule: entry === "send_join" ? "public" : "knock" });
  const usual = fake.responders.at(-1);
  fake.responders.push(async (request) => {
    if (request.segments[3] !== entry || request.segments[4] !== room.id) return undefined;
    const answer = await usual?.(request);
    await meanwhile(room);
    return answer;
  });
  return room;
}

function make(room: FakeRoom, user: Client, membership: string): JsonObject {
  return room.make({ type: "m.room.member", stateKey: user.userId, content: { membership } });
}

function member(room: FakeRoom, user: Client, membership: string): JsonObject {
  return room.take(make(room, user, membership));
}

function invite(to: TestServer, room: FakeRoom, user: Client) {
  return sendInvite(to, room, member(room, user, "invite"));
}

function sendInvite(to: TestServer, room: FakeRoom, event: JsonObject, more: readonly JsonObject[] = []) {
  const path = [room.id, room.idOf(event)].map(encodeURIComponent).join("/");
  const state = [room.state.get("m.room.create\n") ?? {}, ...more];
  return fake.request({
    destination: to.serverName,
    method: "PUT",
    uri: `/_matrix/federation/v2/invite/${path}`,
    content: { room_version: room.version, event, invite_room_state: state },
  });
}

function push(...pdus: readonly JsonObject[]): Promise<unknown> {
  const content = { origin: fake.name, origin_server_ts: Date.now(), pdus };
  const uri = `/_matrix/federation/v1/send/fast${++count}`;
  return fake.request({ destination: hs.serverName, method: "PUT", uri, content });
}

const aWhile = () => new Promise((resolve) => setTimeout(resolve, 300));

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
      told = push(member(made, bob, "leave"));
      await aWhile();
    });
    expect((await bob.knock(room.id, fake.name)).status).toBe(200);
    await told;
    await bob.seeSince(next_batch, room.id, bob.userId, "leave");
  });
});

it("what follows a join is not lost, though it comes before the answer to the join", async () => {
  const bob = await hs.user("joins");
  let told: Promise<unknown> | undefined;
  const room = roomThat(async (made) => {
    // The answer is the room before the join.
    told = push(made.make({ type: "m.room.message", content: { body: "welcome" } }));
    await aWhile();
  }, "send_join");
  expect((await bob.join(room.id, fake.name)).status).toBe(200);
  await told;
  const { events } = (await bob.sync()).rooms.join[room.id].timeline;
  expect(events.at(-1).content).toEqual({ body: "welcome" });
});

it("X5 a refusal of the knock does not end the invite, though both come before the answer to the knock", async () => {
  const bob = await hs.user("kicked-at-once");
  let told: Promise<unknown> | undefined;
  const room = roomThat(async (made) => {
    told = push(member(made, bob, "leave"));
    await invite(hs, made, bob);
  });
  expect((await bob.knock(room.id, fake.name)).status).toBe(200);
  await told;
  await bob.see(room.id, bob.userId, "invite");
});

it("X5 a refusal of the knock before an invite does not end the invite, though it comes after it", async () => {
  const bob = await hs.user("kicked-before");
  const room = new FakeRoom(fake, { join_rule: "knock" });
  expect((await bob.knock(room.id, fake.name)).status).toBe(200);
  const refusal = member(room, bob, "leave");
  await invite(hs, room, bob);
  await push(refusal);
  await bob.see(room.id, bob.userId, "invite");
  const { next_batch } = await bob.sync();
  await push(make(room, bob, "ban"));
  await bob.seeSince(next_batch, room.id, bob.userId, "ban");
});

it("X4 a ban stays, though an invite from before it comes after it, and ends with an invite after it", async () => {
  const bob = await hs.user("banned-before");
  const room = new FakeRoom(fake, { join_rule: "knock" });
  expect((await bob.knock(room.id, fake.name)).status).toBe(200);
  const early = make(room, bob, "invite");
  const { next_batch } = await bob.sync();
  await push(member(room, bob, "ban"));
  await bob.seeSince(next_batch, room.id, bob.userId, "ban");
  expect(outcome(await sendInvite(hs, room, early))).toBe("403 M_FORBIDDEN");
  expect(Object.keys((await bob.sync()).rooms.invite)).toEqual([]);
  await push(member(room, bob, "leave"));
  expect(outcome(await invite(hs, room, bob))).toBe("200");
  await bob.see(room.id, bob.userId, "invite");
});

it("X4 a ban that is told again ends an invite that changes what the ban has changed, and no later one", async () => {
  const bob = await hs.user("banned-again");
  const room = new FakeRoom(fake, { join_rule: "knock" });
  expect((await bob.knock(room.id, fake.name)).status).toBe(200);
  const beside = make(room, bob, "invite");
  const ban = member(room, bob, "ban");
  await push(ban);
  // The ban is not what is held when the invite comes.
  expect((await bob.knock(room.id, fake.name)).status).toBe(200);
  expect(outcome(await sendInvite(hs, room, beside))).toBe("200");
  const { next_batch } = await bob.sync();
  await push(ban);
  await bob.seeSince(next_batch, room.id, bob.userId, "ban");
  expect((await bob.knock(room.id, fake.name)).status).toBe(200);
  expect(outcome(await invite(hs, room, bob))).toBe("200");
  await push(ban);
  expect(Object.keys((await bob.sync()).rooms.invite)).toEqual([room.id]);
});

it("X5 an invite that follows a leave stays one, though it comes before the answer to the leave", async () => {
  const bob = await hs.user("invited-again");
  const room = roomThat((made) => invite(hs, made, bob), "send_leave");
  expect((await bob.knock(room.id, fake.name)).status).toBe(200);
  expect((await bob.act(room.id, "leave")).status).toBe(200);
  expect(Object.keys((await bob.sync()).rooms.invite)).toEqual([room.id]);
});

it("X6 a knock that a leave has ended stays so, though its answer comes after that to the leave", async () => {
  const bob = await hs.user("knocks-while-leaving");
  let left: Promise<unknown> = Promise.resolve();
  const room = roomThat(() => left, "send_knock");
  expect((await bob.knock(room.id, fake.name)).status).toBe(200);
  const first = room.state.get(`m.room.member\n${bob.userId}`);
  let knocking: Promise<unknown> | undefined;
  let leaveIsDone = (): void => {};
  left = new Promise<void>((resolve) => {
    leaveIsDone = resolve;
  });
  fake.responders.push(async ({ segments }) => {
    if (segments[3] !== "make_leave" || segments[4] !== room.id) return undefined;
    knocking = bob.knock(room.id, fake.name);
    await fake.until(() => room.state.get(`m.room.member\n${bob.userId}`) !== first);
    return undefined;
  });
  expect((await bob.act(room.id, "leave")).status).toBe(200);
  leaveIsDone();
  await knocking;
  expect(room.membershipOf(bob.userId)).toBe("leave");
  expect(Object.keys((await bob.sync()).rooms.knock)).toEqual([]);
});

it("X5 an invite that comes before a leave is refused, for the room has kicked the user, stays one", async () => {
  const bob = await hs.user("kicked-and-invited");
  const room = new FakeRoom(fake, { join_rule: "knock" });
  expect((await bob.knock(room.id, fake.name)).status).toBe(200);
  fake.responders.push(async ({ segments }) => {
    if (segments[3] !== "make_leave" || segments[4] !== room.id) return undefined;
    member(room, bob, "leave");
    await invite(hs, room, bob);
    return { status: 403, json: { errcode: "M_FORBIDDEN", error: "You are not in this room" } };
  });
  expect((await bob.act(room.id, "leave")).status).toBe(200);
  expect(Object.keys((await bob.sync()).rooms.invite)).toEqual([room.id]);
});

it("an invite whose state takes long to verify does not end the join that comes meanwhile", async () => {
  const bob = await hs.user("joins-meanwhile");
  const room = new FakeRoom(fake, { join_rule: "public" });
  const late = await startFakeServer({ authority: testAuthority(), host: "localhost" });
  onTestFinished(() => late.close());
  const isAsked = () => late.requests.some(({ segments }) => segments[1] === "key");
  let answer = (): void => {};
  const told = new Promise<void>((resolve) => {
    answer = resolve;
  });
  late.responders.push(() => told.then(() => undefined));
  const content = { type: "m.room.topic", state_key: "", content: { topic: "Late" }, prev_events: ["$a"] };
  const topic = signEvent(
    eventOf(late, room.id, `@late:${late.name}`, content),
    room.version,
    late.name,
    late.key,
  );
  const invited = sendInvite(hs, room, make(room, bob, "invite"), [topic]);
  await late.until(isAsked);
  expect((await bob.join(room.id, fake.name)).status).toBe(200);
  answer();
  await invited;
  const { rooms } = await bob.sync();
  expect([Object.keys(rooms.join), Object.keys(rooms.invite)]).toEqual([[room.id], []]);
});

it("X5 an invite that is overtaken by a knock is made again", async () => {
  const alice = await hs.user("invites");
  const initial_state = [{ type: "m.room.join_rules", content: { join_rule: "knock" } }];
  const room = await alice.createRoom({ room_version: "10", initial_state });
  const user = `@overtakes:${fake.name}`;
  let isFirst = true;
  fake.responders.push(async ({ segments }) => {
    if (segments[3] !== "invite" || segments[4] !== room || !isFirst) return undefined;
    isFirst = false;
    await handshakesOf(fake).knock({ roomId: room, userId: user, via: [hs.serverName] });
    return undefined;
  });
  expect((await alice.act(room, "invite", user)).status).toBe(200);
  expect(fake.invites.filter((event) => own(event, "room_id") === room)).toHaveLength(2);
  await alice.see(room, user, "invite");
});

it("X4 a ban that overtakes an invite is told once more", async () => {
  const alice = await hs.user("bans");
  const room = await alice.createRoom({ room_version: "10" });
  const user = `@banned:${fake.name}`;
  const bans = () =>
    fake.pdus.filter((event) => own(event, "room_id") === room && own(event, "state_key") === user);
  fake.responders.push(async ({ segments }) => {
    if (segments[3] !== "invite" || segments[4] !== room) return undefined;
    await alice.act(room, "ban", user);
    await fake.until(() => bans().length === 1);
    return undefined;
  });
  expect((await alice.act(room, "invite", user)).status).toBe(403);
  await fake.until(() => bans().length === 2);
});

it.each(["send_knock", "send_join"])(
  "X6 a user may think better of a %s that is under way",
  async (entry) => {
    const bob = await hs.user(`changes-${entry.slice(5)}`);
    let left: Promise<unknown> | undefined;
    const room = roomThat(async (made) => {
      left = bob.act(made.id, "leave");
      await aWhile();
    }, entry);
    await (entry === "send_join" ? bob.join(room.id, fake.name) : bob.knock(room.id, fake.name));
    await left;
    const { rooms } = await bob.sync();
    expect([Object.keys(rooms.join), Object.keys(rooms.knock)]).toEqual([[], []]);
  },
);

describe("X6 a retraction", () => {
  const busy = { status: 429, json: { errcode: "M_LIMIT_EXCEEDED", error: "Later", retry_after_ms: 10 } };
  const down = { status: 503, json: {} };
  const absent = { status: 404, json: { errcode: "M_NOT_FOUND", error: "No such room" } };

  it.each([
    ["has no time", busy, absent],
    ["is down, and another one is not in the room any more", down, absent],
    [
      "is down, and another one refuses",
      down,
      { status: 403, json: { errcode: "M_FORBIDDEN", error: "No" } },
    ],
  ])("is made again where the server %s", async (_, reply, ofStranger) => {
    const bob = await hs.user(`retracts${++count}`);
    const room = new FakeRoom(fake, { join_rule: "knock" });
    const via = `?via=${stranger.name}&via=${fake.name}`;
    expect((await bob.post(`/knock/${encodeURIComponent(room.id)}${via}`)).status).toBe(200);
    const mend = refusing(fake, room, reply);
    refusing(stranger, room, ofStranger);
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
