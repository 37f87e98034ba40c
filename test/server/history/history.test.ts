/** History in `/messages`: also what was said before this server came, as far as it may be seen. */
import { type JsonObject, loadPdu, type VerifiedEvent } from "@knockgen/auth";
import { afterAll, beforeAll, expect, it } from "vitest";
import { oldestFirst } from "../../../server/history/oldest-first.js";
import type { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let here: TestServer;
let there: TestServer;
let alice: Client;
let bob: Client;
let carol: Client;

beforeAll(async () => {
  [here, there] = await Promise.all([startServer(), startServer()]);
  alice = await here.user("alice");
  carol = await here.user("carol");
  bob = await there.user("bob");
});
afterAll(async () => {
  await Promise.all([here?.close(), there?.close()]);
});

interface Shown {
  readonly event_id: string;
  readonly type: string;
  readonly content: { readonly body?: string };
}

const at = (room: string) => `/rooms/${encodeURIComponent(room)}`;
let count = 0;

async function say(user: Client, room: string, body: string): Promise<void> {
  await user.ok("PUT", `${at(room)}/send/m.room.message/${++count}`, { msgtype: "m.text", body });
}

/** All that a user is shown, newest first, page by page. */
async function all(user: Client, room: string, limit = 20): Promise<Shown[]> {
  const shown: Shown[] = [];
  let from = "";
  for (let pages = 0; pages < 50; pages++) {
    const page = await user.ok("GET", `${at(room)}/messages?dir=b&limit=${limit}${from}`);
    shown.push(...page.chunk);
    if (page.end === undefined) return shown;
    from = `&from=${encodeURIComponent(page.end)}`;
  }
  throw new Error("the history has no end");
}

const ids = (events: readonly Shown[]): string[] => events.map(({ event_id }) => event_id);
const bodies = (events: readonly Shown[]): string[] => events.flatMap(({ content }) => content.body ?? []);

it.each(["1", "6", "10", "12"])(
  "goes back to the beginning of a room elsewhere, version %s",
  async (version) => {
    const room = await alice.createRoom({ preset: "public_chat", room_version: version, name: "old" });
    for (let n = 1; n <= 30; n++) await say(alice, room, `${n}`);
    await bob.join(room, here.serverName);
    await alice.see(room, bob.userId, "join");
    await say(bob, room, "hello");
    await expect.poll(async () => bodies(await all(alice, room))[0]).toBe("hello");
    const whole = await all(alice, room);
    expect(whole.at(-1)?.type).toBe("m.room.create");
    expect(ids(await all(bob, room, 7))).toEqual(ids(whole));
    // It is held now, and stays where it is, forwards as well.
    expect(ids(await all(bob, room, 200))).toEqual(ids(whole));
    const first = await bob.ok("GET", `${at(room)}/messages?dir=f&limit=200`);
    expect(ids(first.chunk)).toEqual(ids(whole).reverse());
    // A sync shows no more of it than before, and one event of it can be looked at.
    const { timeline } = (await bob.sync()).rooms.join[room];
    expect(ids(timeline.events).every((id) => ids(whole).slice(0, 2).includes(id))).toBe(true);
    const [, , one] = whole;
    expect(
      (await bob.get(`${at(room)}/event/${encodeURIComponent(one?.event_id ?? "")}`)).body.content,
    ).toEqual(one?.content);
  },
);

it("fetches more than one answer holds", async () => {
  const room = await alice.createRoom({ preset: "public_chat" });
  for (let n = 1; n <= 230; n++) await say(alice, room, `${n}`);
  await bob.join(room, here.serverName);
  await alice.see(room, bob.userId, "join");
  const expected = Array.from({ length: 230 }, (_, n) => `${230 - n}`);
  expect(bodies(await all(bob, room, 50))).toEqual(expected);
});

it("shows what could be seen when it was sent, to users here and elsewhere", async () => {
  const room = await alice.createRoom({ preset: "public_chat" });
  const visibility = (history_visibility: string) =>
    alice.ok("PUT", `${at(room)}/state/m.room.history_visibility/`, { history_visibility });
  await say(alice, room, "shared");
  await visibility("joined");
  await say(alice, room, "joined");
  await visibility("world_readable");
  await say(alice, room, "world");
  await visibility("invited");
  await say(alice, room, "before the invite");
  for (const user of [bob, carol]) await alice.act(room, "invite", user.userId);
  await say(alice, room, "after the invite");
  await visibility("joined");
  await say(alice, room, "joined again");
  for (const user of [carol, bob]) await user.join(room, here.serverName);
  await alice.see(room, bob.userId, "join");
  await say(alice, room, "now");
  const seen = ["now", "after the invite", "world", "shared"];
  expect(bodies(await all(carol, room, 3))).toEqual(seen);
  await expect.poll(async () => bodies(await all(bob, room, 3))[0]).toBe("now");
  expect(bodies(await all(bob, room, 3))).toEqual(seen);
  const hidden = (await all(alice, room)).find(({ content }) => content.body === "joined");
  for (const user of [bob, carol])
    expect((await user.get(`${at(room)}/event/${encodeURIComponent(hidden?.event_id ?? "")}`)).status).toBe(
      404,
    );
  // A timeline begins after what is hidden.
  expect(bodies((await carol.sync()).rooms.join[room].timeline.events)).toEqual(["now"]);
});

it("a redaction of the past stays one", async () => {
  const room = await alice.createRoom({ preset: "public_chat" });
  await say(alice, room, "regretted");
  const [{ event_id: id } = { event_id: "" }] = await all(alice, room);
  await alice.ok("PUT", `${at(room)}/send/m.room.redaction/regret`, { redacts: id });
  await bob.join(room, here.serverName);
  await alice.see(room, bob.userId, "join");
  const shown = (await all(bob, room)).find(({ event_id }) => event_id === id);
  expect(shown?.content).toEqual({});
});

it("gives what it has when nobody answers, and comes to an end", async () => {
  const gone = await startServer();
  const dave = await gone.user("dave");
  const room = await dave.createRoom({ preset: "public_chat" });
  await say(dave, room, "lost");
  await bob.join(room, gone.serverName);
  await dave.see(room, bob.userId, "join");
  await gone.close();
  expect(bodies(await all(bob, room))).toEqual([]);
  expect(ids(await all(bob, room))).toHaveLength(1);
});

it("orders what was fetched by what follows what, and leaves out what does not belong", () => {
  const event = (eventId: string, prev: readonly string[]): [string, VerifiedEvent] => {
    const json: JsonObject = { prev_events: [...prev], auth_events: [], type: "m.x", content: {}, depth: 1 };
    return [eventId, { event: loadPdu(json, "10", eventId), signedBy: new Set() }];
  };
  const found = new Map([
    event("$tip", ["$left", "$right"]),
    event("$left", ["$root"]),
    event("$right", ["$left", "$root"]),
    event("$root", ["$unknown"]),
    event("$stray", ["$root"]),
  ]);
  const order = (from: readonly string[]) => oldestFirst(from, found).map((each) => each.event.eventId);
  expect(order(["$tip"])).toEqual(["$root", "$left", "$right", "$tip"]);
  expect(order(["$nowhere", "$left"])).toEqual(["$root", "$left"]);
  // In room versions 1 and 2 events may name each other in a circle.
  const circle = new Map([event("$a", ["$b"]), event("$b", ["$a"])]);
  expect(oldestFirst(["$a"], circle)).toHaveLength(2);
});
