/** C75 to C78, C99, C101, C103: who may look into a room, and how events are shown. */
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

interface Event {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly state_key?: string;
  readonly content: Record<string, unknown>;
  readonly unsigned: {
    readonly age?: number;
    readonly prev_content?: object;
    readonly replaces_state?: string;
  };
}

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;
let transactions = 0;
const say = async (client: Client, room: string, body: string): Promise<string> =>
  (await client.ok("PUT", inRoom(room, `send/m.room.message/seeing${transactions++}`), { body })).event_id;
const codes = async (client: Client, paths: readonly string[]) =>
  Promise.all(
    paths.map(async (path) => {
      const { status, body } = await client.get(path);
      return status === 200 ? 200 : `${status} ${body.errcode}`;
    }),
  );
const members = (answer: { readonly chunk: readonly Event[] }) =>
  answer.chunk.map(({ state_key }) => state_key).sort();

it("C75 what may not be seen is 404 by itself, and the room is 403", async () => {
  const [alice, bob] = [await server.user("alice75"), await server.user("bob75")];
  const room = await alice.createRoom({
    preset: "public_chat",
    initial_state: [{ type: "m.room.history_visibility", content: { history_visibility: "joined" } }],
  });
  const before = await say(alice, room, "before");
  const single = (id: string) => [
    inRoom(room, `event/${encodeURIComponent(id)}`),
    inRoom(room, `context/${encodeURIComponent(id)}`),
  ];
  const whole = ["messages?dir=b", "state", "members", "joined_members", "state/m.room.create"].map((rest) =>
    inRoom(room, rest),
  );
  const none = ["404 M_NOT_FOUND", "404 M_NOT_FOUND"];
  expect(await codes(bob, single(before))).toEqual(none);
  expect(await codes(bob, whole)).toEqual(whole.map(() => "403 M_FORBIDDEN"));
  await bob.join(room);
  const during = await say(alice, room, "during");
  expect(await codes(bob, [...single(before), ...single("$none"), ...single(during)])).toEqual([
    ...none,
    ...none,
    200,
    200,
  ]);
  await bob.act(room, "leave");
  const after = await say(alice, room, "after");
  expect(await codes(bob, [...single(after), ...single(during)])).toEqual([...none, 200, 200]);
  // Of another room, although both may be seen.
  const other = await alice.createRoom();
  expect((await alice.get(inRoom(other, `event/${encodeURIComponent(during)}`))).status).toBe(404);
});

it("C76 what the world may read is read with any token, and not without one", async () => {
  const [alice, bob] = [await server.user("alice76"), await server.user("bob76")];
  const room = await alice.createRoom({ name: "Open" });
  const before = await say(alice, room, "before");
  await alice.setState(room, "m.room.history_visibility", { history_visibility: "world_readable" });
  const open = await say(alice, room, "open");
  const paths = [
    `event/${encodeURIComponent(open)}`,
    `context/${encodeURIComponent(open)}`,
    "messages?dir=b",
    "state",
    "state/m.room.name",
    "members",
  ].map((rest) => inRoom(room, rest));
  expect(await codes(bob, paths)).toEqual(paths.map(() => 200));
  expect(await codes(new Client(server.url, undefined, ""), paths)).toEqual(
    paths.map(() => "401 M_MISSING_TOKEN"),
  );
  const { chunk } = await bob.ok("GET", inRoom(room, "messages?dir=b&limit=100"));
  expect(chunk.map(({ event_id }: Event) => event_id)).toContain(open);
  expect(chunk.map(({ event_id }: Event) => event_id)).not.toContain(before);
  expect((await bob.get(inRoom(room, `event/${encodeURIComponent(before)}`))).status).toBe(404);
});

it("C77, C78 members then, by membership, and as a user left them", async () => {
  const [alice, bob, carol] = [
    await server.user("alice77"),
    await server.user("bob77"),
    await server.user("carol77"),
  ];
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  const { next_batch: at } = await alice.sync();
  await bob.act(room, "leave");
  await carol.join(room);
  const read = (client: Client, query: Record<string, string>) =>
    client.ok("GET", inRoom(room, `members?${new URLSearchParams(query)}`));
  expect(members(await read(alice, { at, not_membership: "leave" }))).toEqual([alice.userId, bob.userId]);
  expect(members(await read(alice, { membership: "leave" }))).toEqual([bob.userId]);
  expect(members(await read(alice, { membership: "leave", not_membership: "leave" }))).toHaveLength(3);
  expect(members(await read(bob, {}))).toEqual([alice.userId, bob.userId]);
  expect((await alice.get(inRoom(room, "members?at=junk"))).body.errcode).toBe("M_INVALID_PARAM");
  await alice.ok("PUT", `/profile/${encodeURIComponent(alice.userId)}/displayname`, { displayname: "Al" });
  await alice.see(room, alice.userId, "join");
  const joined = await carol.ok("GET", inRoom(room, "joined_members"));
  expect(joined).toEqual({
    joined: {
      [alice.userId]: { display_name: expect.any(String) },
      [carol.userId]: { display_name: "carol77" },
    },
  });
  expect(await codes(bob, [inRoom(room, "joined_members"), inRoom(room, "members")])).toEqual([
    "403 M_FORBIDDEN",
    200,
  ]);
});

it("C101 state by itself says what it replaced, to those who could see that", async () => {
  const [alice, bob] = [await server.user("alice101"), await server.user("bob101")];
  const room = await alice.createRoom({
    name: "one",
    preset: "public_chat",
    initial_state: [{ type: "m.room.history_visibility", content: { history_visibility: "joined" } }],
  });
  await alice.setState(room, "m.room.name", { name: "two" });
  await bob.join(room);
  const name = async (client: Client): Promise<Event> =>
    (await client.ok("GET", inRoom(room, "state"))).find(({ type }: Event) => type === "m.room.name");
  expect((await name(alice)).unsigned).toMatchObject({
    prev_content: { name: "one" },
    replaces_state: expect.any(String),
  });
  expect((await name(bob)).unsigned).not.toHaveProperty("prev_content");
  const filter = JSON.stringify({ room: { timeline: { limit: 1 } } });
  const synced = await alice.ok("GET", `/sync?filter=${encodeURIComponent(filter)}`);
  const shown = synced.rooms.join[room].state.events.find(({ type }: Event) => type === "m.room.name");
  expect(shown.unsigned.prev_content).toEqual({ name: "one" });
});

it("C99 events come with the fields that are asked for, or as servers have them", async () => {
  const alice = await server.user("alice99");
  const room = await alice.createRoom({ name: "Fields" });
  await alice.ok("PUT", inRoom(room, "send/m.room.message/c99"), {
    body: "b",
    "dotted.key": { a: 1, b: 2 },
    other: 1,
  });
  const last = async (filter: object): Promise<Event> => {
    const body = await alice.ok("GET", `/sync?filter=${encodeURIComponent(JSON.stringify(filter))}`);
    return body.rooms.join[room].timeline.events.at(-1);
  };
  const picked = await last({ event_fields: ["content.body", "content.dotted\\.key.a"] });
  expect(picked.content).toEqual({ body: "b", "dotted.key": { a: 1 } });
  expect(picked).not.toHaveProperty("unsigned");
  const raw = await last({ event_format: "federation" });
  expect(raw).toMatchObject({
    room_id: room,
    event_id: expect.stringMatching(/^\$/),
    hashes: {},
    signatures: {},
    auth_events: expect.any(Array),
    prev_events: expect.any(Array),
    depth: expect.any(Number),
  });
});

it("C103 events have an age, and the same token gives the same again", async () => {
  const alice = await server.user("alice103");
  const room = await alice.createRoom();
  const { next_batch } = await alice.sync();
  await say(alice, room, "news");
  const first = await alice.sync(next_batch);
  for (let time = 0; time < 2; time++) {
    const again = await alice.sync(next_batch);
    const events: Event[] = again.rooms.join[room].timeline.events;
    expect(events.map(({ event_id }) => event_id)).toEqual(
      first.rooms.join[room].timeline.events.map(({ event_id }: Event) => event_id),
    );
    expect(events.every(({ unsigned }) => typeof unsigned.age === "number" && unsigned.age >= 0)).toBe(true);
    expect(Number(again.next_batch.slice(1))).toBeGreaterThanOrEqual(Number(next_batch.slice(1)));
  }
});

it("C75 state that a join elsewhere brought, and one's own invite before it, are found by their IDs", async () => {
  const other = await startServer();
  onTestFinished(() => other.close());
  const [alice, bob] = [await other.user("alice"), await server.user("bobelsewhere")];
  const room = await alice.createRoom({ name: "first" });
  await alice.setState(room, "m.room.name", { name: "second" });
  await alice.act(room, "invite", bob.userId);
  await bob.see(room, bob.userId, "invite");
  const [first] = (await alice.ok("GET", inRoom(room, "messages?dir=f"))).chunk.filter(
    ({ type }: Event) => type === "m.room.name",
  );
  await bob.join(room);
  const state: readonly Event[] = await bob.ok("GET", inRoom(room, "state"));
  const invite = state.find(({ state_key }) => state_key === bob.userId)?.unsigned.replaces_state;
  const single = (id = "") => inRoom(room, `event/${encodeURIComponent(id)}`);
  const brought = [...state.map(({ event_id }) => event_id), invite].map(single);
  expect(await codes(bob, brought)).toEqual(brought.map(() => 200));
  // A name that was replaced is not found until the history is asked for.
  expect(await codes(bob, [single(first.event_id)])).toEqual(["404 M_NOT_FOUND"]);
  await bob.ok("GET", inRoom(room, "messages?dir=b&limit=100"));
  expect(await codes(bob, [single(first.event_id)])).toEqual([200]);
});
