/** O8: the timelines of one answer have few of the large events, and clients read the others page by page. */
import { afterAll, expect, it } from "vitest";
import { AnswerSpace } from "../../../server/answers/answer-space.js";
import { toEvent } from "../../../server/store/rooms/room-rows.js";
import { eventRow } from "../support/event-row.js";
import { startServer } from "../support/servers.js";

const hs = await startServer();
afterAll(() => hs.close());

it("the newest events are taken as long as there is room, and one of each timeline", () => {
  const large = ["$a", "$b", "$c"].map((id) => toEvent(eventRow(id, { text: "x".repeat(10_000) })));
  const small = ["$d", "$e"].map((id) => toEvent(eventRow(id, { text: "x" })));
  const space = new AnswerSpace(25_000);
  const taken = (events: Parameters<AnswerSpace["newestOf"]>[0]) =>
    space.newestOf(events).map(({ eventId }) => eventId);
  expect(taken([])).toEqual([]);
  expect(taken(large)).toEqual(["$b", "$c"]);
  expect(taken([...large, ...small])).toEqual(["$d", "$e"]);
  expect(taken(large)).toEqual(["$c"]);
  expect(taken([...small, ...large])).toEqual(["$c"]);
});

it("a sync of many large events is cut short where its pages go on", async () => {
  const alice = await hs.user("alice");
  const rooms: string[] = [];
  const bodies = Array.from({ length: 9 }, (_, at) => `${at} ${"x".repeat(60_000)}`);
  for (let at = 0; at < 10; at++) {
    const room = await alice.createRoom();
    rooms.push(room);
    for (const [number, body] of bodies.entries())
      await alice.ok("PUT", `/rooms/${encodeURIComponent(room)}/send/m.x/${number}`, { body });
  }
  const synced = await alice.sync();
  expect(JSON.stringify(synced).length).toBeLessThan(6 * 2 ** 20);
  let cut = 0;
  for (const room of rooms) {
    const { timeline } = synced.rooms.join[room];
    const at = `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=100&from=${timeline.prev_batch}`;
    const { chunk } = await alice.ok("GET", at);
    const seen = [...chunk.reverse(), ...timeline.events].flatMap(({ content }) => content.body ?? []);
    expect(seen).toEqual(bodies);
    if (timeline.events.length === 1) cut++;
    expect(timeline.limited).toBe(chunk.length > 0);
  }
  expect(cut).toBeGreaterThan(0);
});
