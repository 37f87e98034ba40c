/** Holes in a room's history: messages that were sent while this server did not hear of them (O20). */
import type { JsonObject } from "@knockgen/auth";
import { expect, it } from "vitest";
import { startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";
import { testAuthority } from "../support/tls.js";

const { hs, fake, alice } = await startPair();

interface Shown {
  readonly event_id: string;
  readonly type: string;
  readonly content: { readonly body?: string; readonly topic?: string };
}

const at = (room: string): string => `/rooms/${encodeURIComponent(room)}`;
const bodies = (events: readonly Shown[]): string[] => events.flatMap(({ content }) => content.body ?? []);

/** A guest whose server has sent us nothing of a chain of messages, but gives them to who asks. */
class Outage {
  readonly guest: Guest;
  readonly missed: JsonObject[] = [];
  readonly state: JsonObject[] = [];
  /** Whether history is given. */
  isUp = true;
  /** Events of one answer. */
  page = 20;

  constructor(guest: Guest) {
    this.guest = guest;
    fake.responders.push(({ segments, uri }) => {
      if (segments[4] !== guest.room) return undefined;
      if (segments[3] === "get_missing_events") return { json: { events: [] } };
      if (segments[3] === "state") return { json: { pdus: [...guest.state, ...this.state], auth_chain: [] } };
      if (segments[3] !== "backfill") return undefined;
      if (!this.isUp) return { status: 500, json: {} };
      const from = new URL(`https://x${uri}`).searchParams.getAll("v");
      const newest = this.missed.findLastIndex((event) => from.includes(guest.name(event)));
      return { json: { pdus: this.missed.slice(Math.max(0, newest + 1 - this.page), newest + 1).reverse() } };
    });
  }

  static async begin(version: "1" | "10" = "10"): Promise<Outage> {
    const room = await alice.createRoom({ preset: "public_chat", room_version: version });
    return new Outage(await Guest.enter(fake, hs.serverName, room, version));
  }

  /** The next message, which is not sent. */
  miss(body: string, type = "m.room.message", more: JsonObject = {}): JsonObject {
    const before = this.missed.at(-1);
    const prev = [before === undefined ? this.guest.join : this.guest.name(before)];
    const event = this.guest.make(type, { body }, { depth: 20 + this.missed.length, ...more }, prev);
    this.missed.push(event);
    return event;
  }

  /** A message after all that were missed, which is sent. */
  async resume(body: string): Promise<void> {
    const event = this.miss(body);
    await this.guest.say(event);
  }
}

async function back(room: string, from: string, limit = 20): Promise<Shown[]> {
  const shown: Shown[] = [];
  let token = from;
  for (let pages = 0; pages < 40; pages++) {
    const page = await alice.ok("GET", `${at(room)}/messages?dir=b&limit=${limit}&from=${token}`);
    shown.push(...page.chunk);
    if (page.end === undefined) return shown;
    token = page.end;
  }
  throw new Error("the history has no end");
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => `${from + n}`);

it.each(["1", "10"] as const)(
  "O20 a sync begins anew at a hole, and messages fill it, version %s",
  async (version) => {
    const outage = await Outage.begin(version);
    const { room } = outage.guest;
    await alice.ok("PUT", `${at(room)}/send/m.room.message/before`, { body: "before" });
    const { next_batch: since } = await alice.sync();
    for (const body of numbers(1, 50)) outage.miss(body);
    await outage.resume("after");
    const news = await alice.sync(since);
    const { timeline } = news.rooms.join[room];
    expect([bodies(timeline.events), timeline.limited]).toEqual([["after"], true]);
    // An initial sync does not pass over it either.
    const first = (await alice.sync()).rooms.join[room].timeline;
    expect([bodies(first.events), first.limited]).toEqual([["after"], true]);
    const expected = [...numbers(1, 50).reverse(), "before"];
    const shown = await back(room, timeline.prev_batch, 7);
    expect(bodies(shown)).toEqual(expected);
    expect(shown.at(-1)?.type).toBe("m.room.create");
    expect(new Set(shown.map(({ event_id }) => event_id)).size).toBe(shown.length);
    // It is held now, for those who ask again and who read from the beginning; nothing of it is news.
    const asked = fake.requests.length;
    expect(bodies(await back(room, timeline.prev_batch, 50))).toEqual(expected);
    const forwards = await alice.ok("GET", `${at(room)}/messages?dir=f&limit=200`);
    expect(bodies(forwards.chunk)).toEqual([...expected.reverse(), "after"]);
    expect(fake.requests.slice(asked).filter(({ segments }) => segments[3] === "backfill")).toEqual([]);
    expect((await alice.sync(news.next_batch)).rooms.join).toEqual({});
  },
);

it("O20 a hole is filled wherever it lies, also forwards, and several of them", async () => {
  const outage = await Outage.begin();
  const { room } = outage.guest;
  for (const body of numbers(1, 25)) outage.miss(body);
  await outage.resume("26");
  for (const body of numbers(27, 50)) outage.miss(body);
  await outage.resume("51");
  // More than the newest page lies above.
  for (let n = 52; n <= 90; n++) await outage.resume(`${n}`);
  const all: Shown[] = [];
  let from = "";
  for (let pages = 0; pages < 40; pages++) {
    const page = await alice.ok("GET", `${at(room)}/messages?dir=f&limit=30${from}`);
    all.push(...page.chunk);
    if (page.end === undefined || page.chunk.length === 0) break;
    from = `&from=${page.end}`;
  }
  expect(bodies(all)).toEqual(numbers(1, 90));
});

it("O20 a hole that nobody fills today is filled when somebody can", async () => {
  const outage = await Outage.begin();
  const { room } = outage.guest;
  for (const body of numbers(1, 5)) outage.miss(body);
  outage.isUp = false;
  await outage.resume("6");
  const { timeline } = (await alice.sync()).rooms.join[room];
  const without = await back(room, timeline.prev_batch);
  expect(bodies(without)).toEqual([]);
  expect(without.at(-1)?.type).toBe("m.room.create");
  outage.isUp = true;
  expect(bodies(await back(room, timeline.prev_batch))).toEqual(numbers(1, 5).reverse());
});

/** Messages of a hole, of which a server gives the third damaged, as they are shown. */
async function withDamage(enter: (outage: Outage) => Promise<void>): Promise<(string | undefined)[]> {
  const outage = await Outage.begin();
  const { room } = outage.guest;
  for (const body of numbers(1, 5)) outage.miss(body);
  await enter(outage);
  const forge = (event: JsonObject, n: number) =>
    n === 2 ? { ...event, content: { body: "forged" } } : event;
  const damaged = outage.missed.map(forge);
  const isAsked = (what = "") => ["get_missing_events", "backfill"].includes(what);
  fake.responders.push(({ segments }) =>
    segments[4] === room && isAsked(segments[3])
      ? { json: { events: damaged, pdus: [...damaged].reverse() } }
      : undefined,
  );
  await outage.resume("6");
  const { timeline } = (await alice.sync()).rooms.join[room];
  const all: Shown[] = [...(await back(room, timeline.prev_batch)).reverse(), ...timeline.events];
  const messages = all.filter(({ type }) => type === "m.room.message");
  return messages.map(({ content }) => content.body).filter((body) => body !== "next");
}

it("O20 a damaged copy in a hole takes no event's place that another server has whole", async () => {
  const other = await startFakeServer({ authority: testAuthority(), host: "localhost" });
  const bodiesShown = await withDamage(async ({ guest, missed }) => {
    await Guest.enter(other, hs.serverName, guest.room, "10");
    const pdus = [...missed].reverse();
    other.responders.push(({ segments }) => (segments[3] === "backfill" ? { json: { pdus } } : undefined));
  });
  expect(bodiesShown).toEqual(numbers(1, 6));
  await other.close();
});

it("O20 what no server has whole ends no history", async () => {
  expect(await withDamage(async () => {})).toEqual(["1", "2", undefined, "4", "5", "6"]);
});

it("an event that another server hands on damaged is taken when its own server sends it", async () => {
  const { guest } = await Outage.begin();
  const other = await startFakeServer({ authority: testAuthority(), host: "localhost" });
  const relay = await Guest.enter(other, hs.serverName, guest.room, "10");
  const event = guest.make("m.room.message", { body: "whole" });
  const refused = await relay.send({ ...event, content: { body: "forged" } });
  expect(refused).toEqual({ [guest.name(event)]: { error: expect.stringContaining("hash") } });
  await guest.say(event);
  const { chunk } = await alice.ok("GET", `${at(guest.room)}/messages?dir=b`);
  expect(bodies(chunk)).toEqual(["whole"]);
  await other.close();
});

it("O20 the state of a sync above a hole has what was changed in it", async () => {
  const outage = await Outage.begin();
  const { room } = outage.guest;
  const { next_batch: since } = await alice.sync();
  const renamed = outage.miss("", "m.room.member", {
    content: { membership: "join", displayname: "Another" },
    state_key: outage.guest.user,
    auth_events: [...outage.guest.auth, outage.guest.idOf("m.room.join_rules")],
  });
  outage.state.push(renamed);
  await outage.resume("after");
  const { state, timeline } = (await alice.sync(since)).rooms.join[room];
  expect(timeline.limited).toBe(true);
  const ids = state.events.map(({ event_id }: Shown) => event_id);
  expect(ids).toEqual([outage.guest.name(renamed)]);
});

it("what is held stays where a given state lacks it, also when the events of the hole are known", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  const topic = await alice.ok("PUT", `${at(room)}/state/m.room.topic/`, { topic: "held" });
  const rules = guest.idOf("m.room.join_rules");
  const renamed = guest.make(
    "m.room.member",
    { membership: "join", displayname: "Other" },
    { state_key: guest.user, auth_events: [...guest.auth, rules] },
    [topic.event_id],
  );
  const levels = guest.auth.slice(0, 2);
  const said = guest.make(
    "m.room.message",
    { body: "above" },
    { auth_events: [...levels, guest.name(renamed)] },
    [guest.name(renamed)],
  );
  fake.responders.push(({ segments }) => {
    if (segments[4] !== room) return undefined;
    if (segments[3] === "get_missing_events") return { json: { events: [] } };
    if (segments[3] === "event_auth") return { json: { auth_chain: [renamed] } };
    return segments[3] === "state"
      ? { json: { pdus: [...guest.state, renamed], auth_chain: [] } }
      : undefined;
  });
  await guest.say(said);
  expect((await alice.get(`${at(room)}/state/m.room.topic/`)).body).toEqual({ topic: "held" });
});
