/** One suite for both databases: what is committed is there, all of it or nothing. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJson, generateKeyPair, type JsonObject } from "@knockgen/auth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EventCache } from "../../../server/room/event-cache.js";
import { States } from "../../../server/room/states.js";
import type { Queries } from "../../../server/store/database/sql.js";
import { openStore } from "../../../server/store/open.js";
import { writeOutbox } from "../../../server/store/rooms/write-outbox.js";
import type { NewEvent, RoomWrite, Store } from "../../../server/store/store.js";
import { hasPostgres, postgresSchema } from "../support/postgres.js";

const event = (eventId: string, more: Partial<NewEvent> = {}): NewEvent => ({
  eventId,
  roomId: "!r:a",
  type: "m.room.message",
  stateKey: undefined,
  sender: "@u:a",
  status: "accepted",
  json: { type: "m.room.message" },
  stateBefore: 1,
  stateAfter: 1,
  transactionId: undefined,
  replaces: undefined,
  device: undefined,
  destinations: [],
  ...more,
});

const change = (type: string, after: string | undefined) => ({
  type,
  stateKey: "",
  before: undefined,
  after,
});

const write = (more: Partial<RoomWrite> = {}): RoomWrite => ({
  roomId: "!r:a",
  expectedHead: undefined,
  version: "10",
  events: [],
  groups: [],
  currentState: [],
  stateGroup: 1,
  extremities: ["$1"],
  depth: 1,
  memberships: [],
  followed: [],
  redactions: [],
  ...more,
});

it("an event is handed to the database once, however many servers are sent it", async () => {
  const given: unknown[] = [];
  const queries: Queries = {
    query: async (_sql, values) => {
      given.push(values);
      return [];
    },
  };
  const destinations = Array.from({ length: 50 }, (_, at) => `server${at}.example`);
  const large = event("$large", { json: { type: "m.room.message", body: "told once" }, destinations });
  expect(await writeOutbox(queries, [event("$none"), large], 0)).toEqual(destinations);
  expect(JSON.stringify(given).match(/told once/g)).toHaveLength(1);
});

interface Opened {
  readonly open: () => Promise<Store>;
  readonly close: () => Promise<void>;
}

async function embedded(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), "knockgen-store-"));
  return {
    open: () => openStore({ folder: join(folder, "db") }),
    close: () => rm(folder, { recursive: true }),
  };
}

async function server(): Promise<Opened> {
  const schema = await postgresSchema();
  return { open: () => openStore({ databaseUrl: schema.url }), close: schema.drop };
}

const databases: [string, () => Promise<Opened>][] = [["embedded", embedded]];
if (await hasPostgres()) databases.push(["PostgreSQL", server]);
else console.warn("skipped: the suite of the store on PostgreSQL, as there is none here");

describe.each(databases)("%s", (name, make) => {
  let made: Opened;
  let store: Store;
  beforeAll(async () => {
    made = await make();
    store = await made.open();
  });
  afterAll(async () => {
    await store.close();
    await made.close();
  });

  it("gives positions in order and keeps them", async () => {
    const first = await store.commit({
      rooms: [write({ events: [event("$1"), event("$2")] })],
      outside: [],
    });
    if (!first.ok) throw new Error("stale");
    const room = await store.room("!r:a");
    expect(room?.head).toBe(first.position);
    const second = await store.commit({
      rooms: [write({ expectedHead: first.position, events: [event("$3")] })],
      outside: [],
    });
    if (!second.ok) throw new Error("stale");
    expect(first.positions.get("$2")).toBeLessThan(second.positions.get("$3") ?? 0);
    const timeline = await store.timeline({
      roomId: "!r:a",
      after: 0,
      upTo: second.position,
      limit: 2,
      order: "newest",
    });
    expect(timeline.map(({ eventId }) => eventId)).toEqual(["$3", "$2"]);
    expect(await store.position()).toBe(second.position);
  });

  it("O20 places events over holes, and puts what fills these below them", async () => {
    const roomId = "!holes:a";
    const placed = await store.commit({
      rooms: [
        write({
          roomId,
          events: [event("$hole1", { roomId }), event("$hole4", { roomId, over: ["$hole3"] })],
        }),
      ],
      outside: [],
    });
    if (!placed.ok) throw new Error("stale");
    const past = { roomId, isPast: true, hole: "$hole4" };
    const fill = (expectedHead: number, events: NewEvent[], open: string[]) =>
      store.commit({
        rooms: [write({ roomId, expectedHead, events, filled: [{ hole: "$hole4", open }] })],
        outside: [],
      });
    const [hole] = await store.holes(roomId, 0, placed.position);
    expect(hole).toMatchObject({ eventId: "$hole4", roomId, at: placed.position, open: ["$hole3"] });
    const half = await fill(placed.position, [event("$hole3", past)], ["$hole2"]);
    if (!half.ok) throw new Error("stale");
    expect(await store.hole("$hole4")).toMatchObject({ at: placed.position - 1, open: ["$hole2"] });
    await fill(half.position, [event("$hole1b", past), event("$hole2", past)], []);
    expect(await store.hole("$hole4")).toBeUndefined();
    const query = { roomId, after: 0, upTo: Number.MAX_SAFE_INTEGER, limit: 10, order: "oldest" } as const;
    const ids = (await store.timeline(query)).map(({ eventId }) => eventId);
    expect(ids).toEqual(["$hole1", "$hole1b", "$hole2", "$hole3", "$hole4"]);
  });

  it("keeps every text that JSON can hold, and keys as strangers write them", async () => {
    const texts = ["\u0000", "\u0001", "a\u00010b", "\u00011\u00000", "__proto__", '"\\",{}', "NULL", " "];
    const added = texts.map((text, at) => event(`$odd${at}`, { type: text, stateKey: `${text}${text}` }));
    const state = texts.map((text) => ({ ...change(text, "$odd0"), stateKey: text }));
    const done = await store.commit({
      rooms: [write({ roomId: "!odd:a", events: added, currentState: state })],
      outside: [],
    });
    expect(done.ok).toBe(true);
    const read = await store.events(added.map(({ eventId }) => eventId));
    expect(read.map(({ type, stateKey }) => [type, stateKey]).sort()).toEqual(
      texts.map((text) => [text, `${text}${text}`]).sort(),
    );
    const present = await store.currentState("!odd:a");
    expect(present.map(({ type, stateKey }) => [type, stateKey]).sort()).toEqual(
      texts.map((text) => [text, text]).sort(),
    );
    const content: JsonObject = JSON.parse('{"__proto__":{"a":1},"\\u0001":"x"}');
    const stripped = [{ type: "m.room.name", state_key: "", sender: "@u:a", content }, { n: 2n ** 60n }];
    const membership = {
      roomId: "!odd:a",
      userId: "@odd:a",
      membership: "invite",
      eventId: "$odd0",
      sender: "@u:a",
      stripped,
    };
    await store.commit({ rooms: [], outside: [{ event: event("$odd0"), membership }] });
    expect(
      (await store.membership("!odd:a", "@odd:a"))?.stripped?.map((each) => canonicalJson(each)),
    ).toEqual(stripped.map((each) => canonicalJson(each)));
  });

  it("writes nothing for a room that has moved on", async () => {
    const head = (await store.room("!r:a"))?.head;
    const stale = await store.commit({
      rooms: [write({ expectedHead: 0, events: [event("$4")] })],
      outside: [],
    });
    expect(stale).toEqual({ ok: false, stale: ["!r:a"] });
    expect(await store.events(["$4"])).toEqual([]);
    expect((await store.room("!r:a"))?.head).toBe(head);
  });

  it("keeps the last of several memberships, and how long a stay is", async () => {
    const room = await store.room("!r:a");
    const member = (eventId: string, membership: string) => ({
      roomId: "!r:a",
      userId: "@u:a",
      membership,
      eventId,
      sender: "@u:a",
    });
    const done = await store.commit({
      rooms: [
        write({
          expectedHead: room?.head,
          events: [event("$5"), event("$6"), event("$7")],
          memberships: [member("$5", "knock"), member("$6", "join"), member("$7", "leave")],
        }),
      ],
      outside: [],
    });
    if (!done.ok) throw new Error("stale");
    const [membership] = await store.membershipsOf("@u:a");
    expect(membership).toMatchObject({
      membership: "leave",
      position: done.positions.get("$7"),
      joinedAt: done.positions.get("$6"),
    });
  });

  it("replaces and removes current state", async () => {
    const set = await store.commit({
      rooms: [
        write({
          expectedHead: (await store.room("!r:a"))?.head,
          groups: [{ id: 5, parent: undefined, changes: [change("a", "$1"), change("b", "$2")] }],
          currentState: [change("a", "$1"), change("b", "$2"), change("a", "$3")],
        }),
      ],
      outside: [],
    });
    expect(set.ok).toBe(true);
    expect(new Set((await store.currentState("!r:a")).map((e) => [e.type, e.stateKey, e.eventId]))).toEqual(
      new Set([
        ["a", "", "$3"],
        ["b", "", "$2"],
      ]),
    );
    await store.commit({
      rooms: [
        write({ expectedHead: (await store.room("!r:a"))?.head, currentState: [change("a", undefined)] }),
      ],
      outside: [],
    });
    expect(await store.currentState("!r:a")).toMatchObject([{ type: "b", stateKey: "", eventId: "$2" }]);
    expect(await store.stateGroupChain(5)).toHaveLength(1);
  });

  it("keeps state apart whose types and keys hold line breaks", async () => {
    const state = [
      { ...change("a\nb", "$1"), stateKey: "c" },
      { ...change("a", "$2"), stateKey: "b\nc" },
    ];
    await store.commit({ rooms: [write({ roomId: "!lines:a", currentState: state })], outside: [] });
    const present = await store.currentState("!lines:a");
    expect(present.map(({ eventId }) => eventId).sort()).toEqual(["$1", "$2"]);
  });

  it("gives small rooms with their state, and leaves large ones out", async () => {
    const state = Array.from({ length: 41 }, (_, at) => ({ ...change("x", "$s"), stateKey: `${at}` }));
    const rooms = [
      write({ roomId: "!small:a", currentState: state.slice(1) }),
      write({ roomId: "!large:a", currentState: state }),
      write({ roomId: "!none:a" }),
    ];
    expect((await store.commit({ rooms, outside: [] })).ok).toBe(true);
    const more = Array.from({ length: 20 }, (_, at) => `!other${at}:a`);
    const found = await store.smallRooms(["!small:a", ...more, "!none:a", "!large:a"]);
    expect([...found.keys()].sort()).toEqual(["!none:a", "!small:a"]);
    const small = found.get("!small:a");
    expect(small?.record).toEqual(await store.room("!small:a"));
    expect(new Set(small?.state)).toEqual(new Set(await store.currentState("!small:a")));
    expect([small?.state.length, found.get("!none:a")?.state]).toEqual([40, []]);
  });

  it("gives the last state event at each key between two positions", async () => {
    const state = (id: string, type: string) => event(id, { type, stateKey: "" });
    const events = [
      state("$s1", "a"),
      state("$s2", "b"),
      event("$s3"),
      state("$s4", "a"),
      event("$s5", { type: "a", stateKey: "x" }),
      event("$s6", { type: "b", stateKey: "", status: "soft-failed" }),
      state("$s7", "a"),
    ];
    const done = await store.commit({
      rooms: [write({ expectedHead: (await store.room("!r:a"))?.head, events })],
      outside: [],
    });
    if (!done.ok) throw new Error("stale");
    const at = (id: string) => done.positions.get(id) ?? 0;
    const between = async (after: number, upTo: number) =>
      (await store.stateChanges("!r:a", after, upTo)).map(({ eventId }) => eventId).sort();
    expect(await between(at("$s1") - 1, at("$s6"))).toEqual(["$s2", "$s4", "$s5"]);
    expect(await between(at("$s4"), at("$s7"))).toEqual(["$s5", "$s7"]);
    expect(await between(at("$s7"), at("$s7"))).toEqual([]);
  });

  it("reads the state of a long chain of groups once, and from a snapshot afterwards", async () => {
    const groups = Array.from({ length: 1_500 }, (_, at) => ({
      id: 10_000 + at,
      parent: at === 0 ? undefined : 9_999 + at,
      changes: [change(`type ${at % 7}`, `$${at}`)],
    }));
    const last = 11_499;
    await store.commit({
      rooms: [write({ expectedHead: (await store.room("!r:a"))?.head, groups })],
      outside: [],
    });
    expect(await store.stateGroupChain(last)).toHaveLength(1_500);
    const read = () => new States(store, new EventCache(store)).of(last);
    const state = await read();
    expect(state.size).toBe(7);
    expect(state.get("type 0")?.get("")).toBe("$1498");
    expect(await store.stateGroupChain(last)).toHaveLength(1);
    expect(await read()).toEqual(state);
    // The group's own changes are still known.
    expect(await store.stateGroups([last])).toEqual(groups.slice(-1));
    const next = { id: 12_000, parent: last, changes: [change("more", "$more")] };
    await store.commit({
      rooms: [write({ expectedHead: (await store.room("!r:a"))?.head, groups: [next] })],
      outside: [],
    });
    expect(await store.stateGroupChain(12_000)).toHaveLength(2);
    expect((await new States(store, new EventCache(store)).of(12_000)).size).toBe(8);
  });

  it("puts events and what is to be sent into one commit", async () => {
    const done = await store.commit({
      rooms: [
        write({
          expectedHead: (await store.room("!r:a"))?.head,
          events: [event("$8", { destinations: ["b", "c"] }), event("$9", { destinations: ["b"] })],
        }),
      ],
      outside: [],
    });
    expect(done.ok).toBe(true);
    expect([...(await store.waiting())].sort()).toEqual(["b", "c"]);
    const waiting = await store.peek("b", 10, 10);
    expect(waiting).toHaveLength(2);
    await store.remove("b", [waiting[0]?.sequence ?? 0]);
    expect(await store.peek("b", 10, 10)).toHaveLength(1);
    expect(await store.trim("b", 0, 0)).toBe(1);
  });

  it("gives one claim at a time", async () => {
    expect(await store.claim("b", "one", 0, 100)).toBe(true);
    expect(await store.claim("b", "two", 50, 150)).toBe(false);
    expect(await store.claim("b", "two", 100, 200)).toBe(true);
    await store.release("b", "two");
    expect(await store.claim("b", "one", 110, 210)).toBe(true);
  });

  it("has one first signing key, whoever asks", async () => {
    const keys = await Promise.all(
      ["a", "b", "c"].map((version) => store.ownKeys(() => generateKeyPair(version))),
    );
    expect(new Set(keys.map(({ current }) => current[0].keyId)).size).toBe(1);
  });

  it("is the same after it was closed", async () => {
    const before = await store.room("!r:a");
    await store.close();
    store = await made.open();
    expect(await store.room("!r:a")).toEqual(before);
  });

  if (name !== "PostgreSQL") return;
  it("tells other processes what was committed", async () => {
    const other = await made.open();
    const heard = new Promise((resolve) => other.onChange(resolve));
    const done = await store.commit({
      rooms: [write({ roomId: `!${randomUUID()}:a`, events: [event("$10")] })],
      outside: [],
    });
    expect(await heard).toMatchObject({ position: done.ok ? done.position : 0 });
    await other.close();
  });
});
