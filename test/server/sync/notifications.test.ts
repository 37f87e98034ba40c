/** C141: what notified a user, page by page. */
import pg from "pg";
import { beforeAll, expect, it } from "vitest";
import { openStore } from "../../../server/store/open.js";
import type { Client } from "../support/client.js";
import { startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { hasPostgres } from "../support/postgres.js";
import { startServer, type TestServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";
import { testAuthority } from "../support/tls.js";

let server: TestServer;
let ahead = 0;
beforeAll(async () => {
  server = await startServer({ now: () => Date.now() + ahead });
  return () => server.close();
});

const DAY_MS = 24 * 60 * 60 * 1_000;
const HIGHLIGHT = ["notify", { set_tweak: "highlight" }];
const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;
const mention = (user: Client) => ({ "m.mentions": { user_ids: [user.userId] } });

let sent = 0;
async function say(client: Client, room: string, body: string, more: object = {}): Promise<string> {
  const path = inRoom(room, `send/m.room.message/notified${sent++}`);
  return (await client.ok("PUT", path, { msgtype: "m.text", body, ...more })).event_id;
}
const read = (client: Client, room: string, event: string, thread?: string) =>
  client.ok("POST", inRoom(room, `receipt/m.read/${encodeURIComponent(event)}`), { thread_id: thread });

interface Notification {
  readonly room_id: string;
  readonly event: { readonly event_id: string; readonly content: { readonly body?: string } };
  readonly actions: readonly unknown[];
  readonly read: boolean;
  readonly ts: number;
}
interface Page {
  readonly notifications: readonly Notification[];
  readonly next_token?: string;
}
const page = (client: Client, query = ""): Promise<Page> => client.ok("GET", `/notifications${query}`);
const bodiesOf = ({ notifications }: Page) => notifications.map(({ event }) => event.content.body);
const bodies = async (client: Client, query = "?limit=100") => bodiesOf(await page(client, query));

/** Three in a room, so that no rule for two has a say. */
async function together(name: string, on = server) {
  const [alice, bob, carol] = [
    await on.user(`alice${name}`),
    await on.user(`bob${name}`),
    await on.user(`carol${name}`),
  ];
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  await carol.join(room);
  return { alice, bob, carol, room };
}

it("C141 events that notified, the newest first, each with its room, actions and time", async () => {
  const { alice, bob, room } = await together("a");
  expect(await page(bob)).toEqual({ notifications: [] });
  const second = await alice.createRoom({ preset: "public_chat" });
  await bob.join(second);
  await bob.ok("PUT", `/pushrules/global/room/${encodeURIComponent(second)}`, {
    actions: ["notify", { set_tweak: "sound", value: "default" }],
  });
  const one = await say(alice, room, "one");
  await say(alice, second, "two");
  await say(alice, room, "three", mention(bob));
  await alice.setState(room, "m.room.topic", { topic: "quiet" });
  await say(alice, room, "a notice", { msgtype: "m.notice" });
  await say(bob, room, "one's own", mention(bob));
  const answer = await page(bob);
  expect(answer).not.toHaveProperty("next_token");
  expect(answer.notifications.map(({ event, ...rest }) => ({ ...rest, body: event.content.body }))).toEqual([
    { room_id: room, actions: HIGHLIGHT, read: true, ts: expect.any(Number), body: "three" },
    { room_id: second, actions: ["notify"], read: false, ts: expect.any(Number), body: "two" },
    { room_id: room, actions: ["notify"], read: true, ts: expect.any(Number), body: "one" },
  ]);
  const { room_id: _, ...event } = await bob.ok("GET", inRoom(room, `event/${encodeURIComponent(one)}`));
  expect(answer.notifications[2]?.event).toEqual({
    ...event,
    unsigned: { ...event.unsigned, age: expect.any(Number) },
  });
  expect(answer.notifications[2]?.ts).toBe(event.origin_server_ts);
  // The sender of those heard of what others said only.
  expect(await bodies(alice)).toEqual(["one's own"]);
});

it("C141 pages, also of highlights alone, until none is left", async () => {
  const { alice, bob, room } = await together("b");
  const second = await alice.createRoom({ preset: "public_chat" });
  await bob.join(second);
  for (let at = 0; at < 7; at++)
    await say(alice, at % 2 === 0 ? room : second, `m${at}`, at % 3 === 0 ? mention(bob) : {});
  const all = async (query: string): Promise<(readonly (string | undefined)[])[]> => {
    const pages: (readonly (string | undefined)[])[] = [];
    for (let from = ""; ; ) {
      const answer = await page(bob, `?${query}${from}`);
      pages.push(bodiesOf(answer));
      // Those that come meanwhile are before the first page.
      await say(alice, room, "later", mention(bob));
      if (answer.next_token === undefined) return pages;
      from = `&from=${encodeURIComponent(answer.next_token)}`;
    }
  };
  expect(await all("limit=3")).toEqual([["m6", "m5", "m4"], ["m3", "m2", "m1"], ["m0"]]);
  const { next_token } = await page(bob, "?limit=3&only=highlight");
  expect(next_token).toEqual(expect.any(String));
  expect(await bodies(bob, `?limit=3&only=highlight&from=${next_token}`)).toEqual(["m6", "m3", "m0"]);
  expect(await bodies(bob, "?limit=0")).toEqual(["later"]);
  expect(await bodies(bob, "?limit=-4&only=other")).toEqual(["later"]);
  for (const query of ["?from=x", "?from=", "?limit=many"])
    expect([query, (await bob.get(`/notifications${query}`)).status]).toEqual([query, 400]);
  const { status, body } = await fetch(`${server.url}/_matrix/client/v3/notifications`).then(
    async (answer) => ({ status: answer.status, body: await answer.json() }),
  );
  expect([status, body.errcode]).toEqual([401, "M_MISSING_TOKEN"]);
});

it("C141 what is read is marked by receipts and by sending, in each thread", async () => {
  const { alice, bob, room } = await together("c");
  const marks = async () =>
    (await page(bob)).notifications.map((each) => `${each.event.content.body} ${each.read}`);
  const root = await say(alice, room, "root");
  const inside = { "m.relates_to": { rel_type: "m.thread", event_id: root } };
  const first = await say(alice, room, "first", inside);
  await say(alice, room, "second", inside);
  await say(alice, room, "main");
  expect(await marks()).toEqual(["main false", "second false", "first false", "root false"]);
  await read(bob, room, first, root);
  expect(await marks()).toEqual(["main false", "second false", "first true", "root false"]);
  await read(bob, room, root, "main");
  expect(await marks()).toEqual(["main false", "second false", "first true", "root true"]);
  await read(alice, room, first);
  await say(bob, room, "mine");
  expect(await marks()).toEqual(["main true", "second false", "first true", "root true"]);
  await say(alice, room, "last");
  await read(bob, room, await say(alice, room, "end"));
  expect(await marks()).toEqual([
    "end true",
    "last true",
    "main true",
    "second true",
    "first true",
    "root true",
  ]);
});

it("C141 rooms that the user has left, ignored users, muted rooms and past stays are not there", async () => {
  const { alice, bob, carol, room } = await together("d");
  const left = await alice.createRoom({ preset: "public_chat" });
  await bob.join(left);
  await say(alice, left, "before", mention(bob));
  await say(carol, room, "carol", mention(bob));
  await say(alice, room, "alice");
  expect(await bodies(bob)).toEqual(["alice", "carol", "before"]);
  await bob.act(left, "leave");
  await say(alice, left, "meanwhile");
  expect(await bodies(bob)).toEqual(["alice", "carol"]);
  await bob.join(left);
  await say(alice, left, "after");
  expect(await bodies(bob)).toEqual(["after", "alice", "carol"]);
  const ignore = (users: object) =>
    bob.ok("PUT", `/user/${encodeURIComponent(bob.userId)}/account_data/m.ignored_user_list`, {
      ignored_users: users,
    });
  await ignore({ [carol.userId]: {} });
  expect(await bodies(bob)).toEqual(["after", "alice"]);
  expect(await bodies(bob, "?only=highlight")).toEqual([]);
  await ignore({});
  expect(await bodies(bob, "?only=highlight")).toEqual(["carol"]);
  await bob.ok("PUT", `/pushrules/global/room/${encodeURIComponent(room)}`, { actions: [] });
  await say(alice, room, "muted");
  await say(alice, room, "named", mention(bob));
  expect(await bodies(bob)).toEqual(["named", "after", "alice", "carol"]);
  expect(await bodies(carol)).toEqual(["named", "muted", "alice"]);
});

it("C141 redacted events are shown as such", async () => {
  const { alice, bob, room } = await together("e");
  const event = await say(alice, room, "oh", mention(bob));
  await alice.ok("PUT", inRoom(room, `redact/${encodeURIComponent(event)}/r141`), {});
  const [first, ...rest] = (await page(bob, "?only=highlight")).notifications;
  expect(rest).toEqual([]);
  expect(first).toMatchObject({ event: { event_id: event, content: {} }, read: false });
  expect(first?.event).toHaveProperty("unsigned.redacted_because.type", "m.room.redaction");
  expect(first?.event.content).toEqual({});
});

it("C141 notifications are there for 30 days", async () => {
  const { alice, bob, room } = await together("f");
  await say(alice, room, "old", mention(bob));
  await say(alice, room, "old too");
  ahead = 29 * DAY_MS;
  await say(alice, room, "new");
  expect(await bodies(bob)).toEqual(["new", "old too", "old"]);
  ahead = 31 * DAY_MS;
  expect(await bodies(bob)).toEqual(["new"]);
  ahead = 60 * DAY_MS;
  expect(await page(bob)).toEqual({ notifications: [] });
  ahead = 0;
});

it("C141 the days are those since an event has arrived, whatever its sender says", async () => {
  const { bob, room } = await together("h");
  const fake = await startFakeServer({ authority: testAuthority() });
  const guest = await Guest.enter(
    fake,
    server.serverName,
    room,
    (await bob.ok("GET", inRoom(room, "state/m.room.create"))).room_version,
  );
  await guest.say(
    guest.make("m.room.message", { msgtype: "m.text", body: "dated" }, { origin_server_ts: 1 }),
  );
  expect(await bodies(bob)).toEqual(["dated"]);
  ahead = 31 * DAY_MS;
  expect(await bodies(bob)).toEqual([]);
  ahead = 0;
  await fake.close();
});

it("C141, C201 what is neither listed nor counted any more, and what is of a stay that ended, is not kept for ever", async ({
  skip,
}) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const there = await startServer({ store: { databaseUrl: schema.url }, now: () => Date.now() + ahead });
  const store = await openStore({ databaseUrl: schema.url });
  const database = new pg.Client({ connectionString: schema.url });
  await database.connect();
  const rows = async ({ userId }: Client, table = "notices") =>
    (await database.query(`SELECT 1 FROM ${table} WHERE user_id = $1`, [userId])).rowCount;
  const kept = async (client: Client) => {
    await store.dropIdleNotices(Date.now() + ahead);
    return rows(client);
  };
  const unread = async (client: Client) =>
    (await client.sync()).rooms.join[room].unread_notifications.notification_count;
  const { alice, bob, carol, room } = await together("i", there);
  try {
    const root = await say(alice, room, "root");
    const inThread = { "m.relates_to": { rel_type: "m.thread", event_id: root } };
    await say(alice, room, "old", mention(bob));
    await say(alice, room, "old", mention(carol));
    const threaded = await say(alice, room, "old", { ...inThread, ...mention(bob) });
    const last = await say(alice, room, "old", mention(bob));
    ahead = 20 * DAY_MS;
    await read(bob, room, last, "main");
    expect(await kept(bob)).toBe(3);
    const recent = await say(alice, room, "recent", mention(bob));
    ahead = 31 * DAY_MS;
    await read(bob, room, recent, "main");
    expect([await kept(bob), await kept(carol)]).toEqual([2, 1]);
    await read(bob, room, threaded, root);
    expect(await kept(bob)).toBe(1);
    // A member who neither reads nor leaves keeps those that count.
    const oldest = await say(alice, room, "redacted", mention(carol));
    await alice.ok("PUT", inRoom(room, `redact/${encodeURIComponent(oldest)}/r`), {});
    ahead = 62 * DAY_MS;
    expect([await kept(carol), await unread(carol)]).toEqual([1, 6]);
    // Many events at once, without what a room would make of them.
    const arrive = (name: string, count: number) =>
      database.query(
        `INSERT INTO events (event_id, room_id, position, type, sender, status, json, notifies, arrived)
         SELECT $2 || n, $1, (SELECT max(position) FROM events) + n, 'x.y', '@a:b', 'accepted', '{}', 0, 0
         FROM generate_series(1, $3) n`,
        [room, name, count],
      );
    await arrive("$", 9_997);
    expect(await kept(carol)).toBe(1);
    await arrive("$more", 10);
    expect(await kept(carol)).toBe(0);
    await say(carol, room, "here");
    expect(await rows(carol, "sent_up_to")).toBe(1);
    await carol.act(room, "leave");
    expect(await rows(carol, "sent_up_to")).toBe(0);
  } finally {
    ahead = 0;
    await database.end();
    await store.close();
    await there.close();
    await schema.drop();
  }
});

it("C141 the same on PostgreSQL", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const there = await startServer({ store: { databaseUrl: schema.url } });
  try {
    const { alice, bob, room } = await together("g", there);
    const one = await say(alice, room, "one");
    await say(alice, room, "two", mention(bob));
    await read(bob, room, one);
    const { notifications, next_token } = await page(bob, "?limit=1");
    expect(notifications).toMatchObject([
      { room_id: room, read: false, actions: HIGHLIGHT, event: { content: { body: "two" } } },
    ]);
    expect((await page(bob, `?from=${next_token}`)).notifications).toMatchObject([
      { room_id: room, read: true, actions: ["notify"], event: { event_id: one } },
    ]);
  } finally {
    await there.close();
    await schema.drop();
  }
});
