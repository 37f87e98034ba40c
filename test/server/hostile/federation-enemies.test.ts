/** Servers that mean no good, or do not know better: what they send, and what is made of it. */
import { request as httpsRequest } from "node:https";
import {
  canonicalJson,
  eventId,
  isJsonObject,
  type JsonObject,
  own,
  signEvent,
  signKeyDocument,
  signRequest,
} from "@knockgen/auth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { FakeRoom } from "../support/fake-room.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { eventOf, handshakesOf, outcome } from "../support/remote.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let hs: TestServer;
let fake: FakeServer;
let alice: Client;
let count = 0;
const lines: string[] = [];

beforeAll(async () => {
  hs = await startServer({
    log: (level, message, details) => lines.push(JSON.stringify({ level, message, ...details })),
  });
  fake = await startFakeServer({ authority: testAuthority() });
  alice = await hs.user("alice");
});
afterAll(async () => {
  await Promise.all([hs?.close(), fake?.close()]);
});

const PROFILE = "/_matrix/federation/v1/query/profile?user_id=%40a%3Ab";

/** Sends a request as it is, over TLS. */
function raw(
  method: string,
  path: string,
  authorization: string | undefined,
  body?: string,
): Promise<readonly [number | undefined, unknown]> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(
      {
        host: "127.0.0.1",
        port: hs.federationPort,
        ca: testAuthority().ca,
        method,
        path,
        headers: {
          ...(authorization === undefined ? {} : { authorization }),
          ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => resolve([response.statusCode, JSON.parse(text).errcode]));
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

const signed = (more: Partial<Parameters<typeof signRequest>[0]> = {}, key = fake.key): string =>
  signRequest({ method: "GET", uri: PROFILE, origin: fake.name, destination: hs.serverName, ...more }, key);

describe("a request", () => {
  it("without a signature is 401 M_MISSING_TOKEN", async () => {
    expect(await raw("GET", PROFILE, undefined)).toEqual([401, "M_MISSING_TOKEN"]);
  });

  it.each<[string, () => string]>([
    ["for another server", () => signed({ destination: "elsewhere.example" })],
    ["for another path", () => signed({ uri: `${PROFILE}&field=x` })],
    ["with another method", () => signed({ method: "PUT" })],
    ["with a body that was not sent", () => signed({ content: {} })],
    ["in the name of a server that cannot be", () => signed({ origin: "no server" })],
    ["in the name of this server", () => signed({ origin: hs.serverName })],
    ["that is rubbish", () => signed().replace(/sig="[^"]*"/, 'sig="rubbish"')],
  ])("with a signature %s is 401 M_UNAUTHORIZED", async (_, authorization) => {
    expect(await raw("GET", PROFILE, authorization())).toEqual([401, "M_UNAUTHORIZED"]);
  });

  it("whose body is another than was signed is 401 M_UNAUTHORIZED", async () => {
    const uri = "/_matrix/federation/v1/send/changed";
    const content = { origin: fake.name, origin_server_ts: 1, pdus: [] };
    const authorization = signed({ method: "PUT", uri, content });
    const changed = canonicalJson({ ...content, origin_server_ts: 2 });
    expect(await raw("PUT", uri, authorization, changed)).toEqual([401, "M_UNAUTHORIZED"]);
    expect(await raw("PUT", uri, authorization, canonicalJson(content))).toEqual([200, undefined]);
  });

  it("signed with keys that have expired is 401 M_UNAUTHORIZED", async () => {
    const late = await startFakeServer({ authority: testAuthority() });
    late.keyDocument = () =>
      signKeyDocument({ serverName: late.name, validUntilTs: Date.now() - 1 }, [late.key]);
    const result = await late.request({ destination: hs.serverName, method: "GET", uri: PROFILE });
    expect(outcome(result)).toBe("401 M_UNAUTHORIZED");
    await late.close();
  });

  it.each<[string, string, readonly [number, string]]>([
    ["that is no JSON", "{", [400, "M_NOT_JSON"]],
    ["that is too deep", `{"pdus":${"[".repeat(5_000)}${"]".repeat(5_000)}}`, [400, "M_BAD_JSON"]],
    ["that is too large", `{"x":"${"x".repeat(9_000_000)}"}`, [413, "M_TOO_LARGE"]],
  ])("with a body %s is refused by its own code", async (_, body, answer) => {
    const uri = "/_matrix/federation/v1/send/bad";
    expect(await raw("PUT", uri, signed({ method: "PUT", uri }), body)).toEqual(answer);
  });
});

/** A room of this server with a member at the fake one, and what an event there builds on. */
async function shared(name: string) {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const user = `@${name}${++count}:${fake.name}`;
  const joined = await handshakesOf(fake).join({ roomId: room, userId: user, via: [hs.serverName] });
  if (!joined.ok) throw new Error("could not join");
  const path = `/rooms/${encodeURIComponent(room)}`;
  const state: { type: string; state_key: string; event_id: string }[] = await alice.ok(
    "GET",
    `${path}/state`,
  );
  const idOf = (type: string, key: string) =>
    state.find((each) => each.type === type && each.state_key === key)?.event_id ?? "";
  const membership = idOf("m.room.member", user);
  const message = (body: string, prev: string, depth: number) =>
    signEvent(
      eventOf(fake, room, user, {
        type: "m.room.message",
        content: { body },
        depth,
        prev_events: [prev],
        auth_events: [idOf("m.room.create", ""), idOf("m.room.power_levels", ""), membership],
      }),
      "10",
      fake.name,
      fake.key,
    );
  const bodies = async (): Promise<unknown[]> => {
    const { chunk } = await alice.ok("GET", `${path}/messages?dir=f&limit=100`);
    return chunk
      .filter((each: { type: string }) => each.type === "m.room.message")
      .map((each: { content: { body?: unknown } }) => each.content.body);
  };
  return { room, user, membership, message, bodies };
}

async function send(...pdus: readonly JsonObject[]): Promise<JsonObject> {
  const result = await fake.request({
    destination: hs.serverName,
    method: "PUT",
    uri: `/_matrix/federation/v1/send/enemy${++count}`,
    content: { origin: fake.name, origin_server_ts: Date.now(), pdus },
  });
  const answers = result.ok && isJsonObject(result.value) ? own(result.value, "pdus") : undefined;
  if (!isJsonObject(answers)) throw new Error(outcome(result));
  return answers;
}

const idOf = (event: JsonObject): string => eventId(event, "10");
const REFUSED = { error: expect.any(String) };

it("more events than a transaction may hold are 400 M_BAD_JSON", async () => {
  const pdus = Array.from({ length: 51 }, () => ({}));
  await expect(send(...pdus)).rejects.toThrow("400 M_BAD_JSON");
});

it("transactions that arrive in the wrong order are put into the right one", async () => {
  const { membership, message, bodies } = await shared("late");
  const first = message("first", membership, 20);
  const second = message("second", idOf(first), 21);
  const third = message("third", idOf(second), 22);
  fake.responders.push(({ segments, content }) => {
    if (segments[3] !== "get_missing_events" || !isJsonObject(content)) return undefined;
    return { json: { events: [first, second] } };
  });
  expect(await send(third)).toEqual({ [idOf(third)]: {} });
  expect(await send(second, first)).toEqual({ [idOf(second)]: {}, [idOf(first)]: {} });
  expect(await bodies()).toEqual(["first", "second", "third"]);
});

it("an event whose content does not match its hash is kept without it", async () => {
  const { membership, message, bodies } = await shared("changed");
  const event = message("original", membership, 20);
  const changed = { ...event, content: { body: "changed" } };
  expect(Object.keys(await send(changed))).toEqual([idOf(event)]);
  expect(await bodies()).toEqual([undefined]);
});

it("an event is refused that is of a room in which its server is not", async () => {
  const { membership, message } = await shared("stranger");
  const stranger = await startFakeServer({ authority: testAuthority() });
  const template = message("x", membership, 20);
  const { signatures: _, hashes: __, ...bare } = template;
  const event = signEvent(
    { ...bare, sender: `@stranger:${stranger.name}` },
    "10",
    stranger.name,
    stranger.key,
  );
  const answer = await stranger.request({
    destination: hs.serverName,
    method: "PUT",
    uri: "/_matrix/federation/v1/send/stranger",
    content: { origin: stranger.name, origin_server_ts: Date.now(), pdus: [event] },
  });
  expect(answer).toMatchObject({ ok: true, value: { pdus: { [idOf(event)]: REFUSED } } });
  await stranger.close();
});

it("N19 X10 guests of a banned server are kept out everywhere", async () => {
  const { room, user, membership, message, bodies } = await shared("banned");
  const acl = { allow: ["*"], deny: ["127.0.0.1"] };
  expect((await alice.setState(room, "m.room.server_acl", acl)).status).toBe(200);
  const event = message("let me", membership, 20);
  expect(await send(event)).toEqual({ [idOf(event)]: REFUSED });
  expect(await bodies()).toEqual([]);
  const at = encodeURIComponent(room);
  const id = encodeURIComponent(membership);
  const who = encodeURIComponent(user);
  for (const path of [
    `make_join/${at}/${who}?ver=10`,
    `make_leave/${at}/${who}`,
    `make_knock/${at}/${who}?ver=10`,
    `state/${at}?event_id=${id}`,
    `state_ids/${at}?event_id=${id}`,
    `backfill/${at}?v=${id}&limit=5`,
    `event_auth/${at}/${id}`,
  ]) {
    const uri = `/_matrix/federation/v1/${path}`;
    expect(outcome(await fake.request({ destination: hs.serverName, method: "GET", uri }))).toBe(
      "403 M_FORBIDDEN",
    );
  }
  const missing = await fake.request({
    destination: hs.serverName,
    method: "POST",
    uri: `/_matrix/federation/v1/get_missing_events/${at}`,
    content: { earliest_events: [], latest_events: [membership] },
  });
  expect(outcome(missing)).toBe("403 M_FORBIDDEN");
});

it.each(["make_knock", "send_knock"])("an answer to %s without end is 502", async (operation) => {
  const room = new FakeRoom(fake, { join_rule: "knock" });
  fake.responders.push(({ segments }) =>
    segments[3] === operation && segments[4] === room.id ? { flood: true } : undefined,
  );
  const answer = await alice.knock(room.id, fake.name);
  expect([answer.status, answer.body.errcode]).toEqual([502, "M_UNKNOWN"]);
});

it.each([301, 302, 307, 308])("a redirect (%i) is not followed", async (status) => {
  const elsewhere = await startFakeServer({ authority: testAuthority() });
  const room = new FakeRoom(fake, { join_rule: "knock" });
  fake.responders.push(({ segments, uri }) =>
    segments[3] === "make_knock" && segments[4] === room.id
      ? { status, text: "", headers: { location: `https://${elsewhere.name}${uri}` } }
      : undefined,
  );
  const answer = await alice.knock(room.id, fake.name);
  expect([answer.status, answer.body.errcode]).toEqual([502, "M_UNKNOWN"]);
  expect(elsewhere.requests).toEqual([]);
  await elsewhere.close();
});

it.each<[string, JsonObject, readonly [number, string]]>([
  ["M_FORBIDDEN", { errcode: "M_FORBIDDEN", error: "no" }, [403, "M_FORBIDDEN"]],
  ["nothing of use", {}, [403, "M_UNKNOWN"]],
  ["a code that is none", { errcode: 5 }, [403, "M_UNKNOWN"]],
  ["a code that would log it out", { errcode: "M_UNKNOWN_TOKEN", soft_logout: false }, [403, "M_UNKNOWN"]],
  [
    "a code by which it would take its own server for an old one",
    { errcode: "M_UNRECOGNIZED" },
    [403, "M_UNKNOWN"],
  ],
])("a refusal with %s reaches the client as an error of Matrix", async (_, json, expected) => {
  const room = new FakeRoom(fake, { join_rule: "knock" });
  fake.responders.push(({ segments }) =>
    segments[3] === "make_knock" && segments[4] === room.id ? { status: 403, json } : undefined,
  );
  const answer = await alice.knock(room.id, fake.name);
  expect([answer.status, answer.body.errcode]).toEqual(expected);
});

it("N17 a room version that we do not know is told to the client", async () => {
  const room = new FakeRoom(fake, { join_rule: "knock" });
  const json = { errcode: "M_INCOMPATIBLE_ROOM_VERSION", error: "too new", room_version: "org.example.13" };
  fake.responders.push(({ segments }) =>
    segments[3] === "make_knock" && segments[4] === room.id ? { status: 400, json } : undefined,
  );
  const answer = await alice.knock(room.id, fake.name);
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ errcode: json.errcode, room_version: json.room_version });
});

it("writes no signature and no key into the log", () => {
  const log = lines.join("\n");
  expect(log).toContain("/_matrix/federation/v1/send/");
  for (const secret of ["X-Matrix", "sig=", "signatures", "PRIVATE"]) expect(log).not.toContain(secret);
});
