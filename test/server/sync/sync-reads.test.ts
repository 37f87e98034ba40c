/** Syncs that remember what they read: what they show is what the store has. */
import { expect, it } from "vitest";
import { Touches } from "../../../server/touches.js";
import { Client } from "../support/client.js";
import { hasPostgres } from "../support/postgres.js";
import { startServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;
const THREADS = encodeURIComponent(
  JSON.stringify({ room: { timeline: { unread_thread_notifications: true } } }),
);

it("C201 to C206 counts that follow from earlier ones are those of a process that counts anew", async ({
  skip,
}) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const shared = { store: { databaseUrl: schema.url }, config: { serverName: "shared.example" } };
  const [one, two] = [await startServer(shared), await startServer(shared)];
  const [alice, bob] = [await one.user("alice"), await one.user("bob")];
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  let since = (await bob.sync()).next_batch;
  let sent = 0;
  const send = async (client: Client, content: object, type = "m.room.message"): Promise<string> =>
    (await client.ok("PUT", inRoom(room, `send/${type}/${++sent}`), content)).event_id;
  const say = (client: Client, more: object = {}) => send(client, { msgtype: "m.text", body: "x", ...more });
  const relate = (rel_type: string, event_id: string, more: object = {}) => ({
    "m.relates_to": { rel_type, event_id, ...more },
  });
  const read = (event: string, body: object = {}) =>
    bob.ok("POST", inRoom(room, `receipt/m.read/${encodeURIComponent(event)}`), body);
  const root = await say(alice);
  const steps: (() => Promise<unknown>)[] = [
    () => say(alice, { "m.mentions": { user_ids: [bob.userId] } }),
    () => say(alice, relate("m.thread", root)),
    () => send(alice, relate("m.annotation", root, { key: "+" }), "m.reaction"),
    async () => {
      const event = await say(alice);
      await bob.sync(since);
      await alice.ok("PUT", inRoom(room, `redact/${encodeURIComponent(event)}/r`), {});
    },
    async () => read(await say(alice, relate("m.thread", root)), { thread_id: root }),
    async () => read(await say(alice)),
    () => say(alice),
    () => send(bob, relate("m.annotation", root, { key: "-" }), "m.reaction"),
    () => say(alice),
    () =>
      bob.ok("PUT", `/user/${encodeURIComponent(bob.userId)}/account_data/m.ignored_user_list`, {
        ignored_users: { [alice.userId]: {} },
      }),
    () => say(alice),
    () => alice.setState(room, "m.room.topic", { topic: "news" }),
  ];
  const elsewhere = new Client(two.url, bob.token, bob.userId);
  const sync = (client: Client, after: string) =>
    client.ok("GET", `/sync?timeout=0&filter=${THREADS}${after}`);
  const position = (body: { next_batch: string }): number => Number(body.next_batch.slice(1));
  const counted: unknown[] = [];
  for (const [at, step] of steps.entries()) {
    await step();
    const news = await sync(bob, `&since=${since}`);
    since = news.next_batch;
    let whole = await sync(elsewhere, "");
    // The other process hears of the step a little later.
    while (position(whole) < position(news)) whole = await sync(elsewhere, "");
    const counts = news.rooms.join[room]?.unread_notifications;
    // An answer without the room has no counts.
    if (counts === undefined) continue;
    const { unread_notifications, unread_thread_notifications } = whole.rooms.join[room];
    const threads = news.rooms.join[room].unread_thread_notifications;
    expect([at, counts, threads]).toEqual([at, unread_notifications, unread_thread_notifications]);
    counted.push(counts);
  }
  expect(counted.length).toBeGreaterThanOrEqual(steps.length - 2);
  await Promise.all([one.close(), two.close()]);
  await schema.drop();
});

it("a room that is forgotten in one process is not shown by another", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const shared = { store: { databaseUrl: schema.url }, config: { serverName: "shared.example" } };
  const [one, two] = [await startServer(shared), await startServer(shared)];
  const alice = await one.user("alice");
  const elsewhere = new Client(two.url, alice.token, alice.userId);
  const room = await alice.createRoom();
  await alice.act(room, "leave");
  const left = encodeURIComponent(JSON.stringify({ room: { include_leave: true } }));
  const shown = async () => Object.keys((await elsewhere.ok("GET", `/sync?filter=${left}`)).rooms.leave);
  const { next_batch } = await elsewhere.sync();
  expect(await shown()).toEqual([room]);
  await alice.act(room, "forget");
  // The other process has heard of it once its stream has gone on.
  while ((await elsewhere.sync(next_batch)).next_batch === next_batch)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await shown()).toEqual([]);
  await Promise.all([one.close(), two.close()]);
  await schema.drop();
});

it("what is not known to be untouched may have been touched", () => {
  const touches = new Touches(10);
  const change = { base: 10, position: 11, rooms: ["!a"], users: ["@a:b"], destinations: [], redacted: [] };
  touches.note(change);
  expect([touches.user("@a:b", 10), touches.user("@a:b", 11), touches.user("@c:b", 10)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(touches.user("@c:b", 9)).toBe(true);
  expect([touches.room("!a", 10), touches.room("!b", 10)]).toEqual([true, false]);
  touches.note({ ...change, position: 12, rooms: ["!b"], onlyEvents: true });
  expect(touches.room("!b", 10)).toBe(false);
  const many = Array.from({ length: 30_000 }, (_, at) => `@u${at}:b`);
  touches.note({ ...change, position: 13, users: many });
  // Of those named longest ago, only the last position is known.
  expect([touches.user("@never:b", 12), touches.user("@never:b", 13)]).toEqual([true, false]);
  touches.forget(20);
  expect([touches.user("@a:b", 19), touches.user("@a:b", 20)]).toEqual([true, false]);
});
