/** O1: reads of several rooms at once are made in common statements, within a bound. */
import { expect, it } from "vitest";
import { openStore } from "../../../server/store/open.js";
import { gatheredReads } from "../../../server/sync/kept/gathered-reads.js";
import { startServer } from "../support/servers.js";

it("reads that are asked for at once are one, and each gets its own part", async () => {
  const store = await openStore();
  const asked: (readonly string[])[] = [];
  let isLost = false;
  const gathered = gatheredReads({
    ...store,
    pages: async (roomIds) => {
      asked.push(roomIds);
      if (isLost) throw new Error("lost");
      return new Map([["!b", { events: [], more: true }]]);
    },
    parentsAmong: async (some) => some.flatMap(({ eventId }) => (eventId === "$x" ? [eventId] : [])),
  });
  const read = (roomId: string, limit = 11) =>
    gathered.page({ roomId, after: 0, upTo: 9, limit, order: "newest" });
  const pages = await Promise.all([read("!a"), read("!b"), read("!c", 12)]);
  expect(pages).toEqual([false, true, false].map((more) => ({ events: [], more })));
  await Promise.all([read("!a", 201), read("!b", 201)]);
  expect(asked).toEqual([["!a", "!b"], ["!c"], ["!a"], ["!b"]]);
  const parents = (...ids: string[]) =>
    gathered.parentsAmong(ids.map((eventId) => ({ eventId, roomId: "!a" })));
  expect(await Promise.all([parents("$x", "$y"), parents("$z"), parents()])).toEqual([["$x"], [], []]);
  isLost = true;
  const lost = await Promise.allSettled([read("!a"), read("!b")]);
  expect(lost.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  isLost = false;
  expect(await read("!b")).toEqual({ events: [], more: true });
  await store.close();
});

it("a first sync of more rooms than are read at once has the timeline and state of each", async () => {
  const server = await startServer();
  const alice = await server.user("alice");
  const rooms: string[] = [];
  for (let n = 0; n < 35; n++) rooms.push(await alice.createRoom({ name: `room ${n}` }));
  const { join } = (await alice.sync()).rooms;
  expect(Object.keys(join).sort()).toEqual([...rooms].sort());
  for (const [n, room] of rooms.entries()) {
    const { timeline, state } = join[room];
    const events: { type: string; content: { name?: string } }[] = [...state.events, ...timeline.events];
    expect(events.find(({ type }) => type === "m.room.name")?.content.name).toBe(`room ${n}`);
    expect(events.filter(({ type }) => type === "m.room.create")).toHaveLength(1);
  }
  await server.close();
});
