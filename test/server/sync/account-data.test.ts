/** C31 to C37: account data and tags, through HTTP, on every process of a store. */
import { beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { hasPostgres } from "../support/postgres.js";
import { startServer, type TestServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

const path = (client: Client, rest: string): string => `/user/${encodeURIComponent(client.userId)}/${rest}`;

it("C31, C35 what is put is there, whole, for its user only", async () => {
  const alice = await server.user("alice31");
  const bob = await server.user("bob31");
  const direct = path(alice, "account_data/m.direct");
  expect((await alice.get(direct)).status).toBe(404);
  await alice.ok("PUT", direct, { "@b:x": ["!r:x"], more: 1.5 });
  expect(await alice.ok("GET", direct)).toEqual({ "@b:x": ["!r:x"], more: 1.5 });
  await alice.ok("PUT", direct, {});
  expect(await alice.ok("GET", direct)).toEqual({});
  for (const answer of [await bob.get(direct), await bob.put(direct, {})])
    expect([answer.status, answer.body.errcode]).toEqual([403, "M_FORBIDDEN"]);
  for (const body of [[], "text", 4]) expect((await alice.put(direct, body)).status).toBe(400);
});

/** In the account data of every user (C194). */
const RULES = { type: "m.push_rules", content: expect.any(Object) };

it("C32 so is that of a room, joined or not", async () => {
  const alice = await server.user("alice32");
  const own = path(alice, `rooms/${encodeURIComponent("!elsewhere:a.example")}/account_data/x.y`);
  await alice.ok("PUT", own, { a: 1 });
  expect(await alice.ok("GET", own)).toEqual({ a: 1 });
  expect((await alice.get(path(alice, "account_data/x.y"))).status).toBe(404);
  const wrong = await alice.put(path(alice, "rooms/nowhere/account_data/x.y"), {});
  expect([wrong.status, wrong.body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
});

it("C33 read markers and push rules are changed elsewhere", async () => {
  const alice = await server.user("alice33");
  const room = encodeURIComponent(await alice.createRoom());
  for (const type of ["m.fully_read", "m.push_rules"])
    for (const scope of ["", `rooms/${room}/`]) {
      const { status, body } = await alice.put(path(alice, `${scope}account_data/${type}`), {});
      expect([type, status, body.errcode]).toEqual([type, 405, "M_BAD_JSON"]);
    }
});

it("C34 it comes with the next sync, each type once, and wakes nobody else", async () => {
  const alice = await server.user("alice34");
  const bob = await server.user("bob34");
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  const before = await alice.sync();
  expect(before.account_data.events).toEqual([RULES]);
  const theirs = (await bob.sync()).next_batch;
  const waiting = alice.sync(before.next_batch, 30_000);
  for (const a of [1, 2]) await alice.ok("PUT", path(alice, "account_data/x.y"), { a });
  const news = await waiting;
  expect(news.account_data.events).toEqual([{ type: "x.y", content: { a: expect.any(Number) } }]);
  await alice.ok("PUT", path(alice, `rooms/${encodeURIComponent(room)}/account_data/x.z`), { b: 1 });
  const later = await alice.sync(before.next_batch);
  expect(later.account_data.events).toEqual([{ type: "x.y", content: { a: 2 } }]);
  expect(later.rooms.join[room]).toMatchObject({
    account_data: { events: [{ type: "x.z", content: { b: 1 } }] },
    timeline: { events: [], limited: false },
  });
  expect((await alice.sync(later.next_batch)).account_data).toBeUndefined();
  // All of it at first, and by a filter only what it wants.
  const whole = await alice.sync();
  expect(whole.account_data.events).toEqual([{ type: "x.y", content: { a: 2 } }, RULES]);
  expect(whole.rooms.join[room].account_data.events).toHaveLength(1);
  const filter = encodeURIComponent(
    JSON.stringify({
      account_data: { not_types: ["x.*", "m.push_rules"] },
      room: { account_data: { types: [] } },
    }),
  );
  const narrow = await alice.ok("GET", `/sync?filter=${filter}`);
  expect(narrow.account_data).toBeUndefined();
  expect(narrow.rooms.join[room].account_data.events).toEqual([]);
  const quiet = await bob.sync(theirs);
  expect([quiet.account_data, quiet.rooms.join]).toEqual([undefined, {}]);
});

it("C36, C37 tags are account data of the room", async () => {
  const alice = await server.user("alice36");
  const room = await alice.createRoom();
  const tags = path(alice, `rooms/${encodeURIComponent(room)}/tags`);
  const { next_batch } = await alice.sync();
  expect(await alice.ok("GET", tags)).toEqual({ tags: {} });
  await alice.ok("PUT", `${tags}/m.favourite`, { order: 0.5 });
  await alice.ok("PUT", `${tags}/u.__proto__`, {});
  await alice.ok("PUT", `${tags}/__proto__`, {});
  const all = await alice.ok("GET", tags);
  expect(Object.keys(all.tags).sort()).toEqual(["__proto__", "m.favourite", "u.__proto__"]);
  await alice.ok("DELETE", `${tags}/__proto__`);
  await alice.ok("DELETE", `${tags}/u.__proto__`);
  await alice.ok("DELETE", `${tags}/never`);
  const events = (await alice.sync(next_batch)).rooms.join[room].account_data.events;
  expect(events).toEqual([{ type: "m.tag", content: { tags: { "m.favourite": { order: 0.5 } } } }]);
  await alice.ok("DELETE", `${tags}/m.favourite`);
  const data = path(alice, `rooms/${encodeURIComponent(room)}/account_data/m.tag`);
  expect(await alice.ok("GET", data)).toEqual({ tags: {} });
  for (const [tag, body] of [
    ["x".repeat(256), {}],
    ["u.a", { order: 2 }],
    ["u.a", { order: "0.5" }],
  ] as const)
    expect((await alice.put(`${tags}/${tag}`, body)).status).toBe(400);
  await alice.ok("PUT", data, { tags: "all of them" });
  expect(await alice.ok("GET", tags)).toEqual({ tags: {} });
});

it("C34 another process wakes, and tags set at once are all kept", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const shared = { store: { databaseUrl: schema.url }, config: { serverName: "shared.example" } };
  const one = await startServer(shared);
  const two = await startServer(shared);
  const alice = await one.user("alice");
  const elsewhere = new Client(two.url, alice.token, alice.userId);
  const room = await alice.createRoom();
  const { next_batch } = await elsewhere.sync();
  const waiting = elsewhere.sync(next_batch, 30_000);
  await alice.ok("PUT", path(alice, "account_data/x.y"), { a: 1 });
  expect((await waiting).account_data.events).toEqual([{ type: "x.y", content: { a: 1 } }]);
  const tags = path(alice, `rooms/${encodeURIComponent(room)}/tags`);
  const names = Array.from({ length: 12 }, (_, at) => `u.t${at}`);
  await Promise.all(names.map((name, at) => (at % 2 ? alice : elsewhere).ok("PUT", `${tags}/${name}`, {})));
  expect(Object.keys((await alice.ok("GET", tags)).tags).sort()).toEqual([...names].sort());
  await Promise.all([one.close(), two.close()]);
  await schema.drop();
});
