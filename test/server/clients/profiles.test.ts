/** C21 to C25: a user's profile, and the rooms that show it. */
import { beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { outcome } from "../support/remote.js";
import type { Reply } from "../support/reply.js";
import { startServer, type TestServer } from "../support/servers.js";
import { isThroughProxy } from "../support/through-proxy.js";
import { testAuthority } from "../support/tls.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

const profile = (client: Client, field = ""): string =>
  `/profile/${encodeURIComponent(client.userId)}${field === "" ? "" : `/${field}`}`;

it("C21 fields are set by their user, and read by anybody", async () => {
  const alice = await server.user("alice21");
  const bob = await server.user("bob21");
  const fields = {
    displayname: "Alice 🐈",
    avatar_url: "mxc://a.example/b",
    "m.tz": "Europe/Oslo",
    "org.example.pronouns": [{ a: 1 }],
  };
  for (const [key, value] of Object.entries(fields)) {
    await alice.ok("PUT", profile(alice, key), { [key]: value });
    expect(await bob.ok("GET", profile(alice, key))).toEqual({ [key]: value });
  }
  expect(await bob.ok("GET", profile(alice))).toEqual(fields);
  const refused = await bob.put(profile(alice, "displayname"), { displayname: "Bob's" });
  expect([refused.status, refused.body.errcode]).toEqual([403, "M_FORBIDDEN"]);
});

it("C22 what cannot be a field is refused", async () => {
  const alice = await server.user("alice22");
  const key = `a.${"b".repeat(255)}`;
  for (const [field, body, errcode] of [
    ["Capital", { Capital: 1 }, "M_INVALID_PARAM"],
    ["nospace", { nospace: 1 }, "M_INVALID_PARAM"],
    [key, { [key]: 1 }, "M_KEY_TOO_LARGE"],
    ["displayname", { other: 1 }, "M_MISSING_PARAM"],
    ["displayname", {}, "M_MISSING_PARAM"],
    ["displayname", { displayname: 4 }, "M_BAD_JSON"],
    ["m.tz", { "m.tz": 4 }, "M_BAD_JSON"],
    ["displayname", { displayname: "x".repeat(20_000) }, "M_PROFILE_TOO_LARGE"],
    ["avatar_url", { avatar_url: `mxc://${"x".repeat(20_000)}` }, "M_PROFILE_TOO_LARGE"],
    ["a.big", { "a.big": "x".repeat(65_510) }, "M_PROFILE_TOO_LARGE"],
    ["displayname", [], "M_BAD_JSON"],
  ] as const) {
    const { status, body: answer } = await alice.put(profile(alice, field), body);
    expect([field, status, answer.errcode]).toEqual([field, 400, errcode]);
  }
  expect(await alice.ok("GET", profile(alice))).toEqual({ displayname: "alice22" });
});

it("C23, C24 a field is removed, also one that is not there", async () => {
  const alice = await server.user("alice23");
  for (let time = 0; time < 2; time++) await alice.ok("DELETE", profile(alice, "displayname"));
  expect(await alice.get(profile(alice, "displayname"))).toMatchObject({
    status: 404,
    body: { errcode: "M_NOT_FOUND" },
  });
  expect(await alice.ok("GET", profile(alice))).toEqual({});
  expect((await alice.put(profile(alice, "displayname"), { displayname: null })).status).toBe(400);
});

it("C25 rooms show a new name, and keep what else a member event says", async () => {
  const alice = await server.user("alice25");
  const bob = await server.user("bob25");
  const room = await alice.createRoom({ preset: "public_chat" });
  const left = await alice.createRoom();
  await alice.act(left, "leave");
  await bob.join(room);
  const own = `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(alice.userId)}`;
  await alice.ok("PUT", own, { membership: "join", displayname: "only here", "x.more": 1 });
  const { next_batch } = await bob.sync();
  const waiting = bob.sync(next_batch, 30_000);
  await alice.ok("PUT", profile(alice, "displayname"), { displayname: "Everywhere" });
  const [event] = (await waiting).rooms.join[room].timeline.events;
  expect(event).toMatchObject({
    type: "m.room.member",
    state_key: alice.userId,
    content: { membership: "join", displayname: "Everywhere", "x.more": 1 },
  });
  // The same again makes no event, and other fields make none.
  const before = (await bob.sync()).next_batch;
  await alice.ok("PUT", profile(alice, "displayname"), { displayname: "Everywhere" });
  await alice.ok("PUT", profile(alice, "m.tz"), { "m.tz": "Europe/Oslo" });
  await alice.ok("PUT", `/rooms/${encodeURIComponent(room)}/send/x.y/1`, {});
  const news = (await bob.sync(before)).rooms.join[room].timeline.events;
  expect(news.map(({ type }: { type: string }) => type)).toEqual(["x.y"]);
  // A join from now on has the name.
  const other = await bob.createRoom({ preset: "public_chat" });
  await alice.join(other);
  const path = `/rooms/${encodeURIComponent(other)}/state/m.room.member/${encodeURIComponent(alice.userId)}`;
  expect(await bob.ok("GET", path)).toMatchObject({ displayname: "Everywhere" });
});

it("C21 a picture may be anywhere", async () => {
  const alice = await server.user("alice21b");
  const picture = { avatar_url: "https://a.example/alice.png" };
  await alice.ok("PUT", profile(alice, "avatar_url"), picture);
  expect(await alice.ok("GET", profile(alice, "avatar_url"))).toEqual(picture);
  // The specification's schema of the whole profile wants a media repository, which the proxy would report.
  if (!isThroughProxy) expect(await alice.ok("GET", profile(alice))).toMatchObject(picture);
});

it("C29 other servers are told one field or all, and 404 where there is none", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  const alice = await server.user("alice29");
  const ask = async (user: string, field = "") => {
    const query = `user_id=${encodeURIComponent(user)}${field && `&field=${field}`}`;
    const answer = await fake.request({
      destination: server.serverName,
      method: "GET",
      uri: `/_matrix/federation/v1/query/profile?${query}`,
    });
    return answer.ok ? answer.value : outcome(answer);
  };
  expect(await ask(alice.userId)).toEqual({ displayname: "alice29" });
  expect(await ask(alice.userId, "displayname")).toEqual({ displayname: "alice29" });
  expect(await ask(alice.userId, "avatar_url")).toBe("404 M_NOT_FOUND");
  expect(await ask(`@unknown:${server.serverName}`)).toBe("404 M_NOT_FOUND");
  expect(await ask(`@alice:${fake.name}`)).toBe("404 M_NOT_FOUND");
  for (const none of ["@alice:localhost:http", "alice"]) expect(await ask(none)).toBe("400 M_INVALID_PARAM");
  await fake.close();
});

it("C27 a name for one room comes with a join, or later, and stays until the next change", async () => {
  const [alice, bob] = [await server.user("alice27"), await server.user("bob27")];
  const room = await alice.createRoom({ preset: "public_chat" });
  const member = `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(bob.userId)}`;
  const joined = {
    displayname: "Only here",
    "x.more": [1],
    membership: "ban",
    join_authorised_via_users_server: "x",
  };
  await bob.ok("POST", `/join/${encodeURIComponent(room)}`, { ...joined, reason: "why" });
  expect(await alice.ok("GET", member)).toEqual({
    membership: "join",
    displayname: "Only here",
    "x.more": [1],
    reason: "why",
  });
  await bob.act(room, "leave");
  await bob.ok("POST", `/rooms/${encodeURIComponent(room)}/join`, { "x.more": 2 });
  expect(await alice.ok("GET", member)).toEqual({ membership: "join", displayname: "bob27", "x.more": 2 });
});

it("C28 whatever this server makes for a user carries their name, and nothing where they have none", async () => {
  const [alice, bob] = [await server.user("alice28"), await server.user("bob28")];
  const knockable = { initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }] };
  const member = async (room: string) =>
    await alice.ok(
      "GET",
      `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(bob.userId)}`,
    );
  const seen: unknown[] = [];
  for (const [key, value] of [
    ["avatar_url", "mxc://a/b"],
    ["displayname", undefined],
  ] as const) {
    await bob.ok(value === undefined ? "DELETE" : "PUT", profile(bob, key), value && { [key]: value });
    const room = await alice.createRoom(knockable);
    await bob.knock(room);
    seen.push(await member(room));
    await alice.act(room, "invite", bob.userId);
    seen.push(await member(room));
    await bob.join(room);
    seen.push(await member(room));
  }
  const steps = ["knock", "invite", "join"];
  const both = { displayname: "bob28", avatar_url: "mxc://a/b" };
  expect(seen).toEqual([
    ...steps.map((membership) => ({ membership, ...both })),
    ...steps.map((membership) => ({ membership, avatar_url: "mxc://a/b" })),
  ]);
});

it("C38 an invite says that it is to a conversation between two, also once it is accepted", async () => {
  const [alice, bob] = [await server.user("alice38"), await server.user("bob38")];
  const room = await alice.createRoom();
  const invite = { user_id: bob.userId, is_direct: true };
  await alice.ok("POST", `/rooms/${encodeURIComponent(room)}/invite`, invite);
  expect((await bob.see(room, bob.userId, "invite")).content).toMatchObject({ is_direct: true });
  await bob.join(room);
  const joined = await alice.see(room, bob.userId, "join");
  expect(joined.unsigned.prev_content).toMatchObject({ membership: "invite", is_direct: true });
});

it("C30 profiles elsewhere are asked there, remembered, and made up for where no answer comes", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  const alice = await server.user("alice30");
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, server.serverName, room, "10");
  const content = { membership: "join", displayname: "In the room" };
  await guest.say(guest.make("m.room.member", content, { state_key: guest.user }));
  const answers = new Map<string, Reply>();
  let asked = 0;
  fake.responders.push(({ uri }) => {
    if (!uri.includes("/query/profile")) return undefined;
    asked++;
    const user = new URLSearchParams(uri.slice(uri.indexOf("?"))).get("user_id") ?? "";
    return answers.get(user);
  });
  const of = (name: string) => `@${name}:${fake.name}`;
  const read = (user: string, client = alice) => client.get(`/profile/${encodeURIComponent(user)}`);
  answers.set(of("fine"), { json: { displayname: "Fine", "org.example.more": "x" } });
  answers.set(of("gone"), { status: 404, json: { errcode: "M_NOT_FOUND", error: "no" } });
  answers.set(of("closed"), { status: 403, json: { errcode: "M_FORBIDDEN", error: "no" } });
  answers.set(guest.user, { status: 500, json: { errcode: "M_UNKNOWN", error: "broken" } });
  for (let time = 0; time < 2; time++)
    expect((await read(of("fine"))).body).toEqual({ displayname: "Fine", "org.example.more": "x" });
  expect(asked).toBe(1);
  for (const [user, expected] of [
    [of("gone"), [404, "M_NOT_FOUND"]],
    [of("closed"), [403, "M_FORBIDDEN"]],
  ] as const) {
    const { status, body } = await read(user);
    expect([status, body.errcode]).toEqual(expected);
  }
  expect((await read(guest.user)).body).toEqual({ displayname: "In the room" });
  // Only for those who are in a room with the user.
  expect((await read(guest.user, await server.user("bob30"))).status).toBe(404);
  expect((await read(guest.user, new Client(server.url, undefined, ""))).status).toBe(404);
  await fake.close();
});
