/** O50 through the API: rooms of versions 1 to 9 whose power levels have nulls in them. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
let alice: Client;
let bob: Client;
beforeAll(async () => {
  server = await startServer();
  [alice, bob] = [await server.user("alice"), await server.user("bob")];
});
afterAll(() => server.close());

const at = (room: string): string => `/rooms/${encodeURIComponent(room)}`;
const NULLS = {
  ...{ ban: null, kick: null, invite: null, redact: null, users_default: null },
  events: { "m.room.name": null, "m.room.message": null },
};

const roomWith = (version: string, levels: object): Promise<string> =>
  alice.createRoom({ preset: "public_chat", room_version: version, power_level_content_override: levels });

const levelsOf = (room: string) => alice.ok("GET", `${at(room)}/state/m.room.power_levels/`);

it.each(["1", "6", "7", "9"])(
  "O50 in version %s a null is a level that is not given, for each act",
  async (version) => {
    const room = await roomWith(version, NULLS);
    await bob.join(room);
    const said = await bob.ok("PUT", `${at(room)}/send/m.room.message/1`, { msgtype: "m.text", body: "hi" });
    const redact = (who: Client, id: string) => who.put(`${at(room)}/redact/${encodeURIComponent(id)}/1`, {});
    const named = await alice.setState(room, "m.room.name", { name: "Alice may" });
    expect([named.status, (await bob.setState(room, "m.room.name", { name: "no" })).status]).toEqual([
      200, 403,
    ]);
    expect((await redact(bob, named.body.event_id)).status).toBe(403);
    expect((await redact(alice, said.event_id)).status).toBe(200);
    const carol = await server.user(`carol${version}`);
    expect((await bob.act(room, "invite", carol.userId)).status).toBe(200);
    for (const act of ["kick", "ban"]) {
      expect((await bob.act(room, act, alice.userId)).status).toBe(403);
      expect((await alice.act(room, act, bob.userId)).status).toBe(200);
    }
  },
);

it.each(["6", "9"])(
  "O50 in version %s nulls stay, or are mended, and are not brought in",
  async (version) => {
    const room = await roomWith(version, NULLS);
    const set = async (more: object) =>
      (await alice.setState(room, "m.room.power_levels", { ...(await levelsOf(room)), ...more })).status;
    expect(await set({ kick: 40 })).toBe(200);
    expect(await set({ kick: null })).toBe(403);
    expect(await set({ events_default: null })).toBe(403);
    expect((await levelsOf(room)).ban).toBeNull();
  },
);

it.each([
  ["9", { state_default: null }],
  ["9", { users: null }],
  ["9", { events: null }],
  ["10", { ban: null }],
  ["12", { users_default: null }],
])("O50 a room of version %s with %o is not made", async (room_version, power_level_content_override) => {
  const { joined_rooms: before } = await alice.ok("GET", "/joined_rooms");
  const made = await alice.post("/createRoom", { room_version, power_level_content_override });
  expect([made.status, made.body.errcode]).toEqual([400, "M_INVALID_ROOM_STATE"]);
  expect((await alice.ok("GET", "/joined_rooms")).joined_rooms).toEqual(before);
});

it.each(["9", "10", "11", "12"])("O50 a room with nulls is upgraded to version %s", async (version) => {
  const room = await roomWith("9", { ...NULLS, users: { [alice.userId]: " 100 ", [bob.userId]: "50" } });
  const { replacement_room } = await alice.ok("POST", `${at(room)}/upgrade`, { new_version: version });
  const users = version === "12" ? { [bob.userId]: 50 } : { [alice.userId]: 100, [bob.userId]: 50 };
  expect(await levelsOf(replacement_room)).toEqual({
    events: {},
    events_default: 0,
    state_default: 50,
    users,
  });
  expect(await levelsOf(room)).toMatchObject({ ban: null, events_default: 50, invite: 50 });
});

it.each([
  ["10", { ban: "50" }],
  ["10", { events: [] }],
  ["10", { users: { nobody: 1 } }],
  ["12", {}],
])(
  "in version %s levels that nobody may set are a bad request, as is a second creation",
  async (version, levels) => {
    const room = await alice.createRoom({ room_version: version });
    const users = { users: { [alice.userId]: 100 } };
    const set = await alice.setState(room, "m.room.power_levels", { ...users, ...levels });
    expect([set.status, set.body.errcode]).toEqual([400, "M_BAD_JSON"]);
    expect((await alice.setState(room, "m.room.create", { room_version: version })).status).toBe(400);
  },
);
