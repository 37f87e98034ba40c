/** C89 to C101: the parts of `/sync` from which clients build their list of rooms. */
import { beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

interface Event {
  readonly type: string;
  readonly state_key?: string;
  readonly content: { readonly name?: string; readonly membership?: string; readonly body?: string };
}

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;
let transactions = 0;
const say = (client: Client, room: string, body = "x", type = "m.room.message") =>
  client.ok("PUT", inRoom(room, `send/${type}/sync${transactions++}`), { body });

async function synced(client: Client, room: string, filter: object, more: Record<string, string> = {}) {
  const query = new URLSearchParams({ filter: JSON.stringify(filter), ...more });
  const body = await client.ok("GET", `/sync?${query}`);
  return { next: body.next_batch, entry: body.rooms.join[room] };
}
const membersIn = (events: readonly Event[] = []) =>
  events.filter(({ type }) => type === "m.room.member").map(({ state_key }) => state_key);
const lazy = (limit: number) => ({ room: { state: { lazy_load_members: true }, timeline: { limit } } });

it("C90 heroes are the first in the room's order, and come with their memberships", async () => {
  const alice = await server.user("alice90");
  const users = await Promise.all(["z", "y", "x", "w", "v", "u"].map((name) => server.user(`${name}90`)));
  const room = await alice.createRoom({ preset: "public_chat" });
  for (const user of users) await user.join(room);
  const ids = users.map(({ userId }) => userId);
  for (let at = 0; at < 2; at++) await say(alice, room);
  const first = await synced(alice, room, lazy(1));
  expect(first.entry.summary["m.heroes"]).toEqual(ids.slice(0, 5));
  expect(membersIn(first.entry.state.events).sort()).toEqual([alice.userId, ...ids.slice(0, 5)].sort());
  // Where one goes, another takes their place.
  await users[0]?.act(room, "leave");
  const second = await synced(alice, room, lazy(5), { since: first.next });
  expect(second.entry.summary["m.heroes"]).toEqual(ids.slice(1));
  expect(membersIn(second.entry.state.events)).toContain(ids[5]);
  await alice.setState(room, "m.room.name", { name: "Named" });
  const third = await synced(alice, room, lazy(5), { since: second.next });
  expect(third.entry.summary).not.toHaveProperty("m.heroes");
  expect(membersIn(third.entry.state.events)).toEqual([alice.userId]);
});

it("C92, C94 all that has changed in a gap is told, members who left too", async () => {
  const alice = await server.user("alice92");
  const [bob, carol] = [await server.user("bob92"), await server.user("carol92")];
  const room = await alice.createRoom({ preset: "public_chat", name: "Gap" });
  await bob.join(room);
  const { next } = await synced(alice, room, lazy(10));
  await bob.act(room, "leave");
  await carol.join(room);
  for (let at = 0; at < 3; at++) await say(alice, room, `${at}`);
  const { entry } = await synced(alice, room, lazy(1), { since: next });
  expect([entry.timeline.limited, entry.timeline.events.length]).toEqual([true, 1]);
  expect(membersIn(entry.state.events).sort()).toEqual([alice.userId, bob.userId, carol.userId].sort());
  const gap = await alice.ok(
    "GET",
    inRoom(room, `messages?dir=b&from=${entry.timeline.prev_batch}&to=${next}`),
  );
  expect(gap.chunk.map(({ type, content }: Event) => content.body ?? type)).toEqual([
    "1",
    "0",
    "m.room.member",
    "m.room.member",
  ]);
});

it("C93 state at the end of the timeline, for who asks for it", async () => {
  const alice = await server.user("alice93");
  const room = await alice.createRoom({ name: "one" });
  const after = { use_state_after: "true" };
  const names = (events: readonly Event[]) =>
    events.filter(({ type }) => type === "m.room.name").map(({ content }) => content.name);
  await alice.setState(room, "m.room.name", { name: "two" });
  const usual = await synced(alice, room, { room: { timeline: { limit: 1 } } });
  expect([names(usual.entry.state.events), usual.entry.state_after]).toEqual([["one"], undefined]);
  const first = await synced(alice, room, { room: { timeline: { limit: 1 } } }, after);
  expect([names(first.entry.state_after.events), first.entry.state]).toEqual([["two"], undefined]);
  for (const name of ["three", "four"]) await alice.setState(room, "m.room.name", { name });
  const second = await synced(alice, room, {}, { ...after, since: first.next });
  expect([names(second.entry.timeline.events), names(second.entry.state_after.events)]).toEqual([
    ["three", "four"],
    ["four"],
  ]);
  await say(alice, room);
  const third = await synced(alice, room, {}, { ...after, since: second.next });
  expect([third.entry.state_after, third.entry.state]).toEqual([{ events: [] }, undefined]);
  // Also where the entry is there for something else.
  const data = `/user/${encodeURIComponent(alice.userId)}/${inRoom(room, "account_data/x.y").slice(1)}`;
  await alice.ok("PUT", data, {});
  const fourth = await synced(alice, room, {}, { ...after, since: third.next });
  expect(fourth.entry).toEqual({
    timeline: { events: [], limited: false, prev_batch: third.next },
    state_after: { events: [] },
    ephemeral: { events: [] },
    account_data: { events: [{ type: "x.y", content: {} }] },
    unread_notifications: { highlight_count: 0, notification_count: 0 },
  });
});

it("C95 all state on request, at once, with the timeline since the token", async () => {
  const alice = await server.user("alice95");
  const room = await alice.createRoom({ name: "Whole" });
  const quiet = await alice.createRoom({ name: "Quiet" });
  const { next } = await synced(alice, room, {});
  await say(alice, room, "new");
  const query = new URLSearchParams({ since: next, full_state: "true", timeout: "30000" });
  const { join } = (await alice.ok("GET", `/sync?${query}`)).rooms;
  expect(join[room].timeline).toMatchObject({ events: [{ content: { body: "new" } }], limited: false });
  expect(join[quiet].timeline).toMatchObject({ events: [], limited: false });
  for (const entry of [join[room], join[quiet]])
    expect(entry.state.events.map(({ type }: Event) => type)).toContain("m.room.create");
});

it("O38, C96 a null in a filter counts as absent, in a query as in a body", async () => {
  const alice = await server.user("alice96n");
  const room = await alice.createRoom();
  const filter = {
    room: { timeline: { limit: 2, types: null, senders: null }, state: null },
    presence: null,
  };
  const inQuery = (json: object): string => `filter=${encodeURIComponent(JSON.stringify(json))}`;
  const { filter_id } = await alice.ok("POST", `/user/${encodeURIComponent(alice.userId)}/filter`, filter);
  for (const query of [inQuery(filter), `filter=${filter_id}`]) {
    const { timeline } = (await alice.ok("GET", `/sync?${query}`)).rooms.join[room];
    expect(timeline.events).toHaveLength(2);
  }
  const path = `/rooms/${encodeURIComponent(room)}/messages?dir=b&${inQuery({ types: null, limit: null })}`;
  expect((await alice.get(path)).status).toBe(200);
});

it("C91, C96, C98 odd filters are refused, kept or given", async () => {
  const alice = await server.user("alice96");
  const path = `/user/${encodeURIComponent(alice.userId)}/filter`;
  for (const odd of [
    { room: { state: { lazy_load_members: "true" } } },
    { room: { state: { lazy_load_members: 1 } } },
    { room: { rooms: ["not a room"] } },
    { room: { timeline: { senders: ["not a user"] } } },
    { room: { timeline: { types: "m.room.message" } } },
    { room: { timeline: { limit: 0 } } },
    { room: { ephemeral: { limit: -1 } } },
    { presence: { limit: 0 } },
    { room: 4 },
    { event_fields: "type" },
  ]) {
    const given = await alice.get(`/sync?filter=${encodeURIComponent(JSON.stringify(odd))}`);
    const kept = await alice.post(path, odd);
    const code = expect.stringMatching(/^M_(BAD_JSON|INVALID_PARAM)$/);
    for (const { status, body } of [given, kept])
      expect([odd, status, body.errcode]).toEqual([odd, 400, code]);
  }
  expect((await alice.get("/sync?filter=7")).body.errcode).toBe("M_INVALID_PARAM");
  const { filter_id: first } = await alice.ok("POST", path, { room: { timeline: { limit: 1 } } });
  const { filter_id: same } = await alice.ok("POST", path, { room: { timeline: { limit: 1 } } });
  const { filter_id: other } = await alice.ok("POST", path, {});
  expect([same, other]).toEqual([first, expect.not.stringMatching(first)]);
  expect(await alice.ok("GET", `${path}/${first}`)).toEqual({ room: { timeline: { limit: 1 } } });
  expect((await alice.get(`${path}/7`)).status).toBe(404);
});

it.each(["2.0", "2e0", "1e2", "100000000000000000000"])(
  "C98 a limit may be written in each way that whole numbers are: %s",
  async (limit) => {
    const alice = await server.user(`alice98${limit.replace(".", "-")}`);
    const room = await alice.createRoom();
    const count = Math.min(Number(limit), 5);
    const filter = (timeline: string): string => encodeURIComponent(timeline);
    const synced = await alice.ok(
      "GET",
      `/sync?filter=${filter(`{"room":{"timeline":{"limit":${limit}}}}`)}`,
    );
    expect(synced.rooms.join[room].timeline.events.length).toBeGreaterThanOrEqual(count);
    const { chunk } = await alice.ok(
      "GET",
      inRoom(room, `messages?dir=b&filter=${filter(`{"limit":${limit}}`)}`),
    );
    expect(chunk.length).toBeGreaterThanOrEqual(count);
    if (count === 2) expect([synced.rooms.join[room].timeline.events.length, chunk.length]).toEqual([2, 2]);
  },
);

it("C97 rooms can be left out of each part", async () => {
  const alice = await server.user("alice97");
  const [one, two] = [await alice.createRoom(), await alice.createRoom()];
  const data = (room: string) =>
    `/user/${encodeURIComponent(alice.userId)}/${inRoom(room, "account_data/x.y").slice(1)}`;
  for (const room of [one, two]) await alice.ok("PUT", data(room), { room });
  const { event_id } = await say(alice, one);
  await alice.ok("POST", inRoom(one, `receipt/m.read/${encodeURIComponent(event_id)}`), {});
  const filter = { room: { account_data: { not_rooms: [one] }, ephemeral: { rooms: [two] } } };
  const query = new URLSearchParams({ filter: JSON.stringify(filter) });
  const { join } = (await alice.ok("GET", `/sync?${query}`)).rooms;
  expect(join[one]).toMatchObject({ account_data: { events: [] }, ephemeral: { events: [] } });
  expect(join[two].account_data.events).toEqual([{ type: "x.y", content: { room: two } }]);
  expect((await synced(alice, one, {})).entry.ephemeral.events).toHaveLength(1);
});

it("C97 receipts and typing are of the users that are wanted", async () => {
  const [alice, bob] = [await server.user("alice97b"), await server.user("bob97b")];
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  const { event_id } = await say(alice, room);
  for (const user of [alice, bob]) {
    await user.ok("POST", inRoom(room, `receipt/m.read/${encodeURIComponent(event_id)}`), {});
    await user.ok("PUT", inRoom(room, `typing/${encodeURIComponent(user.userId)}`), { typing: true });
  }
  const users = async (filter: object) => {
    const { entry } = await synced(alice, room, { room: { ephemeral: filter } });
    const [receipts, typing] = ["m.receipt", "m.typing"].map((type) =>
      entry.ephemeral.events.find((event: Event) => event.type === type),
    );
    return [Object.keys(receipts?.content[event_id]["m.read"] ?? {}), typing?.content.user_ids];
  };
  expect(await users({ senders: [bob.userId] })).toEqual([[bob.userId], [bob.userId]]);
  expect(await users({ not_senders: [bob.userId] })).toEqual([[alice.userId], [alice.userId]]);
});

it("C101 a state event by itself names what it replaced", async () => {
  const alice = await server.user("alice101");
  const room = await alice.createRoom({ name: "one" });
  await alice.setState(room, "m.room.name", { name: "two" });
  const { content, unsigned } = await alice.ok("GET", inRoom(room, "state/m.room.name?format=event"));
  expect([content, unsigned.prev_content]).toEqual([{ name: "two" }, { name: "one" }]);
});

it("C94 a timeline that begins with its room is not limited, one that an earlier stay may have begun is", async () => {
  const [alice, bob] = [await server.user("alice94"), await server.user("bob94")];
  const before = { alice: (await alice.sync()).next_batch, bob: (await bob.sync()).next_batch };
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  const made = await synced(alice, room, lazy(50), { since: before.alice });
  expect([made.entry.timeline.limited, made.entry.timeline.events[0].type]).toEqual([false, "m.room.create"]);
  const joined = await synced(bob, room, lazy(50), { since: before.bob });
  expect(joined.entry.timeline.limited).toBe(false);
  expect((await synced(bob, room, lazy(1), { since: before.bob })).entry.timeline.limited).toBe(true);
  await bob.act(room, "leave");
  const { next_batch: left } = await bob.sync(joined.next);
  await bob.join(room);
  expect((await synced(bob, room, lazy(50), { since: left })).entry.timeline.limited).toBe(true);
});
