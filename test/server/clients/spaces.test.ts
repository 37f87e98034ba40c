/** C110 to C116: spaces, walked from a client's server, and summaries of rooms. */
import { isJsonObject, own } from "@knockgen/auth";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import type { Client } from "../support/client.js";
import { startFakeServer } from "../support/fake-server.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

const SPACE = { creation_content: { type: "m.space" } };
const rule = (join_rule: string, more: object = {}) => ({
  initial_state: [{ type: "m.room.join_rules", content: { join_rule, ...more } }],
});

async function addChild(client: Client, space: string, child: string, more: object = {}): Promise<void> {
  const answer = await client.setState(space, "m.space.child", { via: [server.serverName], ...more }, child);
  expect(answer.status).toBe(200);
}

function walk(client: Client, space: string, query: Record<string, string> = {}) {
  return client.get(`/v1/rooms/${encodeURIComponent(space)}/hierarchy?${new URLSearchParams(query)}`);
}

interface Room {
  readonly room_id: string;
  readonly children_state: readonly { readonly state_key: string }[];
}
const ids = (answer: { readonly body: { readonly rooms: readonly Room[] } }): string[] =>
  answer.body.rooms.map(({ room_id }) => room_id);

it("C110, C111, C113 depth first, in the order of each space, page by page", async () => {
  const alice = await server.user("alice110");
  const make = (name: string, more: object = {}) => alice.createRoom({ name, ...more });
  const [root, below] = [await make("root", SPACE), await make("below", SPACE)];
  const [late, early, first, deep, ordinary] = [
    await make("late"),
    await make("early"),
    await make("first"),
    await make("deep"),
    await make("ordinary"),
  ];
  await addChild(alice, root, early, { order: "x".repeat(51) });
  await addChild(alice, root, late);
  await addChild(alice, root, below, { order: "b", suggested: true });
  await addChild(alice, root, first, { order: "B", suggested: true });
  await addChild(alice, below, deep, { suggested: true });
  // Loops end, children of ordinary rooms are not followed, and children without servers are none.
  await addChild(alice, below, root);
  await addChild(alice, late, ordinary);
  await alice.setState(root, "m.space.child", {}, ordinary);
  await alice.setState(root, "m.space.child", { via: "x" }, ordinary);
  const whole = await walk(alice, root);
  expect(ids(whole)).toEqual([root, first, below, deep, early, late]);
  const [top, , second] = whole.body.rooms;
  expect(top).toMatchObject({
    name: "root",
    room_type: "m.space",
    room_version: "12",
    num_joined_members: 1,
  });
  expect(top.children_state[0]).toEqual({
    type: "m.space.child",
    state_key: first,
    sender: alice.userId,
    content: { via: [server.serverName], order: "B", suggested: true },
    origin_server_ts: expect.any(Number),
  });
  expect(second.children_state.map(({ state_key }: { state_key: string }) => state_key)).toEqual([
    deep,
    root,
  ]);
  expect(whole.body).not.toHaveProperty("next_batch");
  const shallow = await walk(alice, root, { max_depth: "1" });
  expect(ids(shallow)).toEqual([root, first, below, early, late]);
  expect(shallow.body.rooms[2].children_state).toHaveLength(2);
  expect(ids(await walk(alice, root, { suggested_only: "true" }))).toEqual([root, first, below, deep]);
  const pages: string[] = [];
  let from = "";
  for (let turn = 0; turn < 9; turn++) {
    const page = await walk(alice, root, { limit: "2", ...(from && { from }) });
    pages.push(...ids(page));
    from = page.body.next_batch;
    if (from === undefined) break;
  }
  expect(pages).toEqual(ids(whole));
  const { next_batch } = (await walk(alice, root, { limit: "2" })).body;
  for (const query of [
    { from: next_batch, max_depth: "1" },
    { from: next_batch, suggested_only: "true" },
    { from: "odd" },
    { limit: "0" },
    { limit: "-1" },
    { max_depth: "-1" },
  ])
    expect((await walk(alice, root, query)).body.errcode).toBe("M_INVALID_PARAM");
  expect(ids(await walk(alice, root, { max_depth: "0" }))).toEqual([root]);
});

it("C112 rooms show to those who are in them, or could enter, knock or read", async () => {
  const [alice, bob] = [await server.user("alice112"), await server.user("bob112")];
  const root = await alice.createRoom({ ...SPACE, preset: "public_chat" });
  const restricted = (allowed: string) =>
    rule("restricted", { allow: [{ type: "m.room_membership", room_id: allowed }] });
  const hidden = await alice.createRoom(SPACE);
  const shown = {
    public: await alice.createRoom(rule("public")),
    knock: await alice.createRoom(rule("knock")),
    invited: await alice.createRoom({ invite: [bob.userId] }),
    readable: await alice.createRoom({
      initial_state: [
        { type: "m.room.history_visibility", content: { history_visibility: "world_readable" } },
      ],
    }),
    restricted: await alice.createRoom(restricted(root)),
  };
  const out = [hidden, await alice.createRoom(restricted(hidden))];
  for (const child of [...Object.values(shown), ...out]) await addChild(alice, root, child);
  await addChild(alice, hidden, await alice.createRoom(rule("public")));
  expect(ids(await walk(bob, root))).not.toContain(shown.restricted);
  await bob.join(root);
  expect(ids(await walk(bob, root)).sort()).toEqual([root, ...Object.values(shown)].sort());
  expect((await walk(alice, root)).body.rooms).toHaveLength(9);
  for (const closed of [hidden, "!none:a.example"]) {
    const { status, body } = await walk(bob, closed);
    expect([status, body.errcode]).toEqual([403, "M_FORBIDDEN"]);
  }
});

it("C114, C115 rooms of other servers are asked there, once", async () => {
  const far = await startServer();
  const [alice, bob] = [await server.user("alice114"), await far.user("bob114")];
  const make = (more: object) => bob.createRoom({ preset: "public_chat", ...more });
  const [space, room, closed] = [await make(SPACE), await make({ name: "far" }), await bob.createRoom()];
  const deep = await make({ name: "deep" });
  const via = { via: [far.serverName] };
  for (const child of [room, closed]) await bob.setState(space, "m.space.child", via, child);
  const inner = await make(SPACE);
  await bob.setState(space, "m.space.child", via, inner);
  await bob.setState(inner, "m.space.child", via, deep);
  const root = await alice.createRoom(SPACE);
  await alice.setState(root, "m.space.child", via, space);
  expect(ids(await walk(alice, root))).toEqual([root, space, room, inner, deep]);
  // Remembered for some minutes.
  await bob.setState(inner, "m.space.child", {}, deep);
  expect(ids(await walk(alice, root))).toContain(deep);
  // An invite shows the space from which it comes.
  const secret = await bob.createRoom({ ...SPACE, invite: [alice.userId] });
  await alice.see(secret, alice.userId, "invite");
  expect(ids(await walk(alice, secret))).toEqual([secret]);
  await far.close();
});

it("C114 a refusal is not remembered, since a room shows once its server knows of the space", async () => {
  const far = await startServer();
  const [alice, bob] = [await server.user("alice114r"), await far.user("bob114r")];
  const root = await alice.createRoom({ ...SPACE, preset: "public_chat" });
  const allow = [{ type: "m.room_membership", room_id: root }];
  const room = await bob.createRoom(rule("restricted", { allow }));
  await alice.setState(root, "m.space.child", { via: [far.serverName] }, room);
  expect(ids(await walk(alice, root))).toEqual([root]);
  await bob.join(root, server.serverName);
  expect(ids(await walk(alice, root))).toEqual([root, room]);
  await far.close();
});

it("C114 servers of all rooms of a space are asked at once", async () => {
  const alice = await server.user("alice114s");
  const root = await alice.createRoom(SPACE);
  let asked = 0;
  for (const host of ["127.0.0.1", "localhost"] as const) {
    const fake = await startFakeServer({ authority: testAuthority(), host });
    onTestFinished(() => fake.close());
    const room_id = `!there:${fake.name}`;
    fake.responders.push(async ({ uri }) => {
      if (!uri.includes("/hierarchy/")) return undefined;
      asked++;
      await expect.poll(() => asked, { timeout: 60_000 }).toBe(2);
      const room = { room_id, num_joined_members: 1, world_readable: false, guest_can_join: false };
      return { json: { room: { ...room, join_rule: "public" }, children: [], inaccessible_children: [] } };
    });
    await alice.setState(root, "m.space.child", { via: [fake.name] }, room_id);
  }
  expect(ids(await walk(alice, root))).toHaveLength(3);
});

it("C114, O37 what the servers that one space names say is not shown to those who look at another", async () => {
  const authority = testAuthority();
  const [honest, other] = [
    await startFakeServer({ authority }),
    await startFakeServer({ authority, host: "localhost" }),
  ];
  const room = `!contested:${honest.name}`;
  for (const { name, responders } of [honest, other])
    responders.push(({ uri }) =>
      uri.includes("/hierarchy/")
        ? {
            json: {
              room: {
                ...{ room_id: room, name, num_joined_members: 1, join_rule: "public" },
                ...{ world_readable: true, guest_can_join: false },
              },
              children: [],
              inaccessible_children: [],
            },
          }
        : undefined,
    );
  const alice = await server.user("alice-contested");
  const named = async (fake: { readonly name: string }): Promise<string> => {
    const space = await alice.createRoom(SPACE);
    await alice.setState(space, "m.space.child", { via: [fake.name] }, room);
    const { rooms } = await alice.ok("GET", `/v1/rooms/${encodeURIComponent(space)}/hierarchy`);
    return rooms.at(1)?.name;
  };
  expect([await named(other), await named(honest)]).toEqual([other.name, honest.name]);
  await Promise.all([honest.close(), other.close()]);
});

it("C114, O37 odd parts of an answer are left out, and what the user may not see", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  const alice = await server.user("alice37");
  const known = (room_id: string, more: object = {}) => ({
    room_id,
    num_joined_members: 1,
    world_readable: false,
    guest_can_join: false,
    join_rule: "public",
    ...more,
  });
  const child = (state_key: string, more: object = {}) => ({
    type: "m.space.child",
    state_key,
    sender: `@a:${fake.name}`,
    content: { via: [fake.name] },
    origin_server_ts: 1,
    ...more,
  });
  const [space, good, closed, odd] = ["space", "good", "closed", "odd"].map(
    (name) => `!${name}:${fake.name}`,
  );
  let asked = 0;
  fake.responders.push(({ uri }) => {
    if (!uri.includes("/hierarchy/") || !uri.includes("space")) return undefined;
    asked++;
    const room = known(space ?? "", {
      room_type: "m.space",
      name: 4,
      children_state: [
        child(good ?? ""),
        "odd",
        child(closed ?? ""),
        child(odd ?? "", { origin_server_ts: "x" }),
      ],
    });
    const children = [known(good ?? ""), 4, { room_id: odd }, known(closed ?? "", { join_rule: "invite" })];
    return { json: JSON.parse(JSON.stringify({ room, children, inaccessible_children: [4] })) };
  });
  const root = await alice.createRoom(SPACE);
  await alice.setState(root, "m.space.child", { via: [fake.name] }, space);
  const answer = await walk(alice, root);
  expect(ids(answer)).toEqual([root, space, good]);
  expect(isJsonObject(answer.body.rooms[1]) && own(answer.body.rooms[1], "name")).toBeUndefined();
  expect(asked).toBe(1);
  await fake.close();
});

it("C116 a summary by its early name, with conditions only where they mean something", async () => {
  const [alice, bob] = [await server.user("alice116"), await server.user("bob116")];
  const allow = [{ type: "m.room_membership", room_id: "!other:a.example" }];
  const room = await alice.createRoom(rule("public", { allow }));
  const early = await bob.call("GET", `/../unstable/im.nheko.summary/summary/${encodeURIComponent(room)}`);
  const usual = await bob.call("GET", `/v1/room_summary/${encodeURIComponent(room)}`);
  expect([early.status, early.body]).toEqual([200, usual.body]);
  expect(usual.body).not.toHaveProperty("allowed_room_ids");
  const closed = await alice.createRoom();
  expect((await bob.call("GET", `/v1/room_summary/${encodeURIComponent(closed)}`)).status).toBe(404);
  expect(await alice.ok("GET", `/v1/room_summary/${encodeURIComponent(closed)}`)).toMatchObject({
    membership: "join",
  });
});

it("O8 events of a space that are large name no rooms, and hide none", async () => {
  const alice = await server.user("alice8s");
  const [space, room] = [await alice.createRoom(SPACE), await alice.createRoom({ preset: "public_chat" })];
  for (let n = 0; n < 5; n++) await addChild(alice, space, `!large${n}:x`, { junk: "x".repeat(60_000) });
  for (let n = 0; n < 40; n++)
    await addChild(alice, space, `!small${n}:x`, { order: "z", junk: Array(1_000).fill({}) });
  await addChild(alice, space, room, { order: "a" });
  const answer = await walk(alice, space);
  expect(ids(answer)).toEqual([space, room]);
  const named = answer.body.rooms[0].children_state.map(({ state_key }: { state_key: string }) => state_key);
  expect(named.filter((id: string) => id.startsWith("!large"))).toEqual([]);
  expect(named.length).toBeLessThan(30);
});
