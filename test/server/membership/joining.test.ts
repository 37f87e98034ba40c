/** Joins through other servers, which a knocker's later join relies on. */
import { generateKeyPair, isJsonObject, type JsonObject, own, signEvent } from "@knockgen/auth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { FakeRoom } from "../support/fake-room.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { eventOf, makeTemplate, outcome, sendEvent } from "../support/remote.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let hs1: TestServer;
let hs2: TestServer;
let hs3: TestServer;
let fake: FakeServer;
let alice: Client;
let bob: Client;
let carol: Client;
let count = 0;
/** Requests of other servers to the first one. */
const asked: string[] = [];

beforeAll(async () => {
  hs1 = await startServer({ onFederationRequest: ({ path }) => asked.push(path) });
  hs2 = await startServer();
  hs3 = await startServer();
  fake = await startFakeServer({ authority: testAuthority() });
  alice = await hs1.user("alice");
  carol = await hs2.user("carol");
  bob = await hs3.user("bob");
});
afterAll(async () => {
  await Promise.all([hs1?.close(), hs2?.close(), hs3?.close(), fake?.close()]);
});

const joinVia = (user: Client, room: string, ...servers: readonly string[]) =>
  user.post(
    `/join/${encodeURIComponent(room)}?${servers.map((each) => `server_name=${encodeURIComponent(each)}`).join("&")}`,
  );

/** The member event of a user, as a member of the room sees it. */
async function memberOf(viewer: Client, room: string, user: Client): Promise<JsonObject> {
  await viewer.see(room, user.userId, "join");
  const path = `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(user.userId)}`;
  return (await viewer.get(path)).body;
}

/** Waits until a user's server knows something of a room's state. */
async function knows(user: Client, room: string, type: string, test: (content: JsonObject) => boolean) {
  const end = Date.now() + 120_000;
  for (;;) {
    const answer = await user.get(`/rooms/${encodeURIComponent(room)}/state/${type}/`);
    if (answer.status === 200 && test(answer.body)) return;
    if (Date.now() > end) throw new Error(`${user.userId} never learned of ${type}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

it("#28 a join goes through the server that is named, even if the room's own cannot be reached", async () => {
  const gone = await startServer();
  const creator = await gone.user("creator");
  const room = await creator.createRoom({ preset: "public_chat", room_version: "10" });
  expect((await joinVia(alice, room, gone.serverName)).status).toBe(200);
  // Its keys are known from earlier; it has nothing else to give.
  expect((await creator.get(`/profile/${encodeURIComponent(bob.userId)}`)).status).toBe(200);
  await gone.close();
  expect((await joinVia(bob, room, gone.serverName)).status).toBe(502);
  expect((await joinVia(bob, room, hs1.serverName)).status).toBe(200);
  await alice.see(room, bob.userId, "join");
});

it("a room that is not here is 404 where no other server is known that might have it", async () => {
  for (const room of [`!none:${hs1.serverName}`, "!bare", `#none:${hs1.serverName}`])
    for (const act of ["join", "knock"]) {
      const { status, body } = await alice.post(`/${act}/${encodeURIComponent(room)}`);
      expect([room, act, status, body.errcode]).toEqual([room, act, 404, "M_NOT_FOUND"]);
    }
});

it("#29 where the first server does not know the room, the next one is asked", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const only = await joinVia(bob, room, hs2.serverName);
  expect([only.status, only.body.errcode]).toEqual([404, "M_NOT_FOUND"]);
  expect((await joinVia(bob, room, hs2.serverName, hs1.serverName)).status).toBe(200);
  await alice.see(room, bob.userId, "join");
});

it("#30 bad events in the state that a join is given do not block it, and are not shown", async () => {
  const room = new FakeRoom(fake, { join_rule: "public" });
  const state = (type: string) => ({ type, stateKey: "", content: { from: type } });
  const badKey = { ...generateKeyPair("x"), keyId: fake.key.keyId };
  const unsigned = { ...room.make(state("org.example.unsigned")), signatures: {} };
  const forged = signEvent(
    eventOf(fake, room.id, room.owner, { type: "org.example.forged", state_key: "" }),
    "10",
    fake.name,
    badKey,
  );
  const { signatures: _, ...bare } = room.make(state("org.example.unknown"));
  const unknown = signEvent(bare, "10", fake.name, generateKeyPair("unknown"));
  // Well signed itself, but what lets its sender do it is forged.
  const levels = {
    ...room.make({ type: "m.room.power_levels", stateKey: "", content: { state_default: 0 } }),
    signatures: {},
  };
  const onSand = room.make({
    ...state("org.example.sand"),
    authEvents: [...room.events.keys()].slice(0, 2).concat(room.idOf(levels)),
  });
  room.smuggled.state.push(unsigned, forged, unknown, onSand);
  room.smuggled.chain.push(levels);
  const honest = room.add({ type: "m.room.name", stateKey: "", content: { name: "Porch" } });
  expect((await joinVia(bob, room.id, fake.name)).status).toBe(200);
  const events: { type: string; event_id: string }[] = await bob.ok(
    "GET",
    `/rooms/${encodeURIComponent(room.id)}/state`,
  );
  const types = events.map(({ type }) => type);
  for (const bad of ["unsigned", "forged", "unknown"]) expect(types).not.toContain(`org.example.${bad}`);
  expect(events.map(({ event_id }) => event_id)).toContain(room.idOf(honest));
  expect(room.membershipOf(bob.userId)).toBe("join");
});

it("O23 members may be missing in the answer to a join, and events be out of order or twice", async () => {
  const room = new FakeRoom(fake, { join_rule: "public" });
  const other = `@other:${fake.name}`;
  room.add({ type: "m.room.member", stateKey: other, sender: other, content: { membership: "join" } });
  room.add({ type: "m.room.name", stateKey: "", content: { name: "Mixed" } });
  const isOther = (event: JsonObject): boolean => own(event, "state_key") === other;
  room.mixUp = ({ state, auth_chain: chain }) => ({
    state: [...state.filter((event) => !isOther(event))].reverse(),
    auth_chain: [...chain.filter((event) => !isOther(event)), ...state.slice(0, 2)].reverse(),
    members_omitted: true,
  });
  const whole = [...room.state.values()];
  fake.responders.push(({ segments }) =>
    segments[3] === "state" && segments[4] === room.id
      ? { json: { pdus: whole, auth_chain: whole } }
      : undefined,
  );
  expect((await joinVia(bob, room.id, fake.name)).status).toBe(200);
  const path = `/rooms/${encodeURIComponent(room.id)}`;
  expect(await bob.ok("GET", `${path}/state/m.room.name`)).toEqual({ name: "Mixed" });
  // Who was left out is in the room, and is heard.
  const said = room.add({ type: "m.room.message", sender: other, content: { body: "Heard" } });
  await fake.request({
    destination: hs3.serverName,
    method: "PUT",
    uri: "/_matrix/federation/v1/send/o23",
    content: { origin: fake.name, origin_server_ts: 1, pdus: [said] },
  });
  const heard = await bob.ok("GET", `${path}/event/${encodeURIComponent(room.idOf(said))}`);
  expect(heard).toMatchObject({ sender: other, content: { body: "Heard" } });
});

it("#32 who asks to leave out the members gets all of them, and is told so", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const who = `@omitter:${fake.name}`;
  const template = await makeTemplate(fake, hs1.serverName, "join", room, who, "10");
  const { origin: _, ...event } = template;
  const sent = await sendEvent(fake, hs1.serverName, "v2/send_join", event, "10", "?omit_members=true");
  const answer = sent.ok && isJsonObject(sent.value) ? sent.value : {};
  expect(own(answer, "members_omitted")).toBe(false);
  expect(own(answer, "servers_in_room")).toContain(hs1.serverName);
  const state = own(answer, "state");
  const keys = Array.isArray(state)
    ? state.filter(isJsonObject).map((each) => `${own(each, "type")} ${own(each, "state_key")}`)
    : [];
  expect(keys).toEqual(
    expect.arrayContaining([
      "m.room.create ",
      "m.room.power_levels ",
      "m.room.join_rules ",
      "m.room.history_visibility ",
      `m.room.member ${alice.userId}`,
    ]),
  );
});

/** A room that the members of a space may enter; who may invite is for the test to say. */
async function restrictedRoom(version: string, space: string, levels: JsonObject): Promise<string> {
  return alice.createRoom({
    preset: "private_chat",
    room_version: version,
    power_level_content_override: levels,
    initial_state: [
      {
        type: "m.room.join_rules",
        content: {
          join_rule: "knock_restricted",
          allow: [{ type: "m.room_membership", room_id: space, via: [hs1.serverName] }],
        },
      },
    ],
  });
}

const levels = (version: string, users: JsonObject, invite = 50): JsonObject => ({
  users: { ...(version === "12" ? {} : { [alice.userId]: 100 }), ...users },
  invite,
});

it("#40 a server whose users cannot invite lets its own in through another, until they can", async () => {
  const dave = await hs2.user(`dave${++count}`);
  const space = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  for (const user of [carol, dave]) expect((await joinVia(user, space, hs1.serverName)).status).toBe(200);
  await alice.see(space, dave.userId, "join");
  const room = await restrictedRoom("10", space, levels("10", {}));
  expect((await joinVia(carol, room, hs1.serverName)).status).toBe(200);
  asked.length = 0;
  expect((await joinVia(dave, room, hs1.serverName)).status).toBe(200);
  expect(asked.some((path) => path.includes("/make_join/"))).toBe(true);
  expect(asked.some((path) => path.includes("/send_join/"))).toBe(true);
  for (const viewer of [alice, carol])
    expect((await memberOf(viewer, room, dave)).join_authorised_via_users_server).toBe(alice.userId);

  expect((await dave.act(room, "leave")).status).toBe(200);
  const { body: now } = await alice.get(`/rooms/${encodeURIComponent(room)}/state/m.room.power_levels/`);
  expect((await alice.setState(room, "m.room.power_levels", { ...now, invite: 0 })).status).toBe(200);
  await knows(carol, room, "m.room.power_levels", ({ invite }) => invite === 0);
  await alice.see(room, dave.userId, "leave");
  expect((await alice.act(room, "leave")).status).toBe(200);
  await carol.see(room, alice.userId, "leave");
  asked.length = 0;
  expect((await joinVia(dave, room, hs1.serverName)).status).toBe(200);
  expect(asked.filter((path) => path.includes("_join/"))).toEqual([]);
  expect((await memberOf(carol, room, dave)).join_authorised_via_users_server).toBe(carol.userId);
});

describe.each([
  { cannot: "grant", errcode: "M_UNABLE_TO_GRANT_JOIN" },
  { cannot: "tell", errcode: "M_UNABLE_TO_AUTHORISE_JOIN" },
])("a server that cannot $cannot", ({ cannot, errcode }) => {
  it("#41 N10 N20 does not let anybody in, but the next server may", async () => {
    const eve = await hs3.user(`eve${++count}`);
    const space = await alice.createRoom({ preset: "public_chat", room_version: "10" });
    expect((await joinVia(eve, space, hs1.serverName)).status).toBe(200);
    if (cannot === "grant") expect((await joinVia(carol, space, hs1.serverName)).status).toBe(200);
    const room = await restrictedRoom(
      "10",
      space,
      levels("10", cannot === "grant" ? {} : { [carol.userId]: 50 }),
    );
    expect((await alice.act(room, "invite", carol.userId)).status).toBe(200);
    expect((await joinVia(carol, room, hs1.serverName)).status).toBe(200);
    if (cannot === "grant") await carol.see(space, eve.userId, "join");
    const alone = await joinVia(eve, room, hs2.serverName);
    expect([alone.status, alone.body.errcode]).toEqual([400, errcode]);
    expect((await joinVia(eve, room, hs2.serverName, hs1.serverName)).status).toBe(200);
    expect((await memberOf(alice, room, eve)).join_authorised_via_users_server).toBe(alice.userId);
  });
});

it("N10 N20 a server that can tell that no condition is met answers 403", async () => {
  const space = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const room = await restrictedRoom("10", space, levels("10", {}));
  const who = encodeURIComponent(`@stranger:${fake.name}`);
  const uri = `/_matrix/federation/v1/make_join/${encodeURIComponent(room)}/${who}?ver=10`;
  expect(outcome(await fake.request({ destination: hs1.serverName, method: "GET", uri }))).toBe(
    "403 M_FORBIDDEN",
  );
});

it("N10 N20 a banned user is told so by a server that cannot tell whether a condition is met", async () => {
  const room = await restrictedRoom("10", `!elsewhere:${hs3.serverName}`, levels("10", {}));
  const who = `@banned:${fake.name}`;
  expect((await alice.act(room, "ban", who)).status).toBe(200);
  const uri = `/_matrix/federation/v1/make_join/${encodeURIComponent(room)}/${encodeURIComponent(who)}?ver=10`;
  expect(outcome(await fake.request({ destination: hs1.serverName, method: "GET", uri }))).toBe(
    "403 M_FORBIDDEN",
  );
});

it("N10 a join that names us as its guarantor is refused at send_join, where no condition is met", async () => {
  const space = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const room = await restrictedRoom("10", space, levels("10", {}));
  const who = `@liar:${fake.name}`;
  const open = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const { body: state } = await alice.get(`/rooms/${encodeURIComponent(room)}/state`);
  const ids = (types: readonly string[]) =>
    state
      .filter(({ type }: { type: string }) => types.includes(type))
      .map(({ event_id }: { event_id: string }) => event_id);
  const { origin: _, ...template } = await makeTemplate(fake, hs1.serverName, "join", open, who, "10");
  const event = {
    ...template,
    room_id: room,
    content: { membership: "join", join_authorised_via_users_server: alice.userId },
    prev_events: ids(["m.room.join_rules"]),
    auth_events: ids(["m.room.create", "m.room.power_levels", "m.room.join_rules", "m.room.member"]),
  };
  expect(outcome(await sendEvent(fake, hs1.serverName, "v2/send_join", event, "10"))).toBe("403 M_FORBIDDEN");
});

it.each(["11", "12"])(
  "#43 version %s: a local user with the power to invite lets local users in",
  async (version) => {
    const dave = await hs2.user(`dave${++count}`);
    const helper = await hs2.user(`helper${count}`);
    const space = await alice.createRoom({ preset: "public_chat", room_version: version });
    for (const user of [helper, dave]) expect((await joinVia(user, space, hs1.serverName)).status).toBe(200);
    await alice.see(space, dave.userId, "join");
    const room = await restrictedRoom(version, space, levels(version, { [helper.userId]: 50 }));
    expect((await joinVia(helper, room, hs1.serverName)).status).toBe(200);
    expect((await memberOf(alice, room, helper)).join_authorised_via_users_server).toBe(alice.userId);
    asked.length = 0;
    expect((await joinVia(dave, room, hs1.serverName)).status).toBe(200);
    expect(asked.filter((path) => path.includes("_join/"))).toEqual([]);
    expect((await memberOf(alice, room, dave)).join_authorised_via_users_server).toBe(helper.userId);
  },
);

it("#44 #45 while our own join is under way, others are told that we do not know the room", async () => {
  const room = new FakeRoom(fake, { join_rule: "knock" });
  room.add({ type: "m.room.member", stateKey: bob.userId, content: { membership: "invite" } });
  const asker = await startFakeServer({ authority: testAuthority() });
  const who = `@asker:${asker.name}`;
  const knock = async () => {
    const uri = `/_matrix/federation/v1/make_knock/${encodeURIComponent(room.id)}/${encodeURIComponent(who)}?ver=10`;
    const make = outcome(await asker.request({ destination: hs3.serverName, method: "GET", uri }));
    const event = eventOf(asker, room.id, who, { state_key: who, content: { membership: "knock" } });
    return [make, outcome(await sendEvent(asker, hs3.serverName, "v1/send_knock", event, "10"))];
  };
  const during: (readonly string[])[] = [];
  fake.responders.push(async ({ segments }) => {
    if (segments[3] === "send_join" && segments[4] === room.id) during.push(await knock());
    return undefined;
  });
  expect((await joinVia(bob, room.id, fake.name)).status).toBe(200);
  expect(during).toEqual([["404 M_NOT_FOUND", "404 M_NOT_FOUND"]]);
  const [make] = await knock();
  expect(make).toBe("200");
  await asker.close();
});
