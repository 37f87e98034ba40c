/** C40, C48: receipts of other servers' users that come before their events, within bounds. */
import type { JsonObject } from "@knockgen/auth";
import { expect, it, onTestFinished } from "vitest";
import { EarlyReceipts } from "../../../server/receipts/early-receipts.js";
import { isOf } from "../../../server/receipts/thread.js";
import { Room } from "../../../server/room/room.js";
import { type EventRow, toEvent } from "../../../server/store/rooms/room-rows.js";
import type { StoredEvent } from "../../../server/store/store.js";
import { eventRow } from "../support/event-row.js";
import { startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { startServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

const ROOM = "!r:a";
const events = (held: ReadonlyMap<string, StoredEvent>) => async (ids: readonly string[]) =>
  ids.flatMap((id) => held.get(id) ?? []);

/** A room with some users in it, whose events come when a test says so. */
function rig(users: readonly string[]) {
  const held = new Map<string, StoredEvent>();
  const saved: string[] = [];
  const room = Room.empty(ROOM, "10");
  room.load(
    users.map((stateKey) => ({ type: "m.room.member", stateKey, eventId: stateKey, membership: "join" })),
  );
  const early = new EarlyReceipts({
    announce: () => {},
    store: {
      events: events(held),
      saveReceipt: async ({ userId }) => {
        saved.push(userId);
        return { base: 0, position: 0, rooms: [], users: [], destinations: [], redacted: [] };
      },
    },
    writer: { room: async () => room },
  });
  const come = (id: string, more: Partial<EventRow> = {}): void => {
    held.set(id, toEvent(eventRow(id, {}, more)));
  };
  const receiptOf = (userId: string, eventId: string) =>
    ({ roomId: ROOM, userId, type: "m.read", threadId: undefined, eventId, ts: 5 }) as const;
  return { early, saved, come, receiptOf };
}

it("C48 of those that wait in a room, the oldest beyond 200 is dropped", async () => {
  const users = Array.from({ length: 201 }, (_, at) => `@u${at}:b`);
  const { early, saved, come, receiptOf } = rig(users);
  for (const user of users) await early.save(receiptOf(user, "$late"));
  expect(saved).toEqual([]);
  come("$late");
  await early.look(ROOM);
  expect(saved).toEqual(users.slice(1));
  expect(early.has(ROOM)).toBe(false);
});

it("C48 a receipt that names an event of another room is dropped", async () => {
  const { early, saved, come, receiptOf } = rig(["@u:b"]);
  come("$elsewhere", { room_id: "!other:a" });
  await early.save(receiptOf("@u:b", "$elsewhere"));
  expect([saved, early.has(ROOM)]).toEqual([[], false]);
  come("$here");
  await early.save(receiptOf("@u:b", "$here"));
  expect(saved).toEqual(["@u:b"]);
});

it("C40 a chain of relations that leaves the room leads to no thread", async () => {
  const relation = (to: string) => ({ "m.relates_to": { rel_type: "m.reference", event_id: to } });
  const reply = toEvent(eventRow("$reply", relation("$between")));
  const leads = (room_id: string): Promise<boolean> => {
    const between = toEvent(eventRow("$between", relation("$root"), { room_id }));
    return isOf({ store: { events: events(new Map([["$between", between]])) } }, reply, "$root");
  };
  expect([await leads(ROOM), await leads("!other:a")]).toEqual([true, false]);
});

/** A user's server, and another one with a guest in the user's room, which says what the guest has read. */
async function startReaders() {
  const server = await startServer();
  onTestFinished(() => server.close());
  const fake = await startFakeServer({ authority: testAuthority() });
  onTestFinished(() => fake.close());
  const alice = await server.user("alice");
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, server.serverName, room, "10");
  const say = async (id: string): Promise<string> =>
    (await alice.ok("PUT", `/rooms/${encodeURIComponent(room)}/send/m.room.message/${id}`, { body: id }))
      .event_id;
  /** That the guest has read an event, after what is said of strangers. */
  const readAfter = (strangers: number, event: string, ts: number) => ({
    edu_type: "m.receipt",
    content: {
      [room]: {
        "m.read": Object.fromEntries([
          ...Array.from({ length: strangers }, (_, at) => [`@${at}:${fake.name}`, {}]),
          [guest.user, { data: { ts }, event_ids: [event] }],
        ]),
      },
    },
  });
  const send = async (edus: readonly JsonObject[]): Promise<void> => {
    const sent = await fake.request({
      destination: server.serverName,
      method: "PUT",
      uri: "/_matrix/federation/v1/send/some",
      content: { origin: fake.name, origin_server_ts: Date.now(), pdus: [], edus },
    });
    expect(sent.ok).toBe(true);
  };
  /** When the guest has read which event, as alice sees it. */
  const seen = async (): Promise<Record<string, number>> => {
    const found: { type: string; content: Record<string, { "m.read": Record<string, { ts: number }> }> }[] = (
      await alice.sync()
    ).rooms.join[room].ephemeral.events;
    const receipts = found.filter(({ type }) => type === "m.receipt");
    return Object.fromEntries(
      receipts.flatMap(({ content }) =>
        Object.entries(content).map(([id, { "m.read": users }]) => [id, users[guest.user]?.ts ?? 0]),
      ),
    );
  };
  return { say, readAfter, send, seen };
}

it("C48 of one EDU, 500 rooms and users are looked at", async () => {
  const { say, readAfter, send, seen } = await startReaders();
  const [first, second] = [await say("first"), await say("second")];
  // The room counts as well, and users come in the order of their names. Of a user's receipts, the furthest stays.
  await send([readAfter(498, first, 4), readAfter(499, second, 5)]);
  expect(await seen()).toEqual({ [first]: 4 });
});

it("C48 a receipt of a time before 1970 is one of now", async () => {
  const { say, readAfter, send, seen } = await startReaders();
  const event = await say("first");
  const before = Date.now();
  await send([readAfter(0, event, -1)]);
  const receipts = await seen();
  expect(Object.keys(receipts)).toEqual([event]);
  expect(receipts[event]).toBeGreaterThanOrEqual(before);
});
