/** Servers that never answer: those who wait for them are told in a bounded time, and others do not wait. */
import { isJsonObject, own, signEvent } from "@knockgen/auth";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Answer, Client } from "../support/client.js";
import { FakeRoom } from "../support/fake-room.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { eventOf, handshakesOf, outcome } from "../support/remote.js";
import type { Reply } from "../support/reply.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

const TIMEOUT_MS = 400;
const PATIENCE_MS = 1_000;

let hs: TestServer;
let fake: FakeServer;
let bob: Client;
/** Operations that the fake server is silent about, such as `make_knock`. */
let silent: readonly string[] = [];
let count = 0;

const hush = ({ segments }: { segments: readonly string[] }): Reply | undefined =>
  segments.some((segment) => silent.includes(segment)) ? { never: true } : undefined;

beforeAll(async () => {
  hs = await startServer({
    outgoing: {
      allowPrivateAddresses: true,
      timeoutMs: TIMEOUT_MS,
      patienceMs: PATIENCE_MS,
      backOff: { firstMs: 100, maxMs: 1_000 },
    },
  });
  fake = await startFakeServer({ authority: testAuthority() });
  bob = await hs.user("bob");
});
beforeEach(() => {
  silent = [];
});
afterAll(async () => {
  await Promise.all([hs?.close(), fake?.close()]);
});

/** A room at the fake server that is silent about some operations. */
function room(...operations: readonly string[]): FakeRoom {
  const made = new FakeRoom(fake, { join_rule: "knock" });
  fake.responders.push(hush);
  silent = operations;
  return made;
}

const query = (servers: readonly string[]) =>
  servers.map((server) => `via=${encodeURIComponent(server)}`).join("&");

it.each<[string, () => Promise<Answer>]>([
  ["make_knock", () => bob.knock(room("make_knock").id, fake.name)],
  ["send_knock", () => bob.knock(room("send_knock").id, fake.name)],
  ["make_join", () => bob.join(room("make_join").id, fake.name)],
  [
    "an alias",
    () => {
      fake.responders.push(hush);
      silent = ["directory"];
      return bob.post(`/knock/${encodeURIComponent(`#x:${fake.name}`)}`);
    },
  ],
  [
    "an invite",
    async () => {
      fake.responders.push(hush);
      silent = ["invite"];
      return bob.act(await bob.createRoom({ room_version: "10" }), "invite", `@guest:${fake.name}`);
    },
  ],
  [
    "the public rooms",
    () => {
      fake.responders.push(hush);
      silent = ["publicRooms"];
      return bob.get(`/publicRooms?server=${encodeURIComponent(fake.name)}`);
    },
  ],
])("a server that is silent about %s is 502 M_UNKNOWN, though it never answers", async (_, act) => {
  const answer = await act();
  expect([answer.status, answer.body.errcode]).toEqual([502, "M_UNKNOWN"]);
});

it("X2 the silences of many servers do not add up", async () => {
  const { id } = room("make_knock");
  const others = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const other = await startFakeServer({ authority: testAuthority() });
      other.responders.push(() => ({ never: true }));
      return other;
    }),
  );
  const names = others.map(({ name }) => name);
  const answer = await bob.post(`/knock/${encodeURIComponent(id)}?${query([fake.name, ...names])}`);
  expect([answer.status, answer.body.errcode]).toEqual([502, "M_UNKNOWN"]);
  expect(others.filter(({ requests }) => requests.length > 0).length).toBeLessThan(8);
  await Promise.all(others.map((other) => other.close()));
});

it("X2 a silent server does not keep the next one from helping", async () => {
  const mute = await startFakeServer({ authority: testAuthority(), host: "localhost" });
  mute.responders.push(() => ({ never: true }));
  const { id } = room();
  const answer = await bob.post(`/knock/${encodeURIComponent(id)}?${query([mute.name, fake.name])}`);
  expect(answer.status).toBe(200);
  await mute.close();
});

it("a knock is answered though nobody tells whose keys its stripped state is signed with", async () => {
  const mute = await startFakeServer({ authority: testAuthority(), host: "localhost" });
  mute.responders.push(() => ({ never: true }));
  const made = room();
  const name = signEvent(
    eventOf(mute, made.id, `@owner:${mute.name}`, { type: "m.room.name", state_key: "", content: {} }),
    "10",
    mute.name,
    mute.key,
  );
  const [create] = made.events.values();
  fake.responders.push(({ segments, content }) => {
    if (segments[3] !== "send_knock" || !isJsonObject(content)) return undefined;
    made.take(content);
    return { json: { knock_room_state: [create ?? {}, name] } };
  });
  expect((await bob.knock(made.id, fake.name)).status).toBe(200);
  const { events } = (await bob.sync()).rooms.knock[made.id].knock_state;
  const types = events.map((event: { type: string }) => event.type).sort();
  expect(types).toEqual(["m.room.create", "m.room.member"]);
  await mute.close();
});

it("X6 withdrawing a knock does not wait for ever", async () => {
  const made = room();
  expect((await bob.knock(made.id, fake.name)).status).toBe(200);
  silent = ["make_leave"];
  expect((await bob.act(made.id, "leave")).status).toBe(200);
  silent = [];
  await fake.until(() => made.membershipOf(bob.userId) === "leave");
});

it("a server that takes no transactions holds nobody up", async () => {
  const mute = await startFakeServer({ authority: testAuthority(), host: "localhost" });
  const id = await bob.createRoom({ preset: "public_chat", room_version: "10" });
  for (const server of [mute, fake]) {
    const user = { roomId: id, userId: `@member:${server.name}`, via: [hs.serverName] };
    expect((await handshakesOf(server).join(user)).ok).toBe(true);
  }
  mute.responders.push(({ segments }) => (segments[3] === "send" ? { never: true } : undefined));
  for (let at = 0; at < 5; at++) {
    const topic = `topic ${at}`;
    expect((await bob.setState(id, "m.room.topic", { topic })).status).toBe(200);
    await fake.until((server) => own(server.newest("m.room.topic", "") ?? {}, "topic") === topic);
  }
  await mute.close();
});

it("an event whose past nobody tells is refused in a bounded time", async () => {
  const id = await bob.createRoom({ preset: "public_chat", room_version: "10" });
  const user = `@member${++count}:${fake.name}`;
  expect((await handshakesOf(fake).join({ roomId: id, userId: user, via: [hs.serverName] })).ok).toBe(true);
  fake.responders.push(hush);
  silent = ["get_missing_events", "event_auth"];
  const event = eventOf(fake, id, user, {
    type: "m.room.message",
    prev_events: ["$no"],
    auth_events: ["$no"],
  });
  const content = {
    origin: fake.name,
    origin_server_ts: Date.now(),
    pdus: [signEvent(event, "10", fake.name, fake.key)],
  };
  const uri = `/_matrix/federation/v1/send/gap${count}`;
  const result = await fake.request({ destination: hs.serverName, method: "PUT", uri, content });
  const pdus = result.ok && isJsonObject(result.value) ? own(result.value, "pdus") : undefined;
  expect(isJsonObject(pdus) && Object.values(pdus)).toEqual([{ error: expect.any(String) }]);
});

it("a server that does not tell its keys is 401 M_UNAUTHORIZED in a bounded time", async () => {
  const mute = await startFakeServer({ authority: testAuthority(), host: "localhost" });
  mute.responders.push(() => ({ never: true }));
  const uri = "/_matrix/federation/v1/query/profile?user_id=%40a%3Ax";
  const result = await mute.request({ destination: hs.serverName, method: "GET", uri });
  expect(outcome(result)).toBe("401 M_UNAUTHORIZED");
  await mute.close();
});
