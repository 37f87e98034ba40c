/** O28, O35, O36: tokens of elsewhere, topics, and who may name a room. */
import { afterAll, expect, it, onTestFinished } from "vitest";
import type { Answer } from "../support/client.js";
import { startServer } from "../support/servers.js";

const hs = await startServer();
afterAll(() => hs.close());
const alice = await hs.user("alice");
const eve = await hs.user("eve");

it("O28 a token of the future gives a full sync", async () => {
  const room = await alice.createRoom({ name: "Here" });
  for (const since of ["s999999999", "s999999999999999"]) {
    const { rooms, next_batch } = await alice.sync(since);
    expect(rooms.join[room]?.timeline.events.length).toBeGreaterThan(0);
    const { rooms: after } = await alice.sync(next_batch);
    expect(after?.join?.[room]).toBeUndefined();
  }
});

it("O28 so does a token of another database", async () => {
  const other = await startServer();
  onTestFinished(() => other.close());
  const there = await other.user("alice");
  const token = (await there.sync()).next_batch;
  for (let at = 0; at < 20; at++) await there.createRoom();
  const later = (await there.sync()).next_batch;
  const room = await alice.createRoom({ name: "Here" });
  const changes = async (since: string) =>
    (await alice.ok("GET", `/keys/changes?from=${since}&to=${since}`)).changed;
  // Devices are told of joins a moment after them.
  await expect.poll(() => changes("s999999999999999")).toEqual([alice.userId]);
  for (const since of [token, later, "s1", "s20_5"]) {
    expect(await changes(since)).toEqual([alice.userId]);
    const { rooms, next_batch } = await alice.sync(since);
    expect(rooms.join[room]?.timeline.events.length).toBeGreaterThan(0);
    expect((await alice.sync(next_batch)).rooms?.join?.[room]).toBeUndefined();
  }
});

it("O28 a page that begins, or ends, at a token of another database is read as without it", async () => {
  const room = await alice.createRoom({ name: "Here" });
  const at = (path: string): string => `/rooms/${encodeURIComponent(room)}/${path}`;
  const whole = (await alice.ok("GET", at("messages?dir=b&limit=50"))).chunk;
  const { event_id: root } = await alice.ok("PUT", at("send/m.room.message/root"), {
    msgtype: "m.text",
    body: "root",
  });
  const relates = { "m.relates_to": { rel_type: "m.thread", event_id: root } };
  await alice.put(at("send/m.room.message/reply"), { msgtype: "m.text", body: "reply", ...relates });
  for (const query of ["from=s1&dir=b", "from=s20_5&dir=b", "to=s1&dir=b"]) {
    const { chunk } = await alice.ok("GET", at(`messages?limit=50&${query}`));
    expect(chunk.length).toBe(whole.length + 2);
  }
  expect((await alice.ok("GET", `/v1${at("threads?from=s1")}`)).chunk).toHaveLength(1);
  expect(
    (await alice.ok("GET", `/v1${at(`relations/${encodeURIComponent(root)}?from=s1`)}`)).chunk,
  ).toHaveLength(1);
});

it("O35 the topic of a new room has both its forms", async () => {
  const room = await alice.createRoom({ topic: "All about birds" });
  const { body } = await alice.get(`/rooms/${encodeURIComponent(room)}/state/m.room.topic/`);
  expect(body).toEqual({
    topic: "All about birds",
    "m.topic": { "m.text": [{ body: "All about birds" }] },
  });
});

it.each<[string, object, object | undefined]>([
  ["an empty topic", { topic: "" }, { topic: "", "m.topic": { "m.text": [{ body: "" }] } }],
  ["none", { topic: null }, undefined],
  [
    "one of version 12",
    { topic: "x", room_version: "12" },
    { topic: "x", "m.topic": { "m.text": [{ body: "x" }] } },
  ],
  [
    "one that stands among the first state, as it is",
    { initial_state: [{ type: "m.room.topic", content: { topic: "y" } }] },
    { topic: "y" },
  ],
])("O35 %s is taken on by the room that replaces it", async (_, body, content) => {
  const room = await alice.createRoom(body);
  const topicOf = async (id: string) =>
    (await alice.get(`/rooms/${encodeURIComponent(id)}/state/m.room.topic/`)).body;
  const expected = content ?? { errcode: "M_NOT_FOUND", error: expect.any(String) };
  expect(await topicOf(room)).toEqual(expected);
  const upgrade = `/rooms/${encodeURIComponent(room)}/upgrade`;
  const { replacement_room } = await alice.ok("POST", upgrade, { new_version: "11" });
  expect(await topicOf(replacement_room)).toEqual(expected);
});

it("O36 only a member names a room, and others learn nothing of it", async () => {
  const room = await alice.createRoom({ preset: "private_chat" });
  const name = (alias: string, roomId: string, who = eve) =>
    who.put(`/directory/room/${encodeURIComponent(`#${alias}:${hs.serverName}`)}`, { room_id: roomId });
  const outside = await name("mine", room);
  const nowhere = await name("mine", `!nowhere:${hs.serverName}`);
  expect([outside.status, outside.body]).toEqual([403, nowhere.body]);
  expect(nowhere.status).toBe(403);
  expect((await name("ours", room, alice)).status).toBe(200);
});

it.each<readonly [string, (room: string) => Promise<Answer>]>([
  ["listing", (room) => eve.put(`/directory/list/room/${room}`, { visibility: "public" })],
  ["whether it is listed", (room) => eve.get(`/directory/list/room/${room}`)],
  ["leaving", (room) => eve.post(`/rooms/${room}/leave`)],
  ["removing someone", (room) => eve.post(`/rooms/${room}/kick`, { user_id: alice.userId })],
  ["its state", (room) => eve.get(`/rooms/${room}/state`)],
  ["a message", (room) => eve.put(`/rooms/${room}/send/m.room.message/1`, { body: "x", msgtype: "m.text" })],
  ["state", (room) => eve.put(`/rooms/${room}/state/m.room.topic/`, { topic: "x" })],
  ["an invite", (room) => eve.post(`/rooms/${room}/invite`, { user_id: alice.userId })],
  [
    "an invite to another server",
    (room) => eve.post(`/rooms/${room}/invite`, { user_id: "@u:there.example" }),
  ],
  ["a redaction", (room) => eve.put(`/rooms/${room}/redact/$x/1`, {})],
  [
    "a redaction that is sent",
    (room) => eve.put(`/rooms/${room}/send/m.room.redaction/2`, { redacts: "$x" }),
  ],
  ["reporting an event", (room) => eve.post(`/rooms/${room}/report/$x`, {})],
  ["a receipt", (room) => eve.post(`/rooms/${room}/receipt/m.read/$x`)],
  ["its summary", (room) => eve.get(`/v1/room_summary/${room}`)],
])("O36 by %s, others do not learn which rooms there are", async (_, act) => {
  const there = await act(encodeURIComponent(await alice.createRoom({ preset: "private_chat" })));
  const nowhere = await act(encodeURIComponent(`!nowhere:${hs.serverName}`));
  expect([there.status, there.body]).toEqual([nowhere.status, nowhere.body]);
});
