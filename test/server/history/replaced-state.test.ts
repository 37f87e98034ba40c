/** O18: state events tell what they replaced, to those who could see it. */
import { expect, it } from "vitest";
import { startPair } from "../support/pair.js";

const { hs, alice } = await startPair();
const bob = await hs.user("bob");

const at = (room: string): string => `/rooms/${encodeURIComponent(room)}`;

interface Event {
  readonly type: string;
  readonly sender: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly unsigned?: {
    readonly prev_content?: Readonly<Record<string, unknown>>;
    readonly prev_sender?: string;
  };
}

async function knocked(): Promise<string> {
  const room = await alice.createRoom({ preset: "private_chat" });
  expect((await alice.setState(room, "m.room.join_rules", { join_rule: "knock" })).status).toBe(200);
  await bob.ok("POST", `/knock/${encodeURIComponent(room)}`, {});
  return room;
}

/** The last event of a room that the user has left. */
async function lastOf(room: string, since: string): Promise<Event | undefined> {
  const news = await bob.ok("GET", `/sync?since=${since}`);
  const events: readonly Event[] = news.rooms?.leave?.[room]?.timeline.events ?? [];
  return events.at(-1);
}

it("O18 a refused knock and a withdrawn one are told apart", async () => {
  for (const by of [alice, bob]) {
    const room = await knocked();
    const { next_batch: since } = await bob.ok("GET", "/sync");
    if (by === alice) await alice.ok("POST", `${at(room)}/kick`, { user_id: bob.userId });
    else await bob.ok("POST", `${at(room)}/leave`, {});
    expect(await lastOf(room, since)).toMatchObject({
      sender: by.userId,
      content: { membership: "leave" },
      unsigned: { prev_content: { membership: "knock" }, prev_sender: bob.userId },
    });
  }
});

it("O18 what was before is shown in sync, messages, event and context", async () => {
  const room = await alice.createRoom({ preset: "private_chat" });
  const topic = async (text: string): Promise<string> =>
    (await alice.ok("PUT", `${at(room)}/state/m.room.topic/`, { topic: text })).event_id;
  await topic("first");
  const id = encodeURIComponent(await topic("second"));
  const change = { prev_content: { topic: "first" }, prev_sender: alice.userId };
  const isChange = ({ content }: Event): boolean => content.topic === "second";
  const { rooms } = await alice.ok("GET", "/sync");
  const timeline: readonly Event[] = rooms.join[room].timeline.events;
  expect(timeline.find(isChange)?.unsigned).toMatchObject(change);
  const { chunk }: { chunk: readonly Event[] } = await alice.ok("GET", `${at(room)}/messages?dir=b`);
  expect(chunk.find(isChange)?.unsigned).toMatchObject(change);
  expect((await alice.ok("GET", `${at(room)}/event/${id}`)).unsigned).toMatchObject(change);
  expect((await alice.ok("GET", `${at(room)}/context/${id}`)).event.unsigned).toMatchObject(change);
});

it("O18 what a member may not see is not told", async () => {
  const room = await alice.createRoom({ preset: "private_chat" });
  await alice.setState(room, "m.room.history_visibility", { history_visibility: "joined" });
  await alice.setState(room, "m.room.topic", { topic: "before bob" });
  await alice.ok("POST", `${at(room)}/invite`, { user_id: bob.userId });
  await bob.ok("POST", `${at(room)}/join`, {});
  await alice.setState(room, "m.room.topic", { topic: "with bob" });
  const { chunk }: { chunk: readonly Event[] } = await bob.ok("GET", `${at(room)}/messages?dir=b`);
  const change = chunk.find(({ content }) => content.topic === "with bob");
  expect(change).toBeDefined();
  expect(change?.unsigned).not.toHaveProperty("prev_content");
});
