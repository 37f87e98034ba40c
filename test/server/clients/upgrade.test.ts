/** C117 to C124: a room of another version takes a room's place. */
import { beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;
const upgrade = (client: Client, room: string, new_version: string, more: object = {}) =>
  client.post(inRoom(room, "upgrade"), { new_version, ...more });

async function stateOf(client: Client, room: string): Promise<Map<string, Record<string, unknown>>> {
  const events: { type: string; state_key: string; content: Record<string, unknown> }[] = await client.ok(
    "GET",
    inRoom(room, "state"),
  );
  return new Map(events.map(({ type, state_key, content }) => [`${type}|${state_key}`, content]));
}

it.each([
  ["6", "10"],
  ["10", "12"],
  ["12", "12"],
  ["12", "11"],
])("C117 to C122 a room of version %s becomes one of version %s", async (before, after) => {
  const name = `${before}to${after}`;
  const [alice, bob, eve] = [
    await server.user(`alice${name}`),
    await server.user(`bob${name}`),
    await server.user(`eve${name}`),
  ];
  const old = await alice.createRoom({
    preset: "public_chat",
    visibility: "public",
    room_version: before,
    name: "Old",
    topic: "Topic",
    room_alias_name: name,
    creation_content: { type: "m.space", "m.federate": false },
  });
  await bob.join(old);
  await alice.setState(old, "m.room.server_acl", { allow: ["*"] });
  await alice.setState(old, "m.space.child", { via: ["a.example"] }, "!child:a.example");
  await alice.setState(old, "x.other", { stays: "behind" });
  await alice.act(old, "ban", eve.userId, "a reason");
  const levels = (await stateOf(alice, old)).get("m.room.power_levels|") ?? {};
  await alice.setState(old, "m.room.power_levels", {
    ...levels,
    users: { ...(levels.users ?? {}), [bob.userId]: 50 },
    events: { ...(levels.events ?? {}), "m.room.tombstone": 50 },
  });
  const present = await stateOf(alice, old);
  const { status, body } = await upgrade(alice, old, after);
  expect([status, body]).toEqual([200, { replacement_room: expect.stringMatching(/^!/) }]);
  const replacement: string = body.replacement_room;
  const [was, is] = [await stateOf(alice, old), await stateOf(alice, replacement)];
  expect(was.get("m.room.tombstone|")).toEqual({
    body: expect.any(String),
    replacement_room: replacement,
  });
  const { event_id: tombstone } = await alice.ok("GET", inRoom(old, "state/m.room.tombstone?format=event"));
  expect(is.get("m.room.create|")).toMatchObject({
    room_version: after,
    type: "m.space",
    "m.federate": false,
    predecessor: after === "12" ? { room_id: old } : { room_id: old, event_id: tombstone },
  });
  for (const type of ["name", "topic", "server_acl", "join_rules", "history_visibility", "guest_access"])
    expect([type, is.get(`m.room.${type}|`)]).toEqual([type, present.get(`m.room.${type}|`)]);
  expect(is.get("m.space.child|!child:a.example")).toEqual({ via: ["a.example"] });
  expect(is.get(`m.room.member|${eve.userId}`)).toEqual({ membership: "ban", reason: "a reason" });
  expect([...is.keys()].filter((key) => key.startsWith("m.room.member"))).toHaveLength(2);
  expect(is.has("x.other|")).toBe(false);
  // The levels are those of before, but for creators.
  const creator = after === "12" ? {} : { [alice.userId]: 100 };
  expect(is.get("m.room.power_levels|")).toEqual({
    ...present.get("m.room.power_levels|"),
    users: { ...creator, [bob.userId]: 50 },
  });
  // Aliases and the directory lead to the new room.
  const alias = `#${name}:${server.serverName}`;
  expect((await bob.ok("GET", `/directory/room/${encodeURIComponent(alias)}`)).room_id).toBe(replacement);
  expect([was.get("m.room.canonical_alias|"), is.get("m.room.canonical_alias|")]).toEqual([{}, { alias }]);
  const listed = (await bob.ok("GET", "/publicRooms")).chunk.map(
    ({ room_id }: { room_id: string }) => room_id,
  );
  expect([listed.includes(old), listed.includes(replacement)]).toEqual([false, true]);
  expect(was.get("m.room.power_levels|")).toMatchObject({ events_default: 50, invite: 50 });
  expect((await bob.join(replacement)).status).toBe(200);
  expect((await eve.join(replacement)).status).toBe(403);
});

it("C120 an upgrader with less power than others has no more of it afterwards", async () => {
  const [alice, bob] = [await server.user("alice120"), await server.user("bob120")];
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  await bob.join(room);
  const levels = (await stateOf(alice, room)).get("m.room.power_levels|") ?? {};
  const users = { [alice.userId]: 100, [bob.userId]: 60 };
  const events = { "m.room.tombstone": 60, "m.room.history_visibility": 100 };
  await alice.setState(room, "m.room.power_levels", { ...levels, users, events });
  const { body } = await upgrade(bob, room, "11");
  const copied = (await stateOf(bob, body.replacement_room)).get("m.room.power_levels|");
  expect(copied).toMatchObject({ users, events });
  // Creators of version 12 are the upgrader and those that the request names.
  const next = await upgrade(bob, body.replacement_room, "12", { additional_creators: [alice.userId] });
  const state = await stateOf(bob, next.body.replacement_room);
  expect(state.get("m.room.create|")).toMatchObject({ additional_creators: [alice.userId] });
  expect(state.get("m.room.power_levels|")).toMatchObject({ users: {} });
});

it("C117, C124 what cannot be upgraded stays as it is", async () => {
  const [alice, bob, carol] = [
    await server.user("alice117"),
    await server.user("bob117"),
    await server.user("carol117"),
  ];
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  const before = (await alice.sync()).next_batch;
  for (const [client, target, version, expected] of [
    [alice, room, "unknown", [400, "M_UNSUPPORTED_ROOM_VERSION"]],
    [bob, room, "11", [403, "M_FORBIDDEN"]],
    [carol, room, "11", [403, "M_FORBIDDEN"]],
    [alice, "!none:a.example", "11", [404, "M_NOT_FOUND"]],
  ] as const) {
    const { status, body } = await upgrade(client, target, version);
    expect([status, body.errcode]).toEqual(expected);
  }
  const odd = await upgrade(alice, room, "12", { additional_creators: ["nobody"] });
  expect([odd.status, odd.body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
  const own = await alice.setState(room, "m.room.tombstone", { body: "x", replacement_room: room });
  expect([own.status, own.body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
  expect((await alice.sync(before)).rooms.join).toEqual({});
});

it("C117 equal requests at once make one room", async () => {
  const alice = await server.user("alicetwice");
  const room = await alice.createRoom();
  const answers = await Promise.all([1, 2, 3].map(() => upgrade(alice, room, "11")));
  expect(new Set(answers.map(({ body }) => body.replacement_room)).size).toBe(1);
  expect((await alice.ok("GET", "/joined_rooms")).joined_rooms).toHaveLength(2);
});

it("C117 of different requests at once, the first makes the room", async () => {
  const alice = await server.user("alicethrice");
  const room = await alice.createRoom({ visibility: "public" });
  const answers = await Promise.all(["10", "11", "12"].map((version) => upgrade(alice, room, version)));
  const made = new Set(answers.map(({ body }) => body.replacement_room));
  expect(made.size).toBe(1);
  const { joined_rooms } = await alice.ok("GET", "/joined_rooms");
  expect(joined_rooms.toSorted()).toEqual([room, ...made].toSorted());
  const { chunk } = await alice.ok("GET", "/publicRooms");
  const listed = chunk.map(({ room_id }: { room_id: string }) => room_id);
  for (const roomId of made) expect(listed).toContain(roomId);
  expect(listed).not.toContain(room);
});

it("C123 tags and direct conversations go on to the new room", async () => {
  const [alice, bob] = [await server.user("alice123"), await server.user("bob123")];
  const data = (client: Client, rest: string) => `/user/${encodeURIComponent(client.userId)}/${rest}`;
  const tags = (client: Client, room: string) => data(client, inRoom(room, "tags").slice(1));
  const keep = async (client: Client, room: string) => {
    await client.ok("PUT", `${tags(client, room)}/u.mine`, { order: 0.5 });
    await client.ok("PUT", data(client, "account_data/m.direct"), { [alice.userId]: [room], "@x:y": ["!z"] });
  };
  const kept = async (client: Client, room: string) => (await client.ok("GET", tags(client, room))).tags;
  const direct = (client: Client) => client.ok("GET", data(client, "account_data/m.direct"));
  const old = await alice.createRoom({ preset: "public_chat" });
  await bob.join(old);
  await keep(bob, old);
  const { next_batch } = await bob.sync();
  const { replacement_room: next } = (await upgrade(alice, old, "11")).body;
  await expect.poll(() => kept(bob, next)).toEqual({ "u.mine": { order: 0.5 } });
  await expect.poll(() => direct(bob)).toEqual({ [alice.userId]: [old, next], "@x:y": ["!z"] });
  expect((await bob.sync(next_batch)).account_data.events).toHaveLength(1);
  // A room that was made by hand is followed when it is joined, if the old one leads to it.
  const creation_content = { predecessor: { room_id: next, event_id: "$x" } };
  const made = await alice.createRoom({ preset: "public_chat", creation_content });
  const untrue = await alice.createRoom({ preset: "public_chat", creation_content });
  await bob.join(next);
  await alice.setState(next, "m.room.tombstone", { body: "moved", replacement_room: made });
  await bob.join(untrue);
  expect(await kept(bob, untrue)).toEqual({});
  await bob.join(made);
  expect(await kept(bob, made)).toEqual({ "u.mine": { order: 0.5 } });
  expect((await direct(bob))[alice.userId]).toEqual([old, next, made]);
});

it("C123 a room that was upgraded by hand is followed by those who are in the new one already", async () => {
  const alice = await server.user("alice123h");
  const old = await alice.createRoom({ room_version: "10" });
  await alice.ok("PUT", `/pushrules/global/room/${encodeURIComponent(old)}`, { actions: ["dont_notify"] });
  const [made, untrue] = [
    await alice.createRoom({ creation_content: { predecessor: { room_id: old } } }),
    await alice.createRoom(),
  ];
  const ruled = async () =>
    (await alice.ok("GET", "/pushrules/")).global.room
      .map(({ rule_id }: { rule_id: string }) => rule_id)
      .sort();
  for (const replacement_room of [untrue, made])
    await alice.setState(old, "m.room.tombstone", { body: "moved", replacement_room });
  await expect.poll(ruled).toEqual([old, made].sort());
});

it.each(["11", "12"])(
  "C118 a new room of version %s is never there without the old one's tombstone",
  async (version) => {
    const alice = await server.user(`together${version}`);
    const old = await alice.createRoom({ room_version: "10" });
    const { next_batch } = await alice.sync();
    const waiting = alice.ok("GET", `/sync?since=${next_batch}&timeout=30000`);
    const { body } = await upgrade(alice, old, version);
    // A sync is woken by a commit, and answers with all of it.
    const { rooms } = await waiting;
    expect(Object.keys(rooms.join).sort()).toEqual([old, body.replacement_room].sort());
  },
);
