/** C104 to C109: aliases of rooms. */
import { beforeAll, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;
const at = (alias: string): string => `/directory/room/${encodeURIComponent(alias)}`;
const named = (name: string): string => `#${name}:${server.serverName}`;
const CANONICAL = "m.room.canonical_alias";

it("C104, C105 the aliases of a room, for its members or for the world", async () => {
  const [alice, bob] = [await server.user("alice104"), await server.user("bob104")];
  const room = await alice.createRoom({ preset: "public_chat" });
  const list = inRoom(room, "aliases");
  expect(await alice.ok("GET", list)).toEqual({ aliases: [] });
  for (const name of ["z104", "ä104 🐈"]) await alice.ok("PUT", at(named(name)), { room_id: room });
  expect((await alice.ok("GET", list)).aliases.sort()).toEqual([named("z104"), named("ä104 🐈")]);
  expect(await bob.ok("GET", at(named("ä104 🐈")))).toEqual({ room_id: room, servers: [server.serverName] });
  expect((await bob.get(list)).body.errcode).toBe("M_FORBIDDEN");
  expect((await bob.put(at(named("b104")), { room_id: room })).status).toBe(403);
  await bob.join(room);
  await bob.ok("PUT", at(named("b104")), { room_id: room });
  await bob.act(room, "leave");
  expect((await bob.get(list)).status).toBe(403);
  await alice.setState(room, "m.room.history_visibility", { history_visibility: "world_readable" });
  expect((await bob.ok("GET", list)).aliases).toHaveLength(3);
  for (const [alias, status] of [
    ["#far:a.example", 400],
    ["not an alias", 400],
    [named("z104"), 409],
  ] as const)
    expect([alias, (await alice.put(at(alias), { room_id: room })).status]).toEqual([alias, status]);
});

it("C106, C107 a deleted alias leaves the room's event, where the deleter may change that", async () => {
  const [alice, bob] = [await server.user("alice106"), await server.user("bob106")];
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  for (const name of ["one", "two", "three"]) await alice.ok("PUT", at(named(name)), { room_id: room });
  await bob.ok("PUT", at(named("bobs")), { room_id: room });
  const all = {
    alias: named("one"),
    alt_aliases: [named("two"), named("three"), named("bobs")],
    "x.more": 1,
  };
  await alice.setState(room, CANONICAL, all);
  const present = () => alice.ok("GET", inRoom(room, `state/${CANONICAL}`));
  expect((await bob.call("DELETE", at(named("two")))).body.errcode).toBe("M_FORBIDDEN");
  expect((await alice.call("DELETE", at(named("nothing")))).body.errcode).toBe("M_NOT_FOUND");
  // Its creator needs no power to delete it, and has none to change the event.
  await bob.ok("DELETE", at(named("bobs")));
  expect(await present()).toEqual(all);
  await alice.ok("DELETE", at(named("two")));
  expect(await present()).toEqual({ ...all, alt_aliases: [named("three"), named("bobs")] });
  await alice.ok("DELETE", at(named("one")));
  expect(await present()).toEqual({ alt_aliases: [named("three"), named("bobs")], "x.more": 1 });
  await alice.setState(room, CANONICAL, { alias: named("three") });
  await alice.ok("DELETE", at(named("three")));
  expect(await present()).toEqual({});
  expect((await alice.get(at(named("three")))).status).toBe(404);
});

it("C108 new canonical aliases lead to the room, those of before may lead anywhere", async () => {
  const alice = await server.user("alice108");
  const [room, other] = [await alice.createRoom(), await alice.createRoom()];
  await alice.ok("PUT", at(named("here108")), { room_id: room });
  await alice.ok("PUT", at(named("there108")), { room_id: other });
  const set = (content: object) => alice.setState(room, CANONICAL, content);
  for (const [content, errcode] of [
    [{ alias: "odd" }, "M_INVALID_PARAM"],
    [{ alt_aliases: ["odd"] }, "M_INVALID_PARAM"],
    [{ alias: named("there108") }, "M_BAD_ALIAS"],
    [{ alias: named("here108"), alt_aliases: [named("none108")] }, "M_BAD_ALIAS"],
  ] as const) {
    const { status, body } = await set(content);
    expect([content, status, body.errcode]).toEqual([content, 400, errcode]);
  }
  expect((await set({ alias: named("here108") })).status).toBe(200);
  await alice.ok("PUT", at(named("gone108")), { room_id: room });
  expect((await set({ alias: named("here108"), alt_aliases: [named("gone108")] })).status).toBe(200);
  const bob = await server.user("bob108");
  await alice.act(room, "invite", bob.userId);
  await bob.join(room);
  await alice.ok("DELETE", at(named("here108")));
  expect((await set({ alt_aliases: [named("gone108")] })).status).toBe(200);
});

it("C109 this server comes first where it is in the room", async () => {
  const far = await startServer();
  const [alice, bob] = [await server.user("alice109"), await far.user("bob109")];
  const room = await alice.createRoom({ preset: "public_chat" });
  await alice.ok("PUT", at(named("first109")), { room_id: room });
  expect((await bob.join(room, server.serverName)).status).toBe(200);
  await alice.see(room, bob.userId, "join");
  expect(await bob.ok("GET", at(named("first109")))).toEqual({
    room_id: room,
    servers: [server.serverName, far.serverName],
  });
  expect((await bob.get(at(named("none109")))).status).toBe(404);
  await far.close();
});
