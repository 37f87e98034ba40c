/** Events that come after events which follow them: no tips of the room's graph. */
import { type JsonObject, own } from "@knockgen/auth";
import { expect, it } from "vitest";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";

const { hs, fake, alice } = await startPair();

/** A room with a guest whose server gives no events that are missing, but the state before one. */
async function withGuest(state: () => readonly JsonObject[] = () => []): Promise<Guest> {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  fake.responders.push(({ segments }) => {
    if (segments[4] !== room) return undefined;
    if (segments[3] === "get_missing_events") return { json: { events: [] } };
    if (segments[3] !== "state") return undefined;
    return { json: { pdus: [...guest.state, ...state()], auth_chain: [] } };
  });
  return guest;
}

const said = (guest: Guest, body: string, prev: readonly string[]): JsonObject =>
  guest.make("m.room.message", { body }, {}, prev);

it("one that was followed before it came", async () => {
  const guest = await withGuest();
  const first = said(guest, "first", [guest.join]);
  const second = said(guest, "second", [guest.name(first)]);
  const third = said(guest, "third", [guest.name(second)]);
  await guest.say(third);
  await guest.say(second);
  await guest.say(first);
  expect(await guest.tips(alice)).toEqual([guest.name(third)]);
  const { chunk } = await alice.ok("GET", `/rooms/${encodeURIComponent(guest.room)}/messages?dir=b&limit=5`);
  const bodies = chunk.map(({ content }: { content: { body?: string } }) => content.body);
  expect(bodies).toEqual(expect.arrayContaining(["first", "second", "third"]));
});

it("one that was followed by several, beside a tip that is none of them", async () => {
  const guest = await withGuest();
  const base = said(guest, "base", [guest.join]);
  const left = said(guest, "left", [guest.name(base)]);
  const right = said(guest, "right", [guest.name(base), guest.join]);
  const other = said(guest, "other", [guest.join]);
  await guest.say(left, right, other, base);
  expect(await guest.tips(alice)).toEqual([left, right, other].map((event) => guest.name(event)));
});

it("what a late one follows gives way to what follows the late one, and its state with it", async () => {
  const topics: JsonObject[] = [];
  const guest = await withGuest(() => topics);
  await alice.setState(guest.room, "m.room.power_levels", {
    ...(await alice.ok("GET", `/rooms/${encodeURIComponent(guest.room)}/state/m.room.power_levels/`)),
    state_default: 0,
  });
  await fake.until(({ pdus }) => pdus.some((event) => own(event, "type") === "m.room.power_levels"));
  const levels = fake.pdus.findLast((event) => own(event, "type") === "m.room.power_levels") ?? {};
  const auth = { auth_events: [guest.idOf("m.room.create"), guest.name(levels), guest.join] };
  const topic = (text: string, prev: JsonObject): JsonObject =>
    guest.make("m.room.topic", { topic: text }, { state_key: "", ...auth }, [guest.name(prev)]);
  const old = topic("old", levels);
  const late = topic("late", old);
  const next = guest.make("m.room.message", { body: "next" }, auth, [guest.name(late)]);
  await guest.say(old);
  topics.push(levels, late);
  await guest.say(next);
  await guest.say(late);
  expect(await guest.tips(alice)).toEqual([guest.name(next)]);
  const path = `/rooms/${encodeURIComponent(guest.room)}/state/m.room.topic/`;
  expect(await alice.ok("GET", path)).toEqual({ topic: "late" });
});

it("of more tips than one event may follow, none is lost", async () => {
  const guest = await withGuest();
  const tips = Array.from({ length: 30 }, (_, at) => said(guest, `tip ${at}`, [guest.join]));
  await guest.say(...tips);
  const ids = tips.map((event) => guest.name(event));
  const first = await guest.tips(alice);
  expect(first).toHaveLength(20);
  // A membership counts at once, whatever else is open.
  const other = await hs.user("other");
  expect((await other.join(guest.room)).status).toBe(200);
  await alice.see(guest.room, other.userId, "join");
  const second = await guest.tips(alice);
  expect(second).toHaveLength(1);
  const isJoin = (event: JsonObject): boolean => own(event, "state_key") === other.userId;
  const join = own(fake.pdus.find(isJoin) ?? {}, "prev_events");
  const followed = [...first, ...(Array.isArray(join) ? join : [])];
  expect(ids.filter((id) => !followed.includes(id))).toEqual([]);
});

it("for the gap before one event, no more states are fetched than an honest gap needs", async () => {
  const guest = await withGuest();
  const between = Array.from({ length: 20 }, (_, at) => said(guest, `loose ${at}`, [`$nowhere${at}`]));
  const last = said(
    guest,
    "last",
    between.map((event) => guest.name(event)),
  );
  fake.responders.push(({ segments }) =>
    segments[3] === "get_missing_events" && segments[4] === guest.room
      ? { json: { events: between } }
      : undefined,
  );
  const asked = () =>
    fake.requests.filter(({ segments }) => segments[3] === "state" && segments[4] === guest.room);
  await guest.say(last);
  expect(asked().length).toBeGreaterThan(1);
  expect(asked().length).toBeLessThan(6);
});
