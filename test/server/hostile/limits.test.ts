/** Limits: on failed signatures (O6), on every write (O9), behind proxies (O10), on invites of other servers (O12). */
import { request } from "node:http";
import { eventId, generateKeyPair, type JsonObject, signEvent } from "@knockgen/auth";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CreateServerOptions } from "../../../server/index.js";
import { Client } from "../support/client.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { eventOf, outcome } from "../support/remote.js";
import { PASSWORD, startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

const FEW = { burst: 3, perSecond: 0.001 };
let fake: FakeServer;
let other: FakeServer;
const servers: TestServer[] = [];

beforeAll(async () => {
  fake = await startFakeServer({ authority: testAuthority() });
  other = await startFakeServer({ authority: testAuthority(), host: "localhost" });
});
afterAll(async () => {
  await Promise.all([...servers.map((server) => server.close()), fake?.close(), other?.close()]);
});

async function limited(config: Partial<CreateServerOptions["config"]>): Promise<TestServer> {
  const server = await startServer({ config });
  servers.push(server);
  return server;
}

/** A short request of a server. */
async function asked(from: FakeServer, hs: TestServer): Promise<string> {
  const uri = `/_matrix/federation/v1/query/profile?user_id=${encodeURIComponent(`@nobody:${hs.serverName}`)}`;
  return outcome(await from.request({ destination: hs.serverName, method: "GET", uri }));
}

/** The same, with a signature that is none of the server's. */
async function forged(from: FakeServer, hs: TestServer): Promise<string> {
  from.requestKey = { ...generateKeyPair("x"), keyId: from.key.keyId };
  try {
    return await asked(from, hs);
  } finally {
    from.requestKey = from.key;
  }
}

const GOOD = "404 M_NOT_FOUND";
const BAD = "401 M_UNAUTHORIZED";
const WAIT = "429 M_LIMIT_EXCEEDED";

it("O6: whoever signs badly has to wait, and others need not", async () => {
  const hs = await limited({ failedSignatureRate: FEW });
  const answers: string[] = [];
  for (let at = 0; at < 5; at++) answers.push(await forged(fake, hs));
  expect(answers).toEqual([BAD, BAD, WAIT, WAIT, WAIT]);
  // Without a look at it: this one would have been good.
  expect(await asked(fake, hs)).toBe(WAIT);
  expect(await asked(other, hs)).toBe(GOOD);
});

it("O6: bad signatures in the name of a server that has signed well from there do not shut it out", async () => {
  const hs = await limited({ failedSignatureRate: FEW });
  expect(await asked(fake, hs)).toBe(GOOD);
  const answers: string[] = [];
  for (let at = 0; at < 5; at++) answers.push(await forged(fake, hs));
  expect(answers).toEqual([BAD, BAD, WAIT, WAIT, WAIT]);
  expect(await asked(fake, hs)).toBe(GOOD);
});

it("O6: one address cannot go on in the name of one server after another", async () => {
  const hs = await limited({ addressFailedSignatureRate: FEW });
  const answers = [await forged(fake, hs), await forged(other, hs), await forged(fake, hs)];
  expect(answers).toEqual([BAD, BAD, BAD]);
  expect(await forged(other, hs)).toBe(WAIT);
});

/** Statuses of the same done some times. */
async function statuses(times: number, act: (at: number) => Promise<{ readonly status: number }>) {
  const seen: number[] = [];
  for (let at = 0; at < times; at++) seen.push((await act(at)).status);
  return seen;
}

const LIMITED = [200, 200, 200, 429];

it("O9: each write of a user counts, whatever it does", async () => {
  const hs = await limited({ userWriteRate: FEW });
  const alice = await hs.user("alice");
  const bob = await hs.user("bob");
  const room = await alice.createRoom();
  expect(await statuses(3, (at) => alice.setState(room, "m.room.topic", { topic: String(at) }))).toEqual([
    200, 200, 429,
  ]);
  expect((await alice.get("/joined_rooms")).status).toBe(200);
  await bob.createRoom();
});

it("O9: each write in a room counts, whoever makes it", async () => {
  const hs = await limited({ roomWriteRate: FEW });
  const alice = await hs.user("alice");
  const bob = await hs.user("bob");
  const room = await alice.createRoom({ preset: "public_chat" });
  expect((await bob.join(room)).status).toBe(200);
  const path = (at: number) => `/rooms/${encodeURIComponent(room)}/send/m.room.message/${at}`;
  const talk = (at: number) => (at % 2 ? alice : bob).put(path(at), { body: String(at) });
  expect((await statuses(4, talk)).includes(429)).toBe(true);
  await alice.createRoom();
});

it("O9: joins by a state event count as joins, and new names of members do not", async () => {
  const hs = await limited({ joinRate: FEW });
  const [alice, bob] = [await hs.user("alice"), await hs.user("bob")];
  const rooms: string[] = [];
  for (let at = 0; at < 4; at++) rooms.push(await alice.createRoom({ preset: "public_chat" }));
  const enter = (at: number, displayname?: string) =>
    bob.setState(rooms[at] ?? "", "m.room.member", { membership: "join", displayname }, bob.userId);
  expect(await statuses(4, (at) => enter(at))).toEqual(LIMITED);
  expect(await statuses(5, (at) => enter(0, `bob${at}`))).toEqual([200, 200, 200, 200, 200]);
});

it("O9: what is refused in a room leaves its members their writes", async () => {
  const hs = await limited({ roomWriteRate: FEW });
  const [alice, mallory] = [await hs.user("alice"), await hs.user("mallory")];
  const room = await alice.createRoom();
  const talk = (user: Client, at: number) => user.setState(room, "m.room.topic", { topic: String(at) });
  expect(await statuses(5, (at) => talk(mallory, at))).toEqual([403, 403, 403, 403, 403]);
  expect(await statuses(4, (at) => talk(alice, at))).toEqual(LIMITED);
});

it.each<
  [string, Partial<CreateServerOptions["config"]>, (user: Client, at: number) => Promise<{ status: number }>]
>([
  ["rooms are made", { roomCreationRate: FEW }, (user) => user.post("/createRoom", {})],
  [
    "accounts are opened",
    { registrationRate: { burst: 4, perSecond: 0.001 } },
    (user, at) =>
      new Client(hostOf(user), undefined, "").post("/register", {
        username: `more${at}`,
        auth: { type: "m.login.dummy" },
      }),
  ],
])("O9: how often %s is limited", async (_, config, act) => {
  const hs = await limited(config);
  const alice = await hs.user("alice");
  expect(await statuses(4, (at) => act(alice, at))).toEqual(LIMITED);
});

function hostOf({ base }: Client): string {
  return base;
}

it("O9: the invites of a new room count, and there is no room where they are too many", async () => {
  const hs = await limited({ inviteRate: FEW });
  const alice = await hs.user("alice");
  const users = await Promise.all(["bob", "carol", "dave"].map((name) => hs.user(name)));
  const invite = users.map(({ userId }) => userId);
  expect(await statuses(2, () => alice.post("/createRoom", { invite }))).toEqual([200, 429]);
  expect((await alice.get("/joined_rooms")).body.joined_rooms).toHaveLength(1);
});

it("O9: registrations do not use up logins, nor do good logins use up bad ones", async () => {
  const hs = await limited({ registrationRate: FEW, loginFailureRate: FEW });
  const login = (password: string) => logIn(hs, "alice", password);
  await hs.user("alice", PASSWORD);
  await hs.user("bob", PASSWORD);
  await hs.user("carol", PASSWORD);
  expect(await statuses(6, () => login(PASSWORD))).toEqual([200, 200, 200, 200, 200, 200]);
  expect(await statuses(4, () => login("wrong"))).toEqual([403, 403, 403, 429]);
});

/** A login through a proxy on this machine, which names the client. */
function logIn(hs: TestServer, user: string, password: string, forwarded?: string) {
  const body = JSON.stringify({
    type: "m.login.password",
    identifier: { type: "m.id.user", user },
    password,
  });
  const headers = {
    "content-type": "application/json",
    ...(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }),
  };
  return new Promise<{ status: number }>((resolve, reject) => {
    const sent = request(`${hs.url}/_matrix/client/v3/login`, { method: "POST", headers }, (response) => {
      response.resume();
      response.once("end", () => resolve({ status: response.statusCode ?? 0 }));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

it("O10: behind a proxy that is trusted, the client counts that it names last; IPv6 by /64", async () => {
  const hs = await limited({ loginFailureRate: FEW, trustedProxies: ["127.0.0.0/8", "10.1.0.0/16"] });
  await hs.user("alice", PASSWORD);
  const from = (forwarded: string) => logIn(hs, "alice", "wrong", forwarded);
  // The addresses that a client makes up stand before its own address.
  expect(await statuses(4, (at) => from(`198.51.100.${at}, 203.0.113.5, 10.1.2.3`))).toEqual([
    403, 403, 403, 429,
  ]);
  expect((await from("203.0.113.6")).status).toBe(403);
  expect(await statuses(4, (at) => from(`2001:db8:1:2:${at}::1`))).toEqual([403, 403, 403, 429]);
  expect((await from("2001:db8:1:3::1")).status).toBe(403);
  // The account is not locked out.
  expect((await logIn(hs, "alice", PASSWORD, "203.0.113.7")).status).toBe(200);
});

it.each([
  ["a port", (at: number) => `203.0.113.5:${1_000 + at}, 10.1.2.3:${at}`],
  ["brackets, and a port", (at: number) => `"[2001:db8::${at}]:${1_000 + at}"`],
  [
    "other forms of one address",
    (at: number) => ["203.0.113.9", "::ffff:203.0.113.9", "::ffff:cb00:7109"][at % 3],
  ],
  ["no address at all", (at: number) => `nothing${at}`],
])("O10: a client counts as one where its proxy writes %s", async (_, forwarded) => {
  const hs = await limited({ loginFailureRate: FEW, trustedProxies: ["127.0.0.1", "10.1.0.0/16"] });
  await hs.user("alice", PASSWORD);
  const from = (at: number) => logIn(hs, "alice", "wrong", forwarded(at));
  expect(await statuses(4, from)).toEqual([403, 403, 403, 429]);
  expect((await logIn(hs, "alice", PASSWORD, "::ffff:c633:6401")).status).toBe(200);
});

it("O10: without a proxy that is trusted, what is said to be forwarded is ignored", async () => {
  const hs = await limited({ loginFailureRate: FEW });
  await hs.user("alice", PASSWORD);
  expect(await statuses(4, (at) => logIn(hs, "alice", "wrong", `203.0.113.${at}`))).toEqual([
    403, 403, 403, 429,
  ]);
});

it("O9: what servers send a room that is malformed leaves its members their writes", async () => {
  const hs = await limited({ roomWriteRate: FEW });
  const alice = await hs.user("alice");
  const room = await alice.createRoom();
  const send = async (at: number): Promise<string> => {
    const uri = `/_matrix/federation/v1/send_knock/${encodeURIComponent(room)}/$${at}`;
    return outcome(await fake.request({ destination: hs.serverName, method: "PUT", uri, content: {} }));
  };
  for (let at = 0; at < 5; at++) expect(await send(at)).toBe("400 M_INVALID_PARAM");
  expect(await statuses(4, (at) => alice.setState(room, "m.room.topic", { topic: String(at) }))).toEqual(
    LIMITED,
  );
});

/** Has a server invite a user of another to a room of its own. */
async function invite(from: FakeServer, hs: TestServer, target: string, at: number, size = 0, by = from) {
  const room = `!room${at}:${from.name}`;
  const make = (more: JsonObject): JsonObject =>
    signEvent(eventOf(from, room, `@inviter:${from.name}`, more), "10", from.name, by.key);
  const event = make({ state_key: target, content: { membership: "invite" } });
  const create = make({ type: "m.room.create", state_key: "", content: { room_version: "10" } });
  const topic = (key: number): JsonObject =>
    make({ type: "m.room.topic", state_key: String(key), content: { topic: "x".repeat(size) } });
  const state = [...Array.from({ length: size === 0 ? 0 : 20 }, (_, key) => topic(key)), create];
  const path = [room, eventId(event, "10")].map(encodeURIComponent).join("/");
  return outcome(
    await from.request({
      destination: hs.serverName,
      method: "PUT",
      uri: `/_matrix/federation/v2/invite/${path}`,
      content: { room_version: "10", event, invite_room_state: state },
    }),
  );
}

it("O12: invites of another server are limited by server and by user", async () => {
  const hs = await limited({ originInviteRate: FEW, receivedInviteRate: { burst: 2, perSecond: 0.001 } });
  const alice = await hs.user("alice");
  const bob = await hs.user("bob");
  const answers: string[] = [];
  for (const [at, { userId }] of [alice, alice, alice, bob].entries())
    answers.push(await invite(fake, hs, userId, at));
  expect(answers).toEqual(["200", "200", WAIT, WAIT]);
  expect([await invite(other, hs, bob.userId, 9), await invite(other, hs, alice.userId, 10)]).toEqual([
    "200",
    WAIT,
  ]);
});

it("O12: invites that are refused keep none of another server away", async () => {
  const hs = await limited({ receivedInviteRate: FEW });
  const { userId } = await hs.user("alice");
  for (let at = 0; at < 5; at++)
    expect(await invite(fake, hs, userId, at, 0, other)).toBe("400 M_INVALID_PARAM");
  expect(await invite(other, hs, userId, 5)).toBe("200");
});

it("O12: the state that comes with an invite is kept up to a size, the create event always", async () => {
  const hs = await limited({});
  const alice = await hs.user("alice");
  expect(await invite(fake, hs, alice.userId, 1, 30_000)).toBe("200");
  const [shown] = Object.values<JsonObject>((await alice.sync()).rooms.invite);
  const text = JSON.stringify(shown);
  expect(text).toContain("m.room.create");
  expect(text.length).toBeLessThan(160_000);
});

it("O8, O12: state of an invite that takes much once it is parsed is left out, however short its text is", async () => {
  const hs = await limited({});
  const alice = await hs.user("alice");
  const room = `!junk:${fake.name}`;
  const make = (more: JsonObject): JsonObject =>
    signEvent(eventOf(fake, room, `@inviter:${fake.name}`, more), "10", fake.name, fake.key);
  const junk = Array.from({ length: 15_000 }, () => ({}));
  const event = make({ state_key: alice.userId, content: { membership: "invite", junk } });
  const create = make({ type: "m.room.create", state_key: "", content: { room_version: "10" } });
  const topic = make({ type: "m.room.topic", state_key: "", content: { topic: "x", junk } });
  const path = [room, eventId(event, "10")].map(encodeURIComponent).join("/");
  const uri = `/_matrix/federation/v2/invite/${path}`;
  const content = { room_version: "10", event, invite_room_state: [topic, create] };
  expect(outcome(await fake.request({ destination: hs.serverName, method: "PUT", uri, content }))).toBe(
    "200",
  );
  const { events } = (await alice.sync()).rooms.invite[room].invite_state;
  expect(events.map(({ type }: { readonly type: string }) => type)).toEqual([
    "m.room.create",
    "m.room.member",
  ]);
  expect(events[1].content).toEqual({ membership: "invite", junk });
});
