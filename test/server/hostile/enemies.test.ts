/** Bad input and enemies: each with the status and the code that the specification names. */
import { connect } from "node:net";
import { generateKeyPair, type JsonObject, own, signEvent } from "@knockgen/auth";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { eventOf, handshakesOf, outcome } from "../support/remote.js";
import { PASSWORD, startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let hs: TestServer;
let fake: FakeServer;
let alice: Client;
const lines: string[] = [];

beforeAll(async () => {
  hs = await startServer({
    config: { loginRate: { burst: 6, perSecond: 0.1 } },
    log: (level, message, details) => lines.push(JSON.stringify({ level, message, ...details })),
  });
  fake = await startFakeServer({ authority: testAuthority() });
  alice = await hs.user("alice", PASSWORD);
});
afterAll(async () => {
  await Promise.all([hs?.close(), fake?.close()]);
});

const ask = (uri: string) => fake.request({ destination: hs.serverName, method: "GET", uri });
const KNOCK = `/_matrix/federation/v1/make_knock/${encodeURIComponent("!a:b")}/@x:y?ver=10`;

async function transaction(id: string, pdus: readonly JsonObject[]): Promise<JsonObject> {
  const content = { origin: fake.name, origin_server_ts: Date.now(), pdus };
  const uri = `/_matrix/federation/v1/send/${id}`;
  const result = await fake.request({ destination: hs.serverName, method: "PUT", uri, content });
  if (!result.ok) throw new Error(outcome(result));
  return own(result.value as JsonObject, "pdus") as JsonObject;
}

async function sharedRoom(user: string): Promise<string> {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  await handshakesOf(fake).join({ roomId: room, userId: user, via: [hs.serverName] });
  return room;
}

it("a request with a wrong signature is 401", async () => {
  fake.requestKey = { ...generateKeyPair("x"), keyId: fake.key.keyId };
  expect(outcome(await ask(KNOCK))).toBe("401 M_UNAUTHORIZED");
  fake.requestKey = fake.key;
});

it("a request without a signature is 401", async () => {
  const answer = await fetch(`${hs.url}${KNOCK}`);
  expect([answer.status, (await answer.json()).errcode]).toEqual([401, "M_MISSING_TOKEN"]);
});

it("unknown paths are 404, wrong methods 405, both M_UNRECOGNIZED", async () => {
  const nowhere = await alice.get("/nowhere");
  expect([nowhere.status, nowhere.body.errcode]).toEqual([404, "M_UNRECOGNIZED"]);
  const wrong = await alice.put("/createRoom", {});
  expect([wrong.status, wrong.body.errcode]).toEqual([405, "M_UNRECOGNIZED"]);
});

it("unknown tokens are 401 M_UNKNOWN_TOKEN, also after logging out", async () => {
  const stranger = new Client(hs.url, "nobody's", "");
  expect((await stranger.get("/sync")).body.errcode).toBe("M_UNKNOWN_TOKEN");
  const eve = await hs.user("eve");
  expect((await eve.post("/logout")).status).toBe(200);
  const after = await eve.get("/sync");
  expect([after.status, after.body.errcode]).toEqual([401, "M_UNKNOWN_TOKEN"]);
});

it("rooms of others are 403", async () => {
  const room = encodeURIComponent(await alice.createRoom());
  const mallory = await hs.user("mallory");
  for (const path of [`/rooms/${room}/state`, `/rooms/${room}/members`, `/rooms/${room}/messages?dir=b`])
    expect((await mallory.get(path)).status).toBe(403);
  expect((await mallory.put(`/rooms/${room}/send/m.room.message/1`, {})).status).toBe(403);
  expect((await mallory.act(decodeURIComponent(room), "kick", alice.userId)).status).toBe(403);
});

it("broken, deep and oversized bodies are refused by their own codes", async () => {
  const send = async (body: string) => {
    const response = await fetch(`${hs.url}/_matrix/client/v3/createRoom`, {
      method: "POST",
      headers: { authorization: `Bearer ${alice.token}` },
      body,
    });
    return [response.status, (await response.json()).errcode];
  };
  expect(await send("{")).toEqual([400, "M_NOT_JSON"]);
  expect(await send(`{"x":${"[".repeat(5_000)}${"]".repeat(5_000)}}`)).toEqual([400, "M_BAD_JSON"]);
  expect(await send(`{"x":"${"x".repeat(2_000_000)}"}`)).toEqual([413, "M_TOO_LARGE"]);
});

it("an event that is too large is refused", async () => {
  const room = encodeURIComponent(await alice.createRoom());
  const answer = await alice.put(`/rooms/${room}/send/m.room.message/1`, { body: "x".repeat(70_000) });
  expect([answer.status, answer.body.errcode]).toEqual([413, "M_TOO_LARGE"]);
});

it("logging in is rate-limited", async () => {
  const stranger = new Client(hs.url, undefined, "");
  const attempt = () =>
    stranger.post("/login", {
      type: "m.login.password",
      identifier: { type: "m.id.user", user: "alice" },
      password: "wrong",
    });
  const answers = [];
  for (let at = 0; at < 8; at++) answers.push(await attempt());
  expect(answers[0]?.body.errcode).toBe("M_FORBIDDEN");
  const last = answers.at(-1);
  expect([last?.status, last?.body.errcode]).toEqual([429, "M_LIMIT_EXCEEDED"]);
  expect(last?.body.retry_after_ms).toBeGreaterThan(0);
});

it("an event signed by another server is refused in a transaction, the others are taken", async () => {
  const user = `@sender:${fake.name}`;
  const room = await sharedRoom(user);
  const forged = signEvent(
    eventOf(fake, room, alice.userId, { type: "m.room.message", content: { body: "forged" } }),
    "10",
    fake.name,
    fake.key,
  );
  const results = await transaction("forged", [forged]);
  expect(Object.values(results)).toEqual([{ error: expect.any(String) }]);
  const { chunk } = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=50`);
  expect(JSON.stringify(chunk)).not.toContain("forged");
});

it("a repeated transaction is answered alike and adds nothing", async () => {
  const user = `@repeater:${fake.name}`;
  const room = await sharedRoom(user);
  const last = fake.pdus.at(-1);
  const { chunk } = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=1`);
  const auth = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/state`);
  const idOf = (type: string, key: string) =>
    auth.find((each: { type: string; state_key: string }) => each.type === type && each.state_key === key)
      .event_id;
  const message = signEvent(
    eventOf(fake, room, user, {
      type: "m.room.message",
      content: { body: "once" },
      depth: 20,
      prev_events: [chunk[0].event_id],
      auth_events: [idOf("m.room.create", ""), idOf("m.room.power_levels", ""), idOf("m.room.member", user)],
    }),
    "10",
    fake.name,
    fake.key,
  );
  const first = await transaction("repeated", [message]);
  expect(Object.values(first)).toEqual([{}]);
  expect(await transaction("repeated", [message])).toEqual(first);
  expect(await transaction("another", [message])).toEqual(first);
  const after = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=50`);
  expect(
    after.chunk.filter((each: { content: { body?: string } }) => each.content.body === "once"),
  ).toHaveLength(1);
  expect(last).toBe(fake.pdus.find((pdu) => pdu === last));
});

it("private addresses are not called unless that is allowed", async () => {
  const careful = await startServer({ outgoing: { allowPrivateAddresses: false } });
  const bob = await careful.user("bob");
  const before = fake.requests.length;
  expect((await bob.knock(`!room:${fake.name}`, fake.name)).status).toBe(502);
  expect(fake.requests.length).toBe(before);
  await careful.close();
});

/** Sends bytes, and gives what comes back until the connection is closed. */
async function exchange(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.setEncoding("utf8");
  socket.on("data", (part: string) => {
    answer += part;
  });
  socket.write(bytes);
  await new Promise((resolve, reject) => {
    socket.on("close", resolve);
    socket.on("error", reject);
  });
  return answer;
}

const SLOW = "POST /_matrix/client/v3/register HTTP/1.1\r\nHost: x\r\n";
it.each([
  ["the end of its head", SLOW],
  ["its body", `${SLOW}Content-Length: 100\r\n\r\n{`],
])("a client that is slow with %s is 408, and harms nobody", async (_, bytes) => {
  const hasty = await startServer({ client: { port: 0, requestTimeoutMs: 500 } });
  const slow = Array.from({ length: 50 }, () => exchange(hasty.clientPort, bytes));
  const eve = await hasty.user("eve");
  expect((await eve.get("/account/whoami")).status).toBe(200);
  for (const answer of await Promise.all(slow)) {
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('"errcode":"M_UNKNOWN"');
  }
  await hasty.close();
});

it.each([
  ["400", "NONSENSE\r\n\r\n"],
  ["431", `${SLOW}X: ${"x".repeat(100_000)}\r\n\r\n`],
])("what is no request is %s, with an error of Matrix", async (status, bytes) => {
  const answer = await exchange(hs.clientPort, bytes);
  expect(answer.slice(9, 12)).toBe(status);
  expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))).errcode).toBe("M_UNKNOWN");
});

it("what is another's is 403 M_FORBIDDEN", async () => {
  const eve = await hs.user("eve2");
  const room = await alice.createRoom({ preset: "public_chat", room_alias_name: "hers" });
  expect((await eve.join(room)).status).toBe(200);
  const at = encodeURIComponent(room);
  const user = encodeURIComponent(alice.userId);
  const answers = [
    await eve.post(`/user/${user}/filter`, {}),
    await eve.get(`/user/${user}/filter/0`),
    await eve.put(`/directory/list/room/${at}`, { visibility: "public" }),
    await eve.call("DELETE", `/directory/room/${encodeURIComponent(`#hers:${hs.serverName}`)}`),
    await eve.setState(room, "m.room.member", { membership: "leave" }, alice.userId),
    await eve.setState(room, "org.example.note", { by: "eve" }, alice.userId),
    await eve.setState(room, "m.room.join_rules", { join_rule: "knock" }),
  ];
  for (const { status, body } of answers) expect([status, body.errcode]).toEqual([403, "M_FORBIDDEN"]);
});

it("writes no secret into the log", async () => {
  // Old clients send their tokens where logs are made of.
  const query = await fetch(`${hs.url}/_matrix/client/v3/account/whoami?access_token=${alice.token}`);
  expect(query.status).toBe(200);
  const log = lines.join("\n");
  expect(log).toContain("/_matrix/client/v3/createRoom");
  for (const secret of [alice.token ?? "", PASSWORD, "wrong"]) expect(log).not.toContain(secret);
});
