/** Events that the present state does not let in: kept, not shown, and no tips of the room's graph. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventId, isJsonObject, type JsonObject, own, signEvent } from "../../auth/index.js";
import type { Client } from "./support/client.js";
import { type FakeServer, startFakeServer } from "./support/fake-server.js";
import { eventOf, handshakesOf, outcome } from "./support/remote.js";
import { startServer, type TestServer, testAuthority } from "./support/servers.js";

let hs: TestServer;
let fake: FakeServer;
let alice: Client;

beforeAll(async () => {
  hs = await startServer();
  fake = await startFakeServer({ authority: testAuthority() });
  alice = await hs.user("alice");
});
afterAll(async () => {
  await Promise.all([hs?.close(), fake?.close()]);
});

const VERSION = "10";
let transactions = 0;

/** A room with a user of the fake server in it, and how that user sends events wherever they like. */
async function sharedRoom() {
  const user = `@mallory:${fake.name}`;
  const room = await alice.createRoom({ preset: "public_chat", room_version: VERSION });
  const joined = await handshakesOf(fake).join({ roomId: room, userId: user, via: [hs.serverName] });
  if (!joined.ok) throw new Error(outcome(joined));
  const { eventId: join, answer } = joined.value;
  const stateId = (type: string): string => {
    const found = answer.state.find((event) => own(event, "type") === type);
    return found === undefined ? "" : eventId(found, VERSION);
  };
  const auth = [stateId("m.room.create"), stateId("m.room.power_levels"), join];
  /** Sends an event that follows others, and gives its ID. */
  const send = async (type: string, prev: readonly string[]): Promise<string> => {
    const content = { body: `${type} ${++transactions}` };
    const more: JsonObject = { type, content, prev_events: [...prev], auth_events: auth, depth: 20 };
    const event = signEvent(eventOf(fake, room, user, more), VERSION, fake.name, fake.key);
    const sent = await fake.request({
      destination: hs.serverName,
      method: "PUT",
      uri: `/_matrix/federation/v1/send/soft-${transactions}`,
      content: { origin: fake.name, origin_server_ts: Date.now(), pdus: [event] },
    });
    const id = eventId(event, VERSION);
    expect(sent).toEqual({ ok: true, value: { pdus: { [id]: {} } } });
    return id;
  };
  return { room, join, send };
}

/** What the next event of the room follows. */
async function tips(room: string): Promise<unknown> {
  const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/${++transactions}`;
  const { event_id: id } = await alice.ok("PUT", path, { body: "next" });
  const isNext = (event: JsonObject): boolean => eventId(event, VERSION) === id;
  await fake.until(({ pdus }) => pdus.some(isNext));
  return own(fake.pdus.find(isNext) ?? {}, "prev_events");
}

async function restrict(room: string, type: string): Promise<string> {
  const path = `/rooms/${encodeURIComponent(room)}/state/m.room.power_levels/`;
  const levels: unknown = await alice.ok("GET", path);
  const body = isJsonObject(levels) ? { ...levels, events: { [type]: 50 } } : {};
  return (await alice.ok("PUT", path, body)).event_id;
}

it("an event on a soft-failed one takes the place of what that one follows", async () => {
  const { room, join, send } = await sharedRoom();
  const levels = await restrict(room, "org.example.late");
  const before = await send("m.room.message", [join]);
  const soft = await send("org.example.late", [before]);
  const softer = await send("org.example.late", [soft]);
  const after = await send("m.room.message", [softer]);
  expect(await tips(room)).toEqual([levels, after]);
});

it("a soft-failed event is no tip, takes no place, and is shown to nobody", async () => {
  const { room, join, send } = await sharedRoom();
  const levels = await restrict(room, "org.example.late");
  const before = await send("m.room.message", [join]);
  const soft = await send("org.example.late", [before]);
  expect(await tips(room)).toEqual([levels, before]);
  const page = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=50`);
  const shown: string[] = page.chunk.map(({ event_id }: { event_id: string }) => event_id);
  expect([shown.includes(before), shown.includes(soft)]).toEqual([true, false]);
});
