/** C82, C88, C132 to C134: users who are not heard, and invites that are not wanted. */
import { beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  [server, other] = await Promise.all([startServer(), startServer()]);
  return async () => {
    await Promise.all([server.close(), other.close()]);
  };
});

interface Event {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly content: { readonly body?: string };
}

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;
let transactions = 0;
const say = async (client: Client, room: string, body: string, more: object = {}): Promise<string> => {
  const path = inRoom(room, `send/m.room.message/ignoring${transactions++}`);
  return (await client.ok("PUT", path, { msgtype: "m.text", body, ...more })).event_id;
};
const put = (client: Client, type: string, content: object) =>
  client.ok("PUT", `/user/${encodeURIComponent(client.userId)}/account_data/${type}`, content);
const ignore = (client: Client, ...users: readonly Client[]) =>
  put(client, "m.ignored_user_list", {
    ignored_users: Object.fromEntries(users.map(({ userId }) => [userId, {}])),
  });
const bodies = (events: readonly Event[] = []) => events.flatMap(({ content: { body } }) => body ?? []);
const related = (rel_type: string, event_id: string) => ({ "m.relates_to": { rel_type, event_id } });

it("C82, C88, C132 messages of ignored users are nowhere, their state is", async () => {
  const [alice, bob, carol] = [
    await server.user("alice132"),
    await server.user("bob132"),
    await server.user("carol132"),
  ];
  const room = await alice.createRoom({
    preset: "public_chat",
    power_level_content_override: { state_default: 0 },
  });
  await bob.join(room);
  await carol.join(room);
  const root = await say(alice, room, "root word");
  const fromBob = await say(bob, room, "bob's word");
  await say(bob, room, "in thread", related("m.thread", root));
  await say(carol, room, "carol in thread", related("m.thread", root));
  await say(bob, room, "refers", related("m.reference", root));
  await say(carol, room, "under bob", related("m.thread", fromBob));
  const { next_batch } = await alice.sync();
  await ignore(alice, bob, alice);
  await say(bob, room, "unheard word");
  await bob.setState(room, "m.room.topic", { topic: "Bob's topic" });
  await say(carol, room, "heard word");
  const { timeline } = (await alice.sync(next_batch)).rooms.join[room];
  expect(timeline.events.map(({ type }: Event) => type)).toEqual(["m.room.topic", "m.room.message"]);
  const whole = (await alice.sync()).rooms.join[room].timeline.events;
  expect(bodies(whole)).toEqual(["root word", "carol in thread", "under bob", "heard word"]);
  const { chunk } = await alice.ok("GET", inRoom(room, "messages?dir=b&limit=100"));
  expect(bodies(chunk)).toEqual(["heard word", "under bob", "carol in thread", "root word"]);
  const { events_after } = await alice.ok(
    "GET",
    inRoom(room, `context/${encodeURIComponent(root)}?limit=20`),
  );
  expect(bodies(events_after)).toEqual(["carol in thread", "under bob", "heard word"]);
  const v1 = (rest: string) => `/v1${inRoom(room, rest)}`;
  const relations = await alice.ok("GET", v1(`relations/${encodeURIComponent(root)}`));
  expect(bodies(relations.chunk)).toEqual(["carol in thread"]);
  const bundle = (await alice.ok("GET", inRoom(room, `event/${encodeURIComponent(root)}`))).unsigned[
    "m.relations"
  ];
  expect(bundle["m.thread"]).toMatchObject({ count: 1, latest_event: { sender: carol.userId } });
  expect(bundle).not.toHaveProperty("m.reference");
  const threads = (await alice.ok("GET", v1("threads"))).chunk;
  expect(threads.map(({ sender, content }: Event) => [sender, content.body])).toEqual([
    [bob.userId, undefined],
    [alice.userId, "root word"],
  ]);
  const found = await alice.ok("POST", "/search", {
    search_categories: { room_events: { search_term: "word" } },
  });
  const results: { readonly result: Event }[] = found.search_categories.room_events.results;
  expect(results.map(({ result }) => result.sender)).not.toContain(bob.userId);
  // Others hear them, and the user does again once they are not ignored any more.
  expect(bodies((await carol.sync()).rooms.join[room].timeline.events)).toContain("unheard word");
  const before = (await alice.sync()).next_batch;
  await ignore(alice);
  await say(bob, room, "heard again");
  expect(bodies((await alice.sync(before)).rooms.join[room].timeline.events)).toEqual(["heard again"]);
});

it("C133 invites of ignored users are not shown, first or later", async () => {
  const [alice, bob] = [await server.user("alice133"), await server.user("bob133")];
  const carol = await other.user("carol133");
  await ignore(alice, bob, carol);
  const { next_batch } = await alice.sync();
  const rooms = [
    await bob.createRoom({ invite: [alice.userId] }),
    await carol.createRoom({ invite: [alice.userId] }),
  ];
  await put(alice, "x.after", {});
  for (const since of [next_batch, undefined])
    expect((await alice.sync(since)).rooms?.invite ?? {}).toEqual({});
  await ignore(alice);
  expect(Object.keys((await alice.sync()).rooms.invite).sort()).toEqual(rooms.sort());
});

it("C134 who wants no invites gets none, by whichever way", async () => {
  const [alice, bob] = [await server.user("alice134"), await server.user("bob134")];
  const carol = await other.user("carol134");
  const before = await bob.createRoom({ invite: [alice.userId] });
  await put(alice, "m.invite_permission_config", { default_action: "block" });
  expect((await alice.sync()).rooms?.invite ?? {}).toEqual({});
  for (const inviter of [bob, carol]) {
    const room = await inviter.createRoom();
    const content = { membership: "invite" };
    for (const answer of [
      await inviter.act(room, "invite", alice.userId),
      await inviter.setState(room, "m.room.member", content, alice.userId),
      await inviter.post("/createRoom", { invite: [alice.userId] }),
    ])
      expect([answer.status, answer.body.errcode]).toEqual([403, "M_INVITE_BLOCKED"]);
    expect(
      (await inviter.get(inRoom(room, `state/m.room.member/${encodeURIComponent(alice.userId)}`))).status,
    ).toBe(404);
  }
  await put(alice, "m.invite_permission_config", { default_action: "allow" });
  expect(Object.keys((await alice.sync()).rooms.invite)).toEqual([before]);
  const room = await carol.createRoom();
  expect((await carol.setState(room, "m.room.member", { membership: "invite" }, alice.userId)).status).toBe(
    200,
  );
  await alice.see(room, alice.userId, "invite");
});

it("X4 membership that is set as state reaches the other server too", async () => {
  const [alice, carol] = [await server.user("alice4"), await other.user("carol4")];
  const room = await alice.createRoom({
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  expect((await carol.knock(room, server.serverName)).status).toBe(200);
  await alice.see(room, carol.userId, "knock");
  const refused = await alice.setState(
    room,
    "m.room.member",
    { membership: "leave", reason: "no" },
    carol.userId,
  );
  expect(refused.status).toBe(200);
  await expect.poll(async () => Object.keys((await carol.sync()).rooms?.knock ?? {})).toEqual([]);
});
