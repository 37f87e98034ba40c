/** C73 to C80, C102: looking into rooms by single requests. */
import { beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { outcome } from "../support/remote.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

interface Event {
  readonly event_id: string;
  readonly type: string;
  readonly state_key?: string;
  readonly unsigned: { readonly membership?: string };
}

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;
const idsOf = (events: readonly Event[]): string[] => events.map(({ event_id }) => event_id);
const membersOf = (events: readonly Event[]) => events.map(({ state_key }) => state_key).sort();

let transactions = 0;
async function send(client: Client, room: string, content: object, type = "m.room.message"): Promise<string> {
  const path = inRoom(room, `send/${type}/looking${transactions++}`);
  return (await client.ok("PUT", path, content)).event_id;
}

function around(client: Client, room: string, event: string, query: Record<string, string>) {
  return client.ok("GET", inRoom(room, `context/${encodeURIComponent(event)}?${new URLSearchParams(query)}`));
}

it("C73, C74 events around one, filtered, with the members that they are of", async () => {
  const alice = await server.user("alice73");
  const [bob, carol] = [await server.user("bob73"), await server.user("carol73")];
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  await carol.join(room);
  const first = await send(bob, room, { body: "1" });
  await send(carol, room, {}, "x.noise");
  const middle = await send(alice, room, {}, "x.middle");
  await send(carol, room, {}, "x.noise");
  const last = await send(alice, room, { body: "2", url: "mxc://a/b" });
  const found = await around(alice, room, middle, { limit: "2" });
  expect(
    [found.events_before, found.events_after].map((each) => each.map(({ type }: Event) => type)),
  ).toEqual([["x.noise"], ["x.noise"]]);
  expect(membersOf(found.state.filter(({ type }: Event) => type === "m.room.member"))).toHaveLength(3);
  const filter = JSON.stringify({ types: ["m.room.message", "m.room.member"], lazy_load_members: true });
  const narrow = await around(alice, room, middle, { limit: "2", filter });
  expect(narrow.event.event_id).toBe(middle);
  expect([idsOf(narrow.events_before), idsOf(narrow.events_after)]).toEqual([[first], [last]]);
  expect(membersOf(narrow.state)).toEqual([alice.userId, bob.userId].sort());
  const none = await around(alice, room, middle, { limit: "0", filter });
  expect([none.events_before, none.events_after, membersOf(none.state)]).toEqual([[], [], [alice.userId]]);
  // Its tokens lead on in `/messages`.
  const older = await alice.ok("GET", inRoom(room, `messages?dir=b&limit=1&from=${found.start}`));
  expect(idsOf(older.chunk)).toEqual([first]);
  const newer = await alice.ok("GET", inRoom(room, `messages?dir=f&limit=1&from=${found.end}`));
  expect(idsOf(newer.chunk)).toEqual([last]);
  for (const odd of ["x", "[]", '{"types":"x"}', '{"limit":"1"}', '{"lazy_load_members":1}'])
    expect([
      odd,
      (await alice.get(inRoom(room, `messages?dir=b&filter=${encodeURIComponent(odd)}`))).status,
    ]).toEqual([odd, 400]);
});

it("C80 an empty token is none, as a client writes that has none yet", async () => {
  const alice = await server.user("alice80c");
  const room = await alice.createRoom({});
  const said = await send(alice, room, { body: "1" });
  const { chunk } = await alice.ok("GET", inRoom(room, "messages?dir=b&limit=1&from=&to="));
  expect(idsOf(chunk)).toEqual([said]);
  const about = encodeURIComponent(said);
  for (const path of [
    inRoom(room, "members?at="),
    `/v1${inRoom(room, `relations/${about}?from=&to=`)}`,
    `/v1${inRoom(room, "threads?from=")}`,
  ])
    expect([path, (await alice.get(path)).status]).toEqual([path, 200]);
});

it("C75 an outsider is refused before the direction of their reading is looked at", async () => {
  const [alice, bob] = [await server.user("alice75d"), await server.user("bob75d")];
  const room = await alice.createRoom({ preset: "public_chat" });
  const code = async (client: Client, query: string) =>
    (await client.get(inRoom(room, `messages${query}`))).body.errcode;
  expect([await code(bob, ""), await code(bob, "?dir=x")]).toEqual(["M_FORBIDDEN", "M_FORBIDDEN"]);
  expect([await code(alice, ""), await code(alice, "?dir=x")]).toEqual([
    "M_MISSING_PARAM",
    "M_INVALID_PARAM",
  ]);
});

it("C77 where the history begins, the room has its creator", async () => {
  const [alice, bob] = [await server.user("alice77b"), await server.user("bob77b")];
  const room = await alice.createRoom({ preset: "public_chat" });
  const { prev_batch: at } = (await alice.sync()).rooms.join[room].timeline;
  await bob.join(room);
  expect(membersOf((await alice.ok("GET", inRoom(room, `members?at=${at}`))).chunk)).toEqual([alice.userId]);
  // A room that was entered through another server begins with its members of then.
  const far = await startServer();
  const carol = await far.user("carol77b");
  await carol.join(room, server.serverName);
  const { prev_batch } = (await carol.sync()).rooms.join[room].timeline;
  const then = await carol.ok("GET", inRoom(room, `members?at=${prev_batch}`));
  expect(membersOf(then.chunk)).toEqual([alice.userId, bob.userId].sort());
  await far.close();
});

it("C80 history has the members of its senders, and is filtered", async () => {
  const alice = await server.user("alice80");
  const [bob, carol] = [await server.user("bob80"), await server.user("carol80")];
  const room = await alice.createRoom({ preset: "public_chat" });
  for (const each of [bob, carol]) await each.join(room);
  const text = await send(bob, room, { body: "text" });
  const file = await send(carol, room, { body: "file", url: "mxc://a/b" });
  for (let at = 0; at < 12; at++) await send(alice, room, {}, "x.noise");
  const read = async (filter: object, more: Record<string, string> = {}) => {
    const query = new URLSearchParams({ dir: "b", filter: JSON.stringify(filter), ...more });
    return alice.ok("GET", inRoom(room, `messages?${query}`));
  };
  const messages = { types: ["m.room.message"] };
  const lazy = await read({ ...messages, lazy_load_members: true });
  expect([idsOf(lazy.chunk), membersOf(lazy.state)]).toEqual([
    [file, text],
    [bob.userId, carol.userId].sort(),
  ]);
  expect((await read(messages)).state).toBeUndefined();
  expect(idsOf((await read({ ...messages, contains_url: true })).chunk)).toEqual([file]);
  expect(idsOf((await read({ senders: [bob.userId], not_types: ["m.room.member"] })).chunk)).toEqual([text]);
  // Page by page, nothing is left out and the last page has no `end`.
  const seen: string[] = [];
  let page = await read(messages, { limit: "1" });
  for (let turn = 0; turn < 9 && page.end !== undefined; turn++) {
    seen.push(...idsOf(page.chunk));
    page = await read(messages, { limit: "1", from: page.end });
  }
  expect([...seen, ...idsOf(page.chunk), page.end]).toEqual([file, text, undefined]);
});

it("C102, O18 events say what the viewer was in the room then", async () => {
  const [alice, bob] = [await server.user("alice102"), await server.user("bob102")];
  const room = await alice.createRoom({ preset: "public_chat" });
  const before = await send(alice, room, { body: "before" });
  await alice.act(room, "invite", bob.userId);
  const invited = await send(alice, room, { body: "invited" });
  await alice.setState(room, "m.room.name", { name: "tea" });
  await bob.join(room);
  const during = await send(alice, room, { body: "during" });
  const then = (events: readonly Event[]) =>
    [before, invited, during].map(
      (id) => events.find(({ event_id }) => event_id === id)?.unsigned.membership,
    );
  const { timeline } = (await bob.sync()).rooms.join[room];
  expect(then(timeline.events)).toEqual(["leave", "invite", "join"]);
  expect(then((await bob.ok("GET", inRoom(room, "messages?dir=b&limit=20"))).chunk)).toEqual([
    "leave",
    "invite",
    "join",
  ]);
  const { event, events_before: older, events_after: newer } = await around(bob, room, invited, {});
  expect(then([event, ...older, ...newer])).toEqual(["leave", "invite", "join"]);
  expect((await bob.ok("GET", inRoom(room, `event/${encodeURIComponent(before)}`))).unsigned.membership).toBe(
    "leave",
  );
  // State that is told apart from the timeline, of the stay.
  await alice.setState(room, "m.room.topic", { topic: "tea" });
  await send(alice, room, { body: "last" });
  const filter = encodeURIComponent(JSON.stringify({ room: { timeline: { limit: 1 } } }));
  const { state } = (await bob.ok("GET", `/sync?filter=${filter}`)).rooms.join[room];
  const topic = state.events.find(({ type }: Event) => type === "m.room.topic");
  expect(topic.unsigned.membership).toBe("join");
  // And from before it: above a gap, and where the whole state is given.
  const told = [
    state.events,
    (await around(bob, room, invited, {})).state,
    (
      await bob.ok(
        "GET",
        inRoom(room, `messages?dir=b&limit=20&filter=${encodeURIComponent('{"lazy_load_members":true}')}`),
      )
    ).state,
  ];
  const creator = ({ type, state_key }: Event) => type === "m.room.member" && state_key === alice.userId;
  expect(told.map((events) => events.find(creator)?.unsigned.membership)).toEqual([
    "leave",
    "leave",
    "leave",
  ]);
  const name = state.events.find(({ type }: Event) => type === "m.room.name");
  expect(name.unsigned.membership).toBe("invite");
  // The event that ends the stay counts itself.
  const { next_batch } = await bob.sync();
  await bob.act(room, "leave");
  const left = (await bob.sync(next_batch)).rooms.leave[room].timeline.events;
  expect(left.map(({ unsigned }: Event) => unsigned.membership)).toEqual(["leave"]);
});

it("C79 the event nearest to a time, on either side, by members", async () => {
  // Behind the clock of the other server, whose join is later than all of this room however long it takes.
  let now = Date.now() - 60_000;
  const slow = await startServer({ now: () => now });
  const [alice, bob] = [await slow.user("alice"), await slow.user("bob")];
  const room = await alice.createRoom({ preset: "public_chat" });
  const ids: string[] = [];
  for (let at = 0; at < 3; at++) {
    now += 1_000;
    ids.push(await send(alice, room, { body: `${at}` }));
  }
  ids.push(await send(alice, room, { body: "at the same time" }));
  const [first, second, third, fourth] = ids;
  const nearest = async (ts: number, dir: string, client = alice) => {
    const path = `/v1${inRoom(room, `timestamp_to_event?ts=${ts}&dir=${dir}`)}`;
    const { status, body } = await client.get(path);
    return status === 200 ? body.event_id : [status, body.errcode];
  };
  expect(await nearest(now - 2_500, "f")).toBe(first);
  expect(await nearest(now - 1_000, "f")).toBe(second);
  expect(await nearest(now - 1, "b")).toBe(second);
  // Of those at one time, the one that a reader of the history meets first.
  expect([await nearest(now, "f"), await nearest(now + 9, "b")]).toEqual([third, fourth]);
  expect(await nearest(now + 1, "f")).toEqual([404, "M_NOT_FOUND"]);
  expect(await nearest(1, "b")).toEqual([404, "M_NOT_FOUND"]);
  expect(await nearest(1e15, "b")).toBe(fourth);
  expect(await nearest(now, "f", bob)).toEqual([403, "M_FORBIDDEN"]);
  await bob.join(room);
  await bob.act(room, "leave");
  await alice.setState(room, "m.room.history_visibility", { history_visibility: "world_readable" });
  expect(await nearest(now, "f", bob)).toEqual([403, "M_FORBIDDEN"]);
  // Another server has it from the one that holds it, with the history in between.
  const far = await startServer();
  const carol = await far.user("carol");
  expect((await carol.join(room, slow.serverName)).status).toBe(200);
  expect(await nearest(now - 2_500, "f", carol)).toBe(first);
  expect(await nearest(now - 1, "b", carol)).toBe(second);
  expect((await around(carol, room, first ?? "", {})).event.event_id).toBe(first);
  await far.close();
  await slow.close();
});

it("C79 other servers are told the nearest event that their users may see", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  const alice = await server.user("alice79");
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const event = await send(alice, room, { body: "hello" });
  const ask = async (dir: string) => {
    const uri = `/_matrix/federation/v1/timestamp_to_event/${encodeURIComponent(room)}?ts=${Date.now()}&dir=${dir}`;
    const answer = await fake.request({ destination: server.serverName, method: "GET", uri });
    return answer.ok ? answer.value : outcome(answer);
  };
  expect(await ask("b")).toBe("403 M_FORBIDDEN");
  await Guest.enter(fake, server.serverName, room, "10");
  expect(await ask("f")).toBe("404 M_NOT_FOUND");
  await alice.setState(room, "m.room.history_visibility", { history_visibility: "invited" });
  const last = await send(alice, room, { body: "seen too" });
  expect(await ask("b")).toEqual({ event_id: last, origin_server_ts: expect.any(Number) });
  expect(event).not.toBe(last);
  await fake.close();
});
