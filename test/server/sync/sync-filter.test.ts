/** O41: summaries, lazy-loaded members, and all of a sync's filter. */
import { afterAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startServer } from "../support/servers.js";

const hs = await startServer();
afterAll(() => hs.close());
const alice = await hs.user("alice");
const others = await Promise.all(["b", "c", "d", "e", "f", "g", "h"].map((name) => hs.user(name)));
const [bob = alice, carol = alice] = others;

interface Event {
  readonly type: string;
  readonly sender: string;
  readonly state_key?: string;
  readonly content: Record<string, unknown>;
}

async function synced(client: Client, room: string, filter: object, since?: string) {
  const query = new URLSearchParams({ filter: JSON.stringify(filter), ...(since && { since }) });
  const body = await client.ok("GET", `/sync?${query}`);
  const found = body.rooms.join[room];
  const state: Event[] = found?.state.events ?? [];
  const timeline: Event[] = found?.timeline.events ?? [];
  const members = state.filter(({ type }) => type === "m.room.member").map(({ state_key }) => state_key);
  return { next: body.next_batch, found, state, timeline, members: members.sort() };
}

let transactions = 0;
function say(client: Client, room: string, content: object, type = "m.room.message") {
  return client.ok("PUT", `/rooms/${encodeURIComponent(room)}/send/${type}/t${transactions++}`, content);
}

it("O41 a summary counts members, and names some where the room has no name", async () => {
  const room = await alice.createRoom({ preset: "public_chat", invite: [carol.userId] });
  await bob.join(room);
  const { found } = await synced(alice, room, {});
  expect(found.summary).toEqual({
    "m.heroes": [carol.userId, bob.userId],
    "m.joined_member_count": 2,
    "m.invited_member_count": 1,
  });
  await bob.act(room, "leave");
  await carol.act(room, "leave");
  const left = (await synced(alice, room, {})).found.summary;
  expect(left).toEqual({
    "m.heroes": [bob.userId, carol.userId],
    "m.joined_member_count": 1,
    "m.invited_member_count": 0,
  });
  await alice.setState(room, "m.room.name", { name: "Named" });
  expect((await synced(alice, room, {})).found.summary["m.heroes"]).toBeUndefined();
  await alice.setState(room, "m.room.name", { name: "" });
  expect((await synced(alice, room, {})).found.summary["m.heroes"]).toHaveLength(2);
});

it("O41 of many members, five are named", async () => {
  const room = await alice.createRoom({ invite: others.map(({ userId }) => userId) });
  const { found } = await synced(alice, room, {});
  expect(found.summary["m.heroes"]).toHaveLength(5);
  expect(found.summary["m.heroes"]).not.toContain(alice.userId);
});

it("O41 lazy-loaded state has the members that the timeline is about", async () => {
  const room = await alice.createRoom({ preset: "public_chat", name: "Lazy" });
  for (const other of others) await other.join(room);
  await say(bob, room, { body: "hello" });
  const lazy = { room: { state: { lazy_load_members: true }, timeline: { limit: 1 } } };
  const initial = await synced(alice, room, lazy);
  expect(initial.members).toEqual([alice.userId, bob.userId].sort());
  expect((await synced(alice, room, { room: { timeline: { limit: 1 } } })).members).toHaveLength(8);
  await say(carol, room, { body: "hello too" });
  const more = await synced(alice, room, lazy, initial.next);
  expect(more.members).toEqual([carol.userId]);
  // A membership that is in the timeline itself is not repeated.
  const newcomer = await hs.user("newcomer");
  await newcomer.join(room);
  const joined = await synced(alice, room, { room: { state: { lazy_load_members: true } } }, more.next);
  expect(joined.timeline.map(({ state_key }) => state_key)).toEqual([newcomer.userId]);
  expect(joined.members).toEqual([]);
});

it("O41 state and timeline are filtered by type, sender, room and URL", async () => {
  const room = await alice.createRoom({ preset: "public_chat", name: "Filtered" });
  await bob.join(room);
  await say(bob, room, { body: "file", url: "mxc://a/b" });
  await say(alice, room, { body: "text" });
  await say(alice, room, {}, "org.example.a.b");
  const of = async (timeline: object, state: object = {}) => {
    const found = await synced(alice, room, { room: { timeline, state } });
    return { timeline: found.timeline.map(({ type }) => type), state: found.state.map(({ type }) => type) };
  };
  expect((await of({ types: ["org.*.b"] })).timeline).toEqual(["org.example.a.b"]);
  expect((await of({ types: ["*"], not_types: ["m.room.*", "org.example.a*c"] })).timeline).toEqual([
    "org.example.a.b",
  ]);
  expect((await of({ types: ["m.room.message"], contains_url: true })).timeline).toHaveLength(1);
  expect((await of({ types: ["m.room.message"], contains_url: false })).timeline).toHaveLength(1);
  expect((await of({ senders: [bob.userId] })).timeline).toEqual(["m.room.member", "m.room.message"]);
  expect((await of({ not_rooms: [room] })).timeline).toEqual([]);
  expect((await of({ rooms: [] })).timeline).toEqual([]);
  expect((await of({ limit: 1 }, { types: ["m.room.name"] })).state).toEqual(["m.room.name"]);
  expect((await of({ limit: 1 }, { not_senders: [alice.userId] })).state).toEqual(["m.room.member"]);
  expect((await of({ limit: 1 }, { rooms: [] })).state).toEqual([]);
});

it("O41 a filtered timeline is full of what is wanted", async () => {
  const room = await alice.createRoom();
  await say(alice, room, { body: "first" });
  await say(alice, room, { body: "second" });
  for (let at = 0; at < 30; at++) await say(alice, room, {}, "org.example.noise");
  const { timeline, found } = await synced(alice, room, {
    room: { timeline: { types: ["m.room.message"], limit: 1 } },
  });
  expect([timeline.map(({ content }) => content.body), found.timeline.limited]).toEqual([["second"], true]);
});

it("O41 events have the fields and the format that are asked for", async () => {
  const room = await alice.createRoom();
  await say(alice, room, { body: "b", "a.b": 1, deep: { one: 1, two: 2 } });
  const last = async (filter: object) => (await synced(alice, room, filter)).timeline.at(-1);
  expect(
    (await last({ event_fields: ["type", "content.a\\.b", "content.deep.two", "content.none"] }))?.content,
  ).toEqual({
    "a.b": 1,
    deep: { two: 2 },
  });
  expect((await last({ event_fields: ["type"] }))?.content).toEqual({});
  expect(await last({ event_fields: ["type"] })).not.toHaveProperty("unsigned");
  expect((await last({ event_fields: ["content"] }))?.content).toHaveProperty("body");
  expect(await last({ event_fields: ["__proto__.x", "constructor.name"] })).toHaveProperty("event_id");
  expect(await last({ event_format: "federation" })).toMatchObject({
    type: "m.room.message",
    prev_events: [expect.stringMatching(/^\$/)],
    hashes: { sha256: expect.any(String) },
  });
  expect(await last({})).not.toHaveProperty("prev_events");
});

it("O1: a filter as large as it may be is held against events once for each type, and has few patterns", async () => {
  const path = `/user/${encodeURIComponent(alice.userId)}/filter`;
  const room = await alice.createRoom();
  const define = (timeline: object) => alice.post(path, { room: { timeline } });
  const many = (count: number, more: string) => Array.from({ length: count }, (_, at) => `org.${more}${at}`);
  for (const list of ["types", "not_types"]) {
    const odd = await define({ [list]: many(501, "*") });
    expect([odd.status, odd.body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
    const inline = JSON.stringify({ [list]: many(501, "*") });
    const got = await alice.get(
      `/rooms/${encodeURIComponent(room)}/messages?dir=b&filter=${encodeURIComponent(inline)}`,
    );
    expect([got.status, got.body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
  }
  const stars = `${"*m".repeat(100_000)}*`;
  for (const [timeline, expected] of [
    [
      { not_types: [...many(20_000, ""), ...many(400, "*"), stars, "m.room.m*b*r", "m.*_levels"] },
      "m.room.create",
    ],
    [{ types: [...many(20_000, ""), stars, "*.c*e*", "nothing"] }, "m.room.create"],
    [
      { types: ["m.room.member"], not_senders: many(20_000, "").map((name) => `@${name}:a`) },
      "m.room.member",
    ],
  ] as const) {
    const { filter_id } = await alice.ok("POST", path, { room: { timeline, rooms: [room] } });
    const { events } = (await alice.ok("GET", `/sync?filter=${filter_id}`)).rooms.join[room].timeline;
    const types = events.map(({ type }: { type: string }) => type);
    expect(types).toContain(expected);
    expect(types).not.toContain(expected === "m.room.create" ? "m.room.member" : "m.room.create");
  }
});
