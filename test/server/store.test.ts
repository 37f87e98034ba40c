/** One suite for both databases: what is committed is there, all of it or nothing. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateKeyPair } from "../../auth/index.js";
import { openStore } from "../../server/store/open.js";
import type { NewEvent, RoomWrite, Store } from "../../server/store/types.js";
import { postgresSchema } from "./support/postgres.js";

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
  device: undefined,
  destinations: [],
  ...more,
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
  redactions: [],
  ...more,
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

describe.each([
  ["embedded", embedded],
  ["PostgreSQL", server],
])("%s", (name, make) => {
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
      outOfBand: [],
    });
    if (!first.ok) throw new Error("stale");
    const room = await store.room("!r:a");
    expect(room?.head).toBe(first.position);
    const second = await store.commit({
      rooms: [write({ expectedHead: first.position, events: [event("$3")] })],
      outOfBand: [],
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

  it("writes nothing for a room that has moved on", async () => {
    const head = (await store.room("!r:a"))?.head;
    const stale = await store.commit({
      rooms: [write({ expectedHead: 0, events: [event("$4")] })],
      outOfBand: [],
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
      outOfBand: [],
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
    const change = (type: string, after: string | undefined) => ({
      type,
      stateKey: "",
      before: undefined,
      after,
    });
    const set = await store.commit({
      rooms: [
        write({
          expectedHead: (await store.room("!r:a"))?.head,
          groups: [{ id: 5, parent: undefined, changes: [change("a", "$1"), change("b", "$2")] }],
          currentState: [change("a", "$1"), change("b", "$2"), change("a", "$3")],
        }),
      ],
      outOfBand: [],
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
      outOfBand: [],
    });
    expect(await store.currentState("!r:a")).toMatchObject([{ type: "b", stateKey: "", eventId: "$2" }]);
    expect(await store.stateGroupChain(5)).toHaveLength(1);
  });

  it("puts events and what is to be sent into one commit", async () => {
    const done = await store.commit({
      rooms: [
        write({
          expectedHead: (await store.room("!r:a"))?.head,
          events: [event("$8", { destinations: ["b", "c"] }), event("$9", { destinations: ["b"] })],
        }),
      ],
      outOfBand: [],
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

  it.runIf(name === "PostgreSQL")("tells other processes what was committed", async () => {
    const other = await made.open();
    const heard = new Promise((resolve) => other.onChange(resolve));
    const done = await store.commit({
      rooms: [write({ roomId: `!${randomUUID()}:a`, events: [event("$10")] })],
      outOfBand: [],
    });
    expect(await heard).toMatchObject({ position: done.ok ? done.position : 0 });
    await other.close();
  });
});
