/** O31, O32, O34, O43: rooms are made whole or not at all, and name only aliases of theirs. */
import { afterAll, expect, it, onTestFinished } from "vitest";
import { startFakeServer } from "../support/fake-server.js";
import { freePort, startServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

const logged: { message: string; details: unknown }[] = [];
const hs = await startServer({ log: (_, message, details) => logged.push({ message, details }) });
afterAll(() => hs.close());
const fake = await startFakeServer({ authority: testAuthority(), roomVersion: "12" });
afterAll(() => fake.close());
const alice = await hs.user("alice");
const bob = await hs.user("bob");

const rooms = async (): Promise<string[]> => (await alice.ok("GET", "/joined_rooms")).joined_rooms;
const full = (name: string) => `#${name}:${hs.serverName}`;
const leadsTo = (name: string) => alice.get(`/directory/room/${encodeURIComponent(full(name))}`);

it("rooms of one user in one millisecond are two", async () => {
  const still = await startServer({ now: () => 1_800_000_000_000 });
  try {
    const carol = await still.user("carol");
    const made = await Promise.all(Array.from({ length: 4 }, (_, at) => carol.createRoom({ name: `${at}` })));
    expect(new Set(made).size).toBe(4);
    expect((await carol.ok("GET", "/joined_rooms")).joined_rooms.sort()).toEqual([...made].sort());
    for (const [at, room] of made.entries())
      expect(await carol.ok("GET", `/rooms/${encodeURIComponent(room)}/state/m.room.name/`)).toEqual({
        name: `${at}`,
      });
  } finally {
    await still.close();
  }
});

it.each<[string, object]>([
  ["creators that are no list", { creation_content: { additional_creators: "x" } }],
  ["creators that are no users", { creation_content: { additional_creators: ["x"] } }],
  ["an object in place of creators", { creation_content: { additional_creators: { a: 1 } } }],
  [
    "creators that are no list, beside others",
    { preset: "trusted_private_chat", invite: [bob.userId], creation_content: { additional_creators: "x" } },
  ],
  ["a kind of room that is no text", { creation_content: { type: 5 } }],
  ["a federation that is neither yes nor no", { creation_content: { "m.federate": "no" } }],
  ["a predecessor without its room", { room_version: "10", creation_content: { predecessor: {} } }],
  ["levels that are no numbers", { power_level_content_override: { ban: "much" } }],
  ["users that are none", { power_level_content_override: { users: { nobody: 5 } } }],
  ["a second create event", { initial_state: [{ type: "m.room.create", content: {} }] }],
  [
    "a join for somebody else",
    { initial_state: [{ type: "m.room.member", state_key: bob.userId, content: { membership: "join" } }] },
  ],
  [
    "levels too low for what follows",
    { room_version: "10", power_level_content_override: { users: {}, state_default: 50 }, name: "X" },
  ],
  [
    "a leave of the creator",
    { initial_state: [{ type: "m.room.member", state_key: alice.userId, content: { membership: "leave" } }] },
  ],
  [
    "an invite for who is banned",
    {
      invite: [bob.userId],
      initial_state: [{ type: "m.room.member", state_key: bob.userId, content: { membership: "ban" } }],
    },
  ],
])("O31 O32 %s make no room", async (what, request) => {
  const before = await rooms();
  const name = what.replaceAll(" ", "-");
  const answer = await alice.post("/createRoom", { room_alias_name: name, visibility: "public", ...request });
  expect([answer.status, answer.body.errcode, await rooms()]).toEqual([400, "M_INVALID_ROOM_STATE", before]);
  expect(answer.body.error).not.toBe("");
  expect((await leadsTo(name)).status).toBe(404);
});

it.each([
  ["one server that cannot be reached", (gone: string) => [gone]],
  ["one of two servers that cannot be reached", (gone: string) => [`@u:${fake.name}`, gone]],
])("O32 %s leaves nothing", async (what, invite) => {
  const before = await rooms();
  const name = what.replaceAll(" ", "-");
  const seen = fake.invites.length;
  const answer = await alice.post("/createRoom", {
    room_alias_name: name,
    invite: invite(`@u:127.0.0.1:${await freePort()}`),
  });
  expect([answer.status, await rooms()]).toEqual([502, before]);
  expect((await leadsTo(name)).status).toBe(404);
  expect(fake.invites).toHaveLength(seen);
});

it("O32 a server that refuses leaves nothing", async () => {
  const before = await rooms();
  fake.responders.push(({ uri }) =>
    uri.includes("/invite/") ? { status: 403, json: { errcode: "M_FORBIDDEN", error: "no" } } : undefined,
  );
  const answer = await alice.post("/createRoom", { room_alias_name: "refused", invite: [`@u:${fake.name}`] });
  fake.responders.pop();
  expect([answer.status, await rooms()]).toEqual([403, before]);
  expect((await leadsTo("refused")).status).toBe(404);
});

it.each([
  ["10", { creator: alice.userId }],
  ["11", {}],
  ["12", {}],
])("O31 a room of version %s has no creator but its own", async (room_version, creator) => {
  const creation_content = { creator: "@other:elsewhere.example", room_version: "1", kept: true };
  const room = await alice.createRoom({ room_version, creation_content });
  const create = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/state/m.room.create`);
  expect(create).toEqual({ ...creator, room_version, kept: true });
});

it("O32 a room that is closed to other servers invites none of their users", async () => {
  const before = await rooms();
  const seen = fake.requests.length;
  const target = `@u:${fake.name}`;
  const creation_content = { "m.federate": false };
  for (const invite of [[target], [bob.userId, target, "@v:nowhere.example"]]) {
    const answer = await alice.post("/createRoom", { creation_content, invite });
    expect([answer.status, answer.body.errcode, await rooms()]).toEqual([
      400,
      "M_INVALID_ROOM_STATE",
      before,
    ]);
  }
  const room = await alice.createRoom({ creation_content, invite: [bob.userId] });
  const later = await alice.act(room, "invite", target);
  expect([later.status, later.body.errcode]).toEqual([403, "M_FORBIDDEN"]);
  expect(fake.requests).toHaveLength(seen);
});

it("O32 an invite in the first state is one like any other", async () => {
  const before = await rooms();
  const invite = (user: string, more: object = {}) => {
    const state = { type: "m.room.member", state_key: user, content: { membership: "invite" } };
    return alice.post("/createRoom", { initial_state: [state], ...more });
  };
  const nobody = await invite(`@nobody:${hs.serverName}`);
  expect([nobody.status, nobody.body.errcode]).toEqual([403, "M_FORBIDDEN"]);
  const closed = await invite(`@u:${fake.name}`, { creation_content: { "m.federate": false } });
  expect([closed.status, await rooms()]).toEqual([400, before]);
  const seen = fake.invites.length;
  expect((await invite(`@u:${fake.name}`)).status).toBe(200);
  expect(fake.invites).toHaveLength(seen + 1);
});

it("O32 servers that are to sign invites are asked at once, so that none waits for another", async () => {
  const other = await startFakeServer({ authority: testAuthority(), host: "localhost", roomVersion: "12" });
  const seen = other.invites.length;
  fake.responders.push(async ({ uri }) => {
    // As if silent, until the other one has its own.
    if (uri.includes("/invite/")) await other.until(({ invites }) => invites.length > seen);
    return undefined;
  });
  const invite = [`@a:${fake.name}`, `@b:${other.name}`, `@c:${fake.name}`];
  const room = await alice.createRoom({ invite });
  fake.responders.pop();
  for (const user of invite) await alice.see(room, user, "invite");
  const sent = { msgtype: "m.text", body: "All of you" };
  await alice.ok("PUT", `/rooms/${encodeURIComponent(room)}/send/m.room.message/all`, sent);
  await other.close();
});

it("O32 a room is there with its alias, its place in the directory and all its invites", async () => {
  const room = await alice.createRoom({
    room_alias_name: "whole",
    visibility: "public",
    invite: [bob.userId, `@u:${fake.name}`],
    is_direct: true,
  });
  expect((await leadsTo("whole")).body.room_id).toBe(room);
  const { chunk } = await alice.ok("GET", "/publicRooms");
  expect(chunk.map(({ room_id }: { room_id: string }) => room_id)).toContain(room);
  await alice.see(room, `@u:${fake.name}`, "invite");
  expect((await bob.see(room, bob.userId, "invite")).content.is_direct).toBe(true);
  expect((await bob.join(room)).status).toBe(200);
});

it("O32 of two rooms that want one alias at once, one is made", async () => {
  const before = await rooms();
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => alice.post("/createRoom", { room_alias_name: "wanted" })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
  const made = (await rooms()).filter((room) => !before.includes(room));
  expect(made).toEqual([(await leadsTo("wanted")).body.room_id]);
});

it("O43 creators are left out of the levels of a room of version 12, and the log says so", async () => {
  const users = { [alice.userId]: 100, [bob.userId]: 100, "@c:example.org": 50 };
  for (const request of [
    { power_level_content_override: { users } },
    { initial_state: [{ type: "m.room.power_levels", content: { users } }] },
  ]) {
    logged.length = 0;
    const room = await alice.createRoom({
      ...request,
      room_version: "12",
      creation_content: { additional_creators: [bob.userId] },
    });
    const { body } = await alice.get(`/rooms/${encodeURIComponent(room)}/state/m.room.power_levels/`);
    expect(body.users).toEqual({ "@c:example.org": 50 });
    expect(logged.filter(({ message }) => /creators are left out/.test(message))).toHaveLength(1);
  }
  const old = await alice.createRoom({ power_level_content_override: { users }, room_version: "11" });
  const { body } = await alice.get(`/rooms/${encodeURIComponent(old)}/state/m.room.power_levels/`);
  expect(body.users).toEqual(users);
});

it("O34 a canonical alias leads to its room", async () => {
  const room = await alice.createRoom({ room_alias_name: "mine" });
  await alice.createRoom({ room_alias_name: "other" });
  const elsewhere = `#far:${fake.name}`;
  let target = room;
  fake.responders.push(({ uri }) =>
    uri.includes("/query/directory") ? { json: { room_id: target, servers: [fake.name] } } : undefined,
  );
  const set = async (content: unknown) => {
    const { status, body } = await alice.setState(room, "m.room.canonical_alias", content);
    return [status, body.errcode];
  };
  for (const bad of [full("other"), full("nowhere"), `#far:127.0.0.1:${await freePort()}`]) {
    expect(await set({ alias: bad })).toEqual([400, "M_BAD_ALIAS"]);
    expect(await set({ alias: full("mine"), alt_aliases: [bad] })).toEqual([400, "M_BAD_ALIAS"]);
  }
  for (const bad of [
    { alias: "mine" },
    { alias: 5 },
    { alt_aliases: "x" },
    { alt_aliases: [full("mine"), 5] },
  ])
    expect(await set(bad)).toEqual([400, "M_INVALID_PARAM"]);
  expect(await set({ alias: full("mine"), alt_aliases: [elsewhere] })).toEqual([200, undefined]);
  // Aliases that the event names already are not asked about again.
  target = "!another:example.org";
  expect(await set({ alias: full("mine"), alt_aliases: [elsewhere], more: 1 })).toEqual([200, undefined]);
  expect(await set({ alias: null })).toEqual([200, undefined]);
  expect(await set({ alias: elsewhere })).toEqual([400, "M_BAD_ALIAS"]);
  fake.responders.pop();
});

it("O34 the servers of all new aliases are asked at once", async () => {
  const room = await alice.createRoom();
  const other = await startFakeServer({ authority: testAuthority(), host: "localhost" });
  onTestFinished(() => other.close());
  let asked = 0;
  for (const each of [fake, other])
    each.responders.push(async ({ uri }) => {
      if (!uri.includes("/query/directory")) return undefined;
      asked++;
      await expect.poll(() => asked, { timeout: 60_000 }).toBe(2);
      return { json: { room_id: room, servers: [each.name] } };
    });
  const alt_aliases = [fake, other].map(({ name }) => `#near:${name}`);
  expect((await alice.setState(room, "m.room.canonical_alias", { alt_aliases })).status).toBe(200);
  fake.responders.pop();
});

it("O34 who may not set the alias has no other server asked", async () => {
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  const seen = fake.requests.length;
  const answer = await bob.setState(room, "m.room.canonical_alias", { alias: `#far:${fake.name}` });
  expect([answer.status, fake.requests.length]).toEqual([403, seen]);
});

it("O34 a new room names no alias but the one that it gets", async () => {
  const withAlias = (alias: string) => ({
    room_alias_name: "fresh",
    initial_state: [{ type: "m.room.canonical_alias", content: { alias } }],
  });
  const answer = await alice.post("/createRoom", withAlias(full("elsewhere")));
  expect([answer.status, answer.body.errcode]).toEqual([400, "M_BAD_ALIAS"]);
  await alice.createRoom(withAlias(full("fresh")));
});
