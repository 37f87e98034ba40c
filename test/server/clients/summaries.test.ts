/** Summaries of rooms that the user's own server is not in, and what servers tell each other of theirs. */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import { isGetSpaceHierarchyResponse200 } from "@knockgen/matrix/validators/server-server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { handshakesOf, outcome } from "../support/remote.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let here: TestServer;
let there: TestServer;
let fake: FakeServer;
let alice: Client;
let bob: Client;

beforeAll(async () => {
  [here, there] = await Promise.all([startServer(), startServer()]);
  fake = await startFakeServer({ authority: testAuthority() });
  alice = await here.user("alice");
  bob = await there.user("bob");
});
afterAll(async () => {
  await Promise.all([here?.close(), there?.close(), fake?.close()]);
});

/** A room with a join rule. */
async function room(join_rule: string, more: object = {}, content: object = {}): Promise<string> {
  return alice.createRoom({
    name: `a ${join_rule} room`,
    initial_state: [{ type: "m.room.join_rules", content: { join_rule, ...content } }],
    ...more,
  });
}

function summary(user: Client, of: string, via?: string) {
  const query = via === undefined ? "" : `?via=${encodeURIComponent(via)}`;
  return user.get(`/v1/room_summary/${encodeURIComponent(of)}${query}`);
}

it.each(["public", "knock", "knock_restricted"])("a room elsewhere with join rule %s", async (rule) => {
  const id = await room(rule);
  const { status, body } = await summary(bob, id, here.serverName);
  expect(status).toBe(200);
  expect(body).toEqual({
    room_id: id,
    name: `a ${rule} room`,
    join_rule: rule,
    num_joined_members: 1,
    world_readable: false,
    guest_can_join: true,
    room_version: "12",
  });
});

it("by its alias alone", async () => {
  await room("knock", { room_alias_name: "door" });
  const { status, body } = await summary(bob, `#door:${here.serverName}`);
  expect([status, body.name]).toEqual([200, "a knock room"]);
});

it("a closed room elsewhere is 404, but for whom it has invited", async () => {
  const id = await room("invite");
  expect((await summary(bob, id, here.serverName)).status).toBe(404);
  await alice.act(id, "invite", bob.userId);
  await bob.see(id, bob.userId, "invite");
  const { status, body } = await summary(bob, id, here.serverName);
  expect([status, body.name, body.membership]).toEqual([200, "a invite room", "invite"]);
  // The server may know, another of its users may not.
  const carol = await there.user("carol");
  expect((await summary(carol, id, here.serverName)).status).toBe(404);
});

it("a restricted room elsewhere, for who is in the room that lets them in", async () => {
  const club = await room("public");
  const id = await room("restricted", {}, { allow: [{ type: "m.room_membership", room_id: club }] });
  expect((await summary(bob, id, here.serverName)).status).toBe(404);
  await bob.join(club, here.serverName);
  const { status, body } = await summary(bob, id, here.serverName);
  expect([status, body.allowed_room_ids]).toEqual([200, [club]]);
});

it("strangers have no other servers asked, and servers that do not answer are passed over", async () => {
  const id = await room("knock");
  expect((await summary(new Client(there.url, undefined, ""), id, here.serverName)).status).toBe(404);
  expect((await summary(new Client(here.url, undefined, ""), id)).status).toBe(200);
  const query = [`127.0.0.1:1`, fake.name, here.serverName].map((name) => `via=${encodeURIComponent(name)}`);
  const { status } = await bob.get(`/v1/room_summary/${encodeURIComponent(id)}?${query.join("&")}`);
  expect(status).toBe(200);
  expect((await summary(bob, "!nowhere:127.0.0.1:1")).status).toBe(404);
});

it.each<[string, JsonValue]>([
  ["of another room", { room_id: "!other:x" }],
  ["of no room", { room_id: 7 }],
  ["of no shape at all", 5],
])("a summary %s is none", async (_, wrong) => {
  const id = `!asked:${fake.name}`;
  const good = { room_id: id, num_joined_members: 1, world_readable: true, guest_can_join: false };
  let answer: JsonValue = good;
  fake.responders.push(({ uri }) => (uri.includes("/hierarchy/") ? { json: { room: answer } } : undefined));
  expect((await summary(bob, id, fake.name)).body).toEqual(good);
  answer = isJsonObject(wrong) ? { ...good, ...wrong } : wrong;
  expect((await summary(bob, id, fake.name)).status).toBe(404);
  fake.responders.pop();
});

it("passes on numbers of any kind", async () => {
  const id = `!numbers:${fake.name}`;
  const good = `"room_id":"${id}","num_joined_members":1,"world_readable":true,"guest_can_join":false`;
  const odd = '"x.big":123456789012345678901234567890,"x.float":1.5';
  const text = `{"room":{${good},${odd}},"chunk":[{${good},${odd}}]}`;
  fake.responders.push(({ method }) => (method === "GET" ? { text } : undefined));
  const one = await summary(bob, id, fake.name);
  const list = await bob.get(`/publicRooms?server=${encodeURIComponent(fake.name)}`);
  fake.responders.pop();
  expect([one.status, list.status]).toEqual([200, 200]);
  for (const found of [one.body, list.body.chunk[0]])
    expect([found["x.float"], found["x.big"]]).toEqual([1.5, Number("123456789012345678901234567890")]);
});

async function hierarchy(of: string, query = ""): Promise<JsonObject> {
  const uri = `/_matrix/federation/v1/hierarchy/${encodeURIComponent(of)}${query}`;
  const result = await fake.request({ destination: here.serverName, method: "GET", uri });
  if (!result.ok) throw new Error(outcome(result));
  expect(isGetSpaceHierarchyResponse200(result.value)).toBe(true);
  return isJsonObject(result.value) ? result.value : {};
}

it("tells servers of a space and of the rooms in it", async () => {
  const open = await room("knock");
  const closed = await room("invite");
  const space = await room("public", { creation_content: { type: "m.space" } });
  const child = (id: string, content: object) => alice.setState(space, "m.space.child", content, id);
  const via = [here.serverName];
  await child(open, { via });
  await child(closed, { via, suggested: true });
  await child("!elsewhere:x", { via });
  await child(await room("public"), {});
  const found = await hierarchy(space);
  const idsOf = (value: JsonValue | undefined, key: string) =>
    (Array.isArray(value) ? value : []).map((each) => (isJsonObject(each) ? own(each, key) : undefined));
  const parent = own(found, "room");
  expect(isJsonObject(parent) && own(parent, "room_type")).toBe("m.space");
  expect(idsOf(isJsonObject(parent) ? own(parent, "children_state") : undefined, "state_key").sort()).toEqual(
    [open, closed, "!elsewhere:x"].sort(),
  );
  expect(idsOf(own(found, "children"), "room_id")).toEqual([open]);
  expect(own(found, "inaccessible_children")).toEqual([closed]);
  expect(own(await hierarchy(space, "?suggested_only=true"), "children")).toEqual([]);
  await expect(hierarchy(closed)).rejects.toThrow("404 M_NOT_FOUND");
  await expect(hierarchy("!nowhere:x")).rejects.toThrow("404 M_NOT_FOUND");
});

it("tells a server of a closed room that it is in", async () => {
  const id = await room("public", { room_version: "10" });
  const user = `@member:${fake.name}`;
  await handshakesOf(fake).join({ roomId: id, userId: user, via: [here.serverName] });
  await alice.setState(id, "m.room.join_rules", { join_rule: "invite" });
  expect(own(await hierarchy(id), "room")).toMatchObject({ room_id: id, join_rule: "invite" });
});

it("lists rooms of the types that are asked for, to servers and from them", async () => {
  const space = await room("public", { creation_content: { type: "m.space" }, visibility: "public" });
  const plain = await room("public", { visibility: "public" });
  const listed = async (room_types: (string | null)[]) => {
    const result = await fake.request({
      destination: here.serverName,
      method: "POST",
      uri: "/_matrix/federation/v1/publicRooms",
      content: { filter: { room_types } },
    });
    return [space, plain].map((id) => JSON.stringify(result).includes(id));
  };
  expect([await listed(["m.space"]), await listed([null]), await listed([])]).toEqual([
    [true, false],
    [false, true],
    [false, false],
  ]);
  fake.responders.push(({ uri }) => (uri.includes("/publicRooms") ? { json: { chunk: [] } } : undefined));
  const filter = { generic_search_term: "x", room_types: ["m.space", null] };
  await alice.ok("POST", `/publicRooms?server=${encodeURIComponent(fake.name)}`, { filter });
  expect(fake.requests.at(-1)?.content).toEqual({ filter });
});
