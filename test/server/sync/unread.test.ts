/** C195 to C206 and C46: which events count for which user, and how far each has read. */
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

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;
const ruleAt = (kind: string, id: string): string => `/pushrules/global/${kind}/${encodeURIComponent(id)}`;
const MESSAGE = "m.room.message";

let sent = 0;
async function send(client: Client, room: string, content: object, type = MESSAGE): Promise<string> {
  sent += 1;
  return (await client.ok("PUT", inRoom(room, `send/${type}/${sent}`), content)).event_id;
}

const say = (client: Client, room: string, body: string, more: object = {}): Promise<string> =>
  send(client, room, { msgtype: "m.text", body, ...more });
const relation = (rel_type: string, event_id: string, more: object = {}) => ({
  "m.relates_to": { rel_type, event_id, ...more },
});
const inThread = (root: string) => relation("m.thread", root);
const mention = (...user_ids: string[]) => ({ "m.mentions": { user_ids } });

function receipt(client: Client, room: string, event: string, body: object = {}, type = "m.read") {
  return client.ok("POST", inRoom(room, `receipt/${type}/${encodeURIComponent(event)}`), body);
}

type Counts = readonly [notifications: number, highlights: number];
interface RoomCounts {
  readonly notification_count: number;
  readonly highlight_count: number;
}
const pair = ({ notification_count, highlight_count }: RoomCounts): Counts => [
  notification_count,
  highlight_count,
];

/** Of a first sync. */
async function counts(client: Client, room: string): Promise<Counts> {
  return pair((await client.sync()).rooms.join[room].unread_notifications);
}

/** The same, once it brings an event: another process may have taken it. */
async function countsWith(client: Client, room: string, event: string): Promise<Counts> {
  let found: Counts = [0, 0];
  const events = async (): Promise<string[]> => {
    const { unread_notifications, timeline } = (await client.sync()).rooms.join[room];
    found = pair(unread_notifications);
    return timeline.events.map(({ event_id }: { event_id: string }) => event_id);
  };
  await expect.poll(events).toContain(event);
  return found;
}

const THREADS = encodeURIComponent(
  JSON.stringify({ room: { timeline: { unread_thread_notifications: true } } }),
);
async function byThread(client: Client, room: string): Promise<Record<string, Counts>> {
  const joined = (await client.ok("GET", `/sync?filter=${THREADS}`)).rooms.join[room];
  const threads: Record<string, RoomCounts> = joined.unread_thread_notifications ?? {};
  return Object.fromEntries([
    ["main", pair(joined.unread_notifications)],
    ...Object.entries(threads).map(([root, each]) => [root, pair(each)]),
  ]);
}

/** Two or three in a room; of three, no rule for two has a say. */
async function together(name: string, more: readonly string[] = []) {
  const alice = await server.user(`alice${name}`);
  const bob = await server.user(`bob${name}`);
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  for (const other of more) await (await server.user(`${other}${name}`)).join(room);
  return { alice, bob, room };
}

it("C195, C201, C202 events count with the sync that brings them, but one's own", async () => {
  const { alice, bob, room } = await together("195", ["carol"]);
  expect([await counts(alice, room), await counts(bob, room)]).toEqual([
    [0, 0],
    [0, 0],
  ]);
  let { next_batch } = await bob.sync();
  for (const [content, type, expected] of [
    [{ msgtype: "m.text", body: "one" }, MESSAGE, [1, 0]],
    [{ msgtype: "m.notice", body: "two" }, MESSAGE, [1, 0]],
    [{ msgtype: "m.text", body: "bob195", ...mention(bob.userId) }, MESSAGE, [2, 1]],
    [{ msgtype: "m.text", body: "bob195" }, MESSAGE, [3, 1]],
    [{ msgtype: "m.text", body: "all", "m.mentions": { room: true } }, MESSAGE, [4, 2]],
    [{ algorithm: "x", ciphertext: "y" }, "m.room.encrypted", [5, 2]],
    [{ any: "thing" }, "x.y", [5, 2]],
    [{ call_id: "1", version: 0 }, "m.call.invite", [6, 2]],
  ] as const) {
    const waiting = bob.sync(next_batch, 30_000);
    await send(alice, room, content, type);
    const news = await waiting;
    expect([content, pair(news.rooms.join[room].unread_notifications)]).toEqual([content, expected]);
    next_batch = news.next_batch;
  }
  await alice.setState(room, "m.room.topic", { topic: "quiet" });
  await alice.setState(room, "m.room.server_acl", { allow: ["*"] });
  expect([await counts(alice, room), await counts(bob, room)]).toEqual([
    [0, 0],
    [6, 2],
  ]);
  // To send is to have read; another name says nothing of that.
  await bob.ok("PUT", `/profile/${encodeURIComponent(bob.userId)}/displayname`, { displayname: "Bobby" });
  expect(await counts(bob, room)).toEqual([6, 2]);
  await say(bob, room, "here");
  expect([await counts(bob, room), await counts(alice, room)]).toEqual([
    [0, 0],
    [1, 0],
  ]);
});

it("C197 the room is mentioned only by those with the level for it; tombstones and edits", async () => {
  const { alice, bob, room } = await together("197", ["carol"]);
  const carol = await server.user("dave197");
  await carol.join(room);
  await say(carol, room, "all", { "m.mentions": { room: true } });
  expect(await counts(bob, room)).toEqual([1, 0]);
  const { body: levels } = await alice.get(inRoom(room, "state/m.room.power_levels/"));
  await alice.setState(room, "m.room.power_levels", { ...levels, notifications: { room: 0 } });
  const said = await say(carol, room, "all", { "m.mentions": { room: true } });
  expect(await counts(bob, room)).toEqual([2, 1]);
  await say(carol, room, "* edited", {
    "m.new_content": { msgtype: "m.text", body: "edited" },
    ...relation("m.replace", said),
  });
  await send(carol, room, relation("m.annotation", said, { key: "+" }), "m.reaction");
  expect(await counts(bob, room)).toEqual([2, 1]);
  await alice.setState(room, "m.room.tombstone", { body: "moved", replacement_room: "!x:y.example" });
  expect(await counts(bob, room)).toEqual([3, 2]);
});

it("C196, C197, C198, C200 the user's own rules decide in their order", async () => {
  const { alice, bob, room } = await together("196", ["carol"]);
  const put = (kind: string, id: string, body: object): Promise<unknown> =>
    bob.ok("PUT", ruleAt(kind, id), body);
  const highlight = ["notify", { set_tweak: "highlight" }];
  const seen: Record<string, Counts> = {};
  const tell = async (body: string, more: object = {}): Promise<Counts> => {
    const [notified, highlighted] = await counts(bob, room);
    await say(alice, room, body, more);
    const [after, afterHighlighted] = await counts(bob, room);
    seen[body] = [after - notified, afterHighlighted - highlighted];
    return seen[body];
  };
  await put("content", "cake", { actions: highlight, pattern: "cake" });
  expect(await tell("Cake!")).toEqual([1, 1]);
  expect(await tell("pancake")).toEqual([1, 0]);
  await put("content", "glob", { actions: highlight, pattern: "b?r*end" });
  expect(await tell("a Bar without END")).toEqual([1, 1]);
  expect(await tell("barn without ends")).toEqual([1, 0]);
  await put("content", "calm", {
    actions: ["notify", { set_tweak: "highlight", value: false }],
    pattern: "calm",
  });
  expect(await tell("calm cake")).toEqual([1, 0]);
  await put("underride", "odd", {
    actions: highlight,
    conditions: [
      { kind: "event_property_is", key: "content.a\\.b.c\\\\d", value: 4 },
      { kind: "event_property_contains", key: "content.list", value: null },
      { kind: "room_member_count", is: ">=3" },
      { kind: "event_match", key: "content.other", pattern: "*" },
    ],
  });
  const odd = { "a.b": { "c\\d": 4 }, list: [1, null], other: "" };
  expect(await tell("odd", odd)).toEqual([1, 1]);
  expect(await tell("odd four", { ...odd, "a.b": { "c\\d": "4" } })).toEqual([1, 0]);
  expect(await tell("odd list", { ...odd, list: ["null"] })).toEqual([1, 0]);
  expect(await tell("odd other", { ...odd, other: 3 })).toEqual([1, 0]);
  await put("underride", "never", { actions: [], conditions: [{ kind: "x.unknown" }] });
  expect(await tell("still")).toEqual([1, 0]);
  await put("sender", alice.userId, { actions: [] });
  expect([await tell("from alice"), await tell("cake again")]).toEqual([
    [0, 0],
    [1, 1],
  ]);
  // Mentions only: what is above a rule of the room still counts.
  await put("room", room, { actions: [] });
  expect([
    await tell("plain"),
    await tell("named", mention(bob.userId)),
    await tell("cake once more"),
  ]).toEqual([
    [0, 0],
    [1, 1],
    [1, 1],
  ]);
  // Muted: nothing does.
  await put("override", room, {
    actions: ["dont_notify"],
    conditions: [{ kind: "event_match", key: "room_id", pattern: room }],
  });
  expect([await tell("unheard"), await tell("unheard name", mention(bob.userId))]).toEqual([
    [0, 0],
    [0, 0],
  ]);
  await bob.ok("PUT", `${ruleAt("override", room)}/enabled`, { enabled: false });
  expect(await tell("heard", mention(bob.userId))).toEqual([1, 1]);
  await bob.ok("PUT", `${ruleAt("override", ".m.rule.master")}/enabled`, { enabled: true });
  expect(await tell("master", mention(bob.userId))).toEqual([0, 0]);
  // Without conditions a rule matches everything.
  await bob.ok("PUT", `${ruleAt("override", ".m.rule.master")}/enabled`, { enabled: false });
  await put("override", "all", { actions: highlight });
  await send(alice, room, { any: "thing" }, "x.y");
  expect(await tell("everything")).toEqual([1, 1]);
});

it("C197 an old rule finds the user's name in the room", async () => {
  const { alice, bob, room } = await together("197b", ["carol"]);
  await bob.ok("PUT", ruleAt("override", "name"), {
    actions: ["notify", { set_tweak: "highlight" }],
    conditions: [{ kind: "contains_display_name" }],
  });
  await bob.setState(room, "m.room.member", { membership: "join", displayname: "Bob *B*" }, bob.userId);
  await say(alice, room, "hello bob *b*!");
  await say(alice, room, "hello bob bbb!");
  expect(await counts(bob, room)).toEqual([2, 1]);
});

it("C188 with the switch, one's name in the text is a mention", async () => {
  const legacy = await startServer({ config: { legacyMentions: true } });
  try {
    const [alice, bob] = [await legacy.user("alice"), await legacy.user("bob")];
    const room = await alice.createRoom({ preset: "public_chat" });
    await bob.join(room);
    await say(alice, room, `hello ${bob.userId}`);
    await say(alice, room, "hello bobby");
    expect(await counts(bob, room)).toEqual([2, 1]);
  } finally {
    await legacy.close();
  }
});

it("C196 hostile patterns and texts take bounded time", async () => {
  const { alice, bob, room } = await together("196h", ["carol"]);
  for (let at = 0; at < 30; at++)
    await bob.ok("PUT", ruleAt("content", `x${at}`), { actions: [], pattern: `${"*a".repeat(4_000)}${at}` });
  await bob.ok("PUT", ruleAt("override", "deep"), {
    actions: [],
    conditions: [{ kind: "event_match", key: `content${".a".repeat(1_000)}`, pattern: "*" }],
  });
  await say(alice, room, "a".repeat(50_000));
  await say(alice, room, "plain");
  // A pattern that takes too long does not match.
  expect(await counts(bob, room)).toEqual([2, 0]);
});

it("C199 a redacted event no longer counts", async () => {
  const { alice, bob, room } = await together("199", ["carol"]);
  const event = await say(alice, room, "oh", mention(bob.userId));
  await say(alice, room, "stays");
  const { next_batch, rooms } = await bob.sync();
  expect(pair(rooms.join[room].unread_notifications)).toEqual([2, 1]);
  await alice.ok("PUT", inRoom(room, `redact/${encodeURIComponent(event)}/r`), {});
  const news = await bob.sync(next_batch, 30_000);
  expect(pair(news.rooms.join[room].unread_notifications)).toEqual([1, 0]);
});

it("C46, C202, C205 receipts clear what lies before them, on all devices", async () => {
  const { alice, bob, room } = await together("205", ["carol"]);
  const [one, two] = [await say(alice, room, "one"), await say(alice, room, "two", mention(bob.userId))];
  await say(alice, room, "three");
  let { next_batch } = await bob.sync();
  const filter = encodeURIComponent(JSON.stringify({ room: { ephemeral: { types: [] } } }));
  const read = async (event: string, type: string, expected: Counts): Promise<void> => {
    const waiting = bob.ok("GET", `/sync?timeout=30000&since=${next_batch}&filter=${filter}`);
    await receipt(bob, room, event, {}, type);
    const news = await waiting;
    expect(pair(news.rooms.join[room].unread_notifications)).toEqual(expected);
    expect(news.rooms.join[room].ephemeral.events).toEqual([]);
    next_batch = news.next_batch;
  };
  await read(one, "m.read", [2, 1]);
  await read(two, "m.read.private", [1, 0]);
  // The furthest of both decides.
  await receipt(bob, room, one);
  expect(await counts(bob, room)).toEqual([1, 0]);
  // Receipts of others are not one's own.
  await receipt(alice, room, await say(bob, room, "four"));
  expect(await counts(bob, room)).toEqual([0, 0]);
});

it("C203, C204, C205 threads are counted on their own where that is asked for", async () => {
  const { alice, bob, room } = await together("203", ["carol"]);
  const root = await say(alice, room, "root");
  const other = await say(alice, room, "other root");
  const first = await say(alice, room, "in thread", inThread(root));
  await say(alice, room, "in thread, named", { ...inThread(root), ...mention(bob.userId) });
  await say(alice, room, "in another", inThread(other));
  const reference = await say(alice, room, "of the root", relation("m.reference", root));
  await say(alice, room, "of that", relation("m.reference", reference));
  await say(alice, room, "of one in the thread", relation("m.reference", first));
  expect(await byThread(bob, room)).toEqual({ main: [4, 0], [root]: [3, 1], [other]: [1, 0] });
  expect(await counts(bob, room)).toEqual([8, 1]);
  const joined = (await bob.sync()).rooms.join[room];
  expect(joined).not.toHaveProperty("unread_thread_notifications");
  await receipt(bob, room, first, { thread_id: root });
  expect(await byThread(bob, room)).toEqual({ main: [4, 0], [root]: [2, 1], [other]: [1, 0] });
  await receipt(bob, room, reference, { thread_id: "main" });
  expect(await byThread(bob, room)).toEqual({ main: [1, 0], [root]: [2, 1], [other]: [1, 0] });
  // Outside of the thread, but it leads to the root.
  const reaction = await send(alice, room, relation("m.annotation", reference, { key: "+" }), "m.reaction");
  await receipt(bob, room, reaction, { thread_id: root });
  expect(await byThread(bob, room)).toEqual({ main: [1, 0], [other]: [1, 0] });
  await say(bob, room, "answer", inThread(other));
  expect(await byThread(bob, room)).toEqual({ main: [1, 0] });
  await say(alice, room, "and on", inThread(other));
  expect(await byThread(bob, room)).toEqual({ main: [1, 0], [other]: [1, 0] });
  await receipt(bob, room, await say(alice, room, "last"));
  expect(await byThread(bob, room)).toEqual({ main: [0, 0] });
  const empty = (await bob.ok("GET", `/sync?filter=${THREADS}`)).rooms.join[room];
  expect(empty).not.toHaveProperty("unread_thread_notifications");
  // A root that cannot be one.
  await say(alice, room, "odd", inThread("no event"));
  expect(await byThread(bob, room)).toEqual({ main: [1, 0] });
});

it("C206 counts go with leaving, and begin at the next join; ignored users do not count", async () => {
  const { alice, bob, room } = await together("206", ["carol"]);
  await say(alice, room, "before");
  await bob.act(room, "leave");
  await say(alice, room, "meanwhile");
  await bob.join(room);
  expect(await counts(bob, room)).toEqual([0, 0]);
  await say(alice, room, "after");
  expect(await counts(bob, room)).toEqual([1, 0]);
  await bob.ok("PUT", `/user/${encodeURIComponent(bob.userId)}/account_data/m.ignored_user_list`, {
    ignored_users: { [alice.userId]: {} },
  });
  expect(await counts(bob, room)).toEqual([0, 0]);
});

it("C201, C202 counts of a room with many who have changed rules, across processes", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const shared = { store: { databaseUrl: schema.url }, config: { serverName: "unread.example" } };
  const [one, two] = [await startServer(shared), await startServer(shared)];
  const alice = await one.user("alice");
  const users = await Promise.all(Array.from({ length: 5 }, (_, at) => two.user(`user${at}`)));
  const room = await alice.createRoom({ preset: "public_chat" });
  for (const user of users) await user.join(room);
  let last = await say(alice, room, "to all");
  // Most mute it.
  const mute = { actions: [] };
  for (const user of users.slice(0, 4)) await user.ok("PUT", ruleAt("room", room), mute);
  const [, , , muted, heard] = users;
  if (muted === undefined || heard === undefined) throw new Error("there are five");
  // Until the other process has heard of the rules of the last one who has changed them.
  await expect
    .poll(async () => {
      const [was] = await countsWith(muted, room, last);
      last = await say(alice, room, "to one");
      const [is] = await countsWith(muted, room, last);
      return is - was;
    })
    .toBe(0);
  const before = [await countsWith(muted, room, last), await countsWith(heard, room, last)];
  last = await say(alice, room, "named", mention(muted.userId));
  expect([await countsWith(muted, room, last), await countsWith(heard, room, last)]).toEqual([
    [(before[0]?.[0] ?? 0) + 1, 1],
    [(before[1]?.[0] ?? 0) + 1, 0],
  ]);
  const there = new Client(one.url, heard.token, heard.userId);
  const { next_batch } = await there.sync();
  const waiting = there.sync(next_batch, 30_000);
  await receipt(heard, room, await say(heard, room, "read"));
  expect(pair((await waiting).rooms.join[room].unread_notifications)).toEqual([0, 0]);
  await Promise.all([one.close(), two.close()]);
  await schema.drop();
});
