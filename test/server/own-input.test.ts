/** O28, O35, O36: tokens of elsewhere, topics, and who may name a room. */
import { afterAll, expect, it } from "vitest";
import { startServer } from "./support/servers.js";

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

it("O35 the topic of a new room has both its forms", async () => {
  const room = await alice.createRoom({ topic: "All about birds" });
  const { body } = await alice.get(`/rooms/${encodeURIComponent(room)}/state/m.room.topic/`);
  expect(body).toEqual({
    topic: "All about birds",
    "m.topic": { "m.text": [{ body: "All about birds" }] },
  });
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
