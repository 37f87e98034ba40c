/** Several processes on one PostgreSQL server: one room, one order of events, and syncs that wake each other. */
import { expect, it, vi } from "vitest";
import { openStore } from "../../../server/store/open.js";
import { Client } from "../support/client.js";
import { login } from "../support/device.js";
import { hasPostgres } from "../support/postgres.js";
import { PASSWORD, startServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";

it("share rooms and wake each other's syncs", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const shared = { store: { databaseUrl: schema.url }, config: { serverName: "shared.example" } };
  const one = await startServer(shared);
  const two = await startServer(shared);
  const elsewhere = (client: Client) => new Client(two.url, client.token, client.userId);
  const alice = await one.user("alice");
  const users = await Promise.all(Array.from({ length: 8 }, (_, at) => one.user(`user${at}`)));
  const room = await alice.createRoom({
    room_version: "10",
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });

  const { next_batch } = await elsewhere(alice).sync();
  const waiting = elsewhere(alice).sync(next_batch, 10_000);
  expect((await users[0]?.knock(room, undefined, "Wake up"))?.status).toBe(200);
  expect(elsewhere(alice).seen(await waiting, room, users[0]?.userId ?? "", "knock")).toBeDefined();

  // Both write to the same room at once: nothing is lost, and the history does not fork.
  const knocks = users.flatMap((user, at) =>
    [1, 2, 3].map((time) => (at % 2 === 0 ? user : elsewhere(user)).knock(room, undefined, `${at} ${time}`)),
  );
  for (const answer of await Promise.all(knocks))
    expect([answer.status, answer.body]).toEqual([200, { room_id: room }]);
  for (const side of [alice, elsewhere(alice)]) {
    const { chunk } = await side.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=100`);
    const reasons = chunk.map((event: { content: { reason?: string } }) => event.content.reason);
    for (const at of users.keys()) for (const time of [1, 2, 3]) expect(reasons).toContain(`${at} ${time}`);
    for (const user of users) await side.see(room, user.userId, "knock");
  }
  await Promise.all([one.close(), two.close()]);
  await schema.drop();
});

it("hear of ended tokens and of new profiles, and do not wait until they have forgotten them", async ({
  skip,
}) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  // Nothing that is remembered for a time is ever forgotten.
  const now = Date.now();
  const shared = {
    store: { databaseUrl: schema.url },
    config: { serverName: "shared.example" },
    now: () => now,
  };
  const one = await startServer(shared);
  const two = await startServer(shared);
  const alice = await one.user("alice", PASSWORD);
  const elsewhere = (client: Client) => new Client(two.url, client.token, client.userId);
  const ended = async (client: Client) => (await client.get("/account/whoami")).body.errcode;

  const rooms = [
    await alice.createRoom({ preset: "public_chat" }),
    await alice.createRoom({ preset: "public_chat" }),
  ];
  const bob = await one.user("bob");
  const shown = (room: string) =>
    `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(bob.userId)}`;
  await elsewhere(bob).join(rooms[0] ?? "");
  await bob.ok("PUT", `/profile/${encodeURIComponent(bob.userId)}/displayname`, { displayname: "Robert" });
  const name = async (room = "") => (await elsewhere(bob).get(shown(room))).body.displayname;
  await expect.poll(() => name(rooms[0])).toBe("Robert");
  await elsewhere(bob).join(rooms[1] ?? "");
  expect(await name(rooms[1])).toBe("Robert");

  const first = await login(one, "alice", "D");
  const { next_batch } = await elsewhere(first).sync();
  const waiting = elsewhere(first).get(`/sync?timeout=100000&since=${next_batch}`);
  const second = await login(one, "alice", "D");
  expect((await waiting).body.errcode).toBe("M_UNKNOWN_TOKEN");
  expect(await ended(elsewhere(first))).toBe("M_UNKNOWN_TOKEN");

  expect(await ended(elsewhere(second))).toBeUndefined();
  await second.ok("POST", "/logout");
  await expect.poll(() => ended(elsewhere(second))).toBe("M_UNKNOWN_TOKEN");
  await Promise.all([one.close(), two.close()]);
  await schema.drop();
});

it("know what another has answered, whichever of them is asked next", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const shared = { store: { databaseUrl: schema.url }, config: { serverName: "shared.example" } };
  const one = await startServer(shared);
  const two = await startServer(shared);
  const [alice, bob] = await Promise.all([one.user("alice"), two.user("bob")]);
  const room = await alice.createRoom({
    room_version: "10",
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  const elsewhere = new Client(one.url, bob.token, bob.userId);
  const answers: number[] = [];
  for (let time = 0; time < 30; time++) {
    answers.push((await bob.knock(room)).status);
    answers.push((await alice.act(room, "invite", bob.userId)).status);
    answers.push((await bob.join(room)).status);
    answers.push((await elsewhere.get(`/rooms/${encodeURIComponent(room)}/state`)).status);
    answers.push((await elsewhere.act(room, "leave")).status);
  }
  expect(answers.filter((status) => status !== 200)).toEqual([]);
  await Promise.all([one.close(), two.close()]);
  await schema.drop();
});

it("C62, C63, C28, C69 know at once of ended tokens, new names and erased users", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const shared = { store: { databaseUrl: schema.url }, config: { serverName: "shared.example" } };
  const [one, two] = [await startServer(shared), await startServer(shared)];
  const there = ({ token, userId }: Client) => new Client(two.url, token, userId);
  const alice = await one.user("alice", PASSWORD);
  const path = (room: string, rest: string) => `/rooms/${encodeURIComponent(room)}/${rest}`;
  const seen: unknown[] = [];
  const expected: unknown[] = [];
  for (let time = 0; time < 10; time++) {
    const first = await login(one, "alice", "D");
    seen.push((await there(first).get("/account/whoami")).status);
    const second = await login(one, "alice", "D");
    seen.push((await there(first).get("/account/whoami")).status);
    seen.push((await there(second).get("/account/whoami")).status);
    await second.ok("POST", "/logout");
    seen.push((await there(second).get("/account/whoami")).status);
    const name = `Alice ${time}`;
    await alice.ok("PUT", `/profile/${encodeURIComponent(alice.userId)}/displayname`, { displayname: name });
    const room = await there(alice).createRoom();
    const member = path(room, `state/m.room.member/${encodeURIComponent(alice.userId)}`);
    seen.push((await there(alice).get(member)).body.displayname);
    const erased = await one.user(`erased${time}`, PASSWORD);
    const open = await erased.createRoom({ preset: "public_chat" });
    const { event_id } = await erased.ok("PUT", path(open, "send/m.room.message/1"), { body: "secret" });
    await there(alice).join(open);
    const late = await two.user(`late${time}`);
    const identifier = { type: "m.id.user", user: `erased${time}` };
    const auth = { type: "m.login.password", identifier, password: PASSWORD };
    await erased.ok("POST", "/account/deactivate", { auth, erase: true });
    await late.join(open);
    seen.push((await late.get(path(open, `event/${encodeURIComponent(event_id)}`))).body.content);
    expected.push(200, 401, 200, 401, name, {});
  }
  expect(seen).toEqual(expected);
  await Promise.all([one.close(), two.close()]);
  await schema.drop();
});

it("know of each other before either has written anything", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const heard: string[] = [];
  const here = await openStore({ databaseUrl: schema.url });
  here.onOther(() => heard.push("here"));
  await here.position();
  expect(heard).toEqual([]);
  const there = await openStore({ databaseUrl: schema.url });
  there.onOther(() => heard.push("there"));
  await expect.poll(() => heard.toSorted()).toEqual(["here", "there"]);
  await Promise.all([here.close(), there.close()]);
  await schema.drop();
});

it("hear of erased users", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const here = await openStore({ databaseUrl: schema.url });
  const there = await openStore({ databaseUrl: schema.url });
  // Nothing that is remembered for a time is forgotten by itself.
  vi.useFakeTimers({ toFake: ["performance"] });
  const account = { passwordHash: undefined, displayName: undefined, avatarUrl: undefined };
  await here.createAccount({ userId: "@a:b", ...account });
  const erased = async () => [...(await there.erasedUsers()).keys()];
  expect(await erased()).toEqual([]);
  await here.deactivate("@a:b", true);
  await expect.poll(erased).toEqual(["@a:b"]);
  vi.useRealTimers();
  await Promise.all([here.close(), there.close()]);
  await schema.drop();
});

it("O9, O10, X9 count guesses, knocks and new rooms together", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  let now = Date.now();
  const few = { burst: 3, perSecond: 0.01 };
  const shared = {
    store: { databaseUrl: schema.url },
    config: {
      serverName: "shared.example",
      knockRate: few,
      roomKnockRate: { burst: 5, perSecond: 0.01 },
      loginFailureRate: few,
      roomCreationRate: few,
    },
    now: () => now,
  };
  const servers = [await startServer(shared), await startServer(shared)];
  const alice = await servers[0]?.user("alice", PASSWORD);
  const by = (at: number) => new Client(servers[at % 2]?.url ?? "", alice?.token, alice?.userId ?? "");
  const login = (at: number, password: string) =>
    by(at).post("/login", {
      type: "m.login.password",
      identifier: { type: "m.id.user", user: "alice" },
      password,
    });
  const inTurn = async (act: (at: number) => Promise<{ readonly status: number }>) => {
    const statuses: number[] = [];
    for (let at = 0; at < 5; at++) statuses.push((await act(at)).status);
    return statuses;
  };
  // The right password costs nothing.
  expect(await inTurn((at) => login(at, PASSWORD))).toEqual([200, 200, 200, 200, 200]);
  expect(await inTurn((at) => login(at, "guessed"))).toEqual([403, 403, 403, 429, 429]);
  const refused = await login(1, PASSWORD);
  expect([refused.status, refused.body.retry_after_ms]).toEqual([429, 100_000]);
  expect(refused.headers.get("retry-after")).toBe("100");
  now += 100_000;
  expect((await login(1, PASSWORD)).status).toBe(200);
  const ofBob = await servers[1]?.user("bob");
  const room = await ofBob?.createRoom({
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  expect(await inTurn((at) => by(at).knock(room ?? ""))).toEqual([200, 200, 200, 429, 429]);
  const users = await Promise.all(["c", "d", "e"].map((name) => servers[0]?.user(name)));
  const others = users.map((user, at) => new Client(servers[at % 2]?.url ?? "", user?.token, ""));
  const knocked: number[] = [];
  for (const user of others) knocked.push((await user.knock(room ?? "")).status);
  expect(knocked).toEqual([200, 200, 429]);
  expect(await inTurn((at) => by(at).post("/createRoom"))).toEqual([200, 200, 200, 429, 429]);
  await Promise.all(servers.map((server) => server.close()));
  await schema.drop();
});

it("O9 count writes of a user, and in a room, together", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const config = { serverName: "shared.example", userWriteRate: { burst: 40, perSecond: 0.001 } };
  const shared = { store: { databaseUrl: schema.url }, config };
  const servers = [await startServer(shared), await startServer(shared)];
  const alice = await servers[0]?.user("alice");
  const room = await alice?.createRoom();
  const statuses: number[] = [];
  for (let at = 0; at < 60; at++) {
    const there = new Client(servers[at % 2]?.url ?? "", alice?.token, alice?.userId ?? "");
    const path = `/rooms/${encodeURIComponent(room ?? "")}/send/m.room.message/${at}`;
    statuses.push((await there.put(path, { msgtype: "m.text", body: `${at}` })).status);
  }
  // The room was the first.
  expect(statuses.filter((status) => status === 200)).toHaveLength(39);
  expect(statuses.slice(-20)).toEqual(Array.from({ length: 20 }, () => 429));
  await Promise.all(servers.map((server) => server.close()));
  await schema.drop();
});

it("C54, C143 note calls of a device no oftener together than one does", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const stores = [
    await openStore({ databaseUrl: schema.url }),
    await openStore({ databaseUrl: schema.url }),
  ] as const;
  const [here, there] = stores;
  const device = { userId: "@a:b", deviceId: "PHONE" };
  const tokens = { hash: "t", refreshHash: undefined, ends: undefined, opened: 1 };
  await here.saveDevice(device, tokens, undefined);
  const note = (store: typeof here, ip: string, ts: number) => store.noteCall(device, { ip, ts }, 60_000);
  const seen = async () => (await here.devicesOf("@a:b"))[0]?.lastCall;
  await note(here, "::1", 100_000);
  await note(there, "::1", 100_020);
  expect(await seen()).toEqual({ ip: "::1", ts: 100_000 });
  await note(there, "::2", 100_030);
  await note(here, "::1", 100_010);
  expect(await seen()).toEqual({ ip: "::2", ts: 100_030 });
  await note(there, "::2", 160_030);
  expect(await seen()).toEqual({ ip: "::2", ts: 160_030 });
  await Promise.all(stores.map((store) => store.close()));
  await schema.drop();
});

it("O9 give out no more than there is where many ask at once", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const [here, there] = [
    await openStore({ databaseUrl: schema.url }),
    await openStore({ databaseUrl: schema.url }),
  ];
  const wish = { now: 1_000, costMs: 10, capacityMs: 100 };
  const asked = Array.from({ length: 30 }, (_, at) =>
    (at % 2 === 0 ? here : there).sharedLimits?.takeOfLimit("a", wish),
  );
  expect((await Promise.all(asked)).filter((waitMs) => waitMs === 0)).toHaveLength(10);
  expect(await here.sharedLimits?.takeOfLimit("a", { ...wish, now: 1_005 })).toBe(5);
  await there.sharedLimits?.refundLimit("a", 10);
  expect(await here.sharedLimits?.takeOfLimit("a", { ...wish, now: 1_005 })).toBe(0);
  await here.sharedLimits?.dropFullLimits(2_000);
  expect(await here.sharedLimits?.takeOfLimit("a", { ...wish, now: 0, costMs: 500 })).toBe(0);
  await Promise.all([here.close(), there.close()]);
  await schema.drop();
});
