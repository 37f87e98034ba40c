/** Knocking where the room's server has a mind of its own, or several servers take part. */
import { contentHash, type JsonObject, own, signEvent } from "@knockgen/auth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { eventOf, handshakesOf, outcome } from "../support/remote.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let hs: TestServer;
let hs2: TestServer;
let fake: FakeServer;
let bob: Client;
let count = 0;

beforeAll(async () => {
  hs = await startServer();
  hs2 = await startServer();
  fake = await startFakeServer({ authority: testAuthority() });
  bob = await hs.user("bob");
});
afterAll(async () => {
  await Promise.all([hs?.close(), hs2?.close(), fake?.close()]);
});

/** Lets the fake server take knocks on a made-up room; gives the room, and how to change what it answers. */
function fakeRoom(
  options: { template?: JsonObject; state?: (room: string) => readonly JsonObject[] } = {},
): string {
  const room = `!fake${++count}:${fake.name}`;
  fake.responders.push(({ segments, content }) => {
    const [, , , operation, where, who] = segments;
    if (where !== room) return undefined;
    if (operation === "make_knock" || operation === "make_leave")
      return {
        json: {
          room_version: "10",
          event: {
            ...eventOf(fake, room, who ?? "", {
              state_key: who ?? "",
              content: { membership: operation.slice(5) },
              prev_events: ["$some"],
              auth_events: ["$other"],
            }),
            ...options.template,
          },
        },
      };
    if (operation === "send_knock") {
      fake.pdus.push(content as JsonObject);
      return { json: { knock_room_state: options.state?.(room) ?? [create(room)] } };
    }
    if (operation === "send_leave") {
      fake.pdus.push(content as JsonObject);
      return { json: {} };
    }
    return undefined;
  });
  return room;
}

function stateEvent(room: string, type: string, content: JsonObject): JsonObject {
  const owner = `@owner:${fake.name}`;
  return signEvent(eventOf(fake, room, owner, { type, state_key: "", content }), "10", fake.name, fake.key);
}
const create = (room: string) => stateEvent(room, "m.room.create", { creator: `@owner:${fake.name}` });

it("X1 a knock on an alias resolves it at its server and goes where the answer says", async () => {
  const room = fakeRoom();
  const alias = `#porch${count}:${fake.name}`;
  fake.responders.push(({ segments }) =>
    segments.at(-1) === "directory" ? { json: { room_id: room, servers: [fake.name] } } : undefined,
  );
  const answer = await bob.post(`/knock/${encodeURIComponent(alias)}`);
  expect([answer.status, answer.body]).toEqual([200, { room_id: room }]);
  await bob.see(room, bob.userId, "knock");
});

it("N9 X2 each via is tried in turn, and server_name does not count beside it", async () => {
  const room = fakeRoom();
  const path = `/knock/${encodeURIComponent(room)}`;
  const via = (name: string) => `via=${encodeURIComponent(name)}`;
  const ignored = await bob.post(
    `${path}?${via(hs2.serverName)}&server_name=${encodeURIComponent(fake.name)}`,
  );
  expect([ignored.status, ignored.body.errcode]).toEqual([404, "M_NOT_FOUND"]);
  const answer = await bob.post(`${path}?${via("127.0.0.1:1")}&${via(hs2.serverName)}&${via(fake.name)}`);
  expect(answer.status).toBe(200);
});

it("X2 the most telling failure is the answer", async () => {
  const alice = await hs2.user(`alice${++count}`);
  const room = await alice.createRoom({ preset: "private_chat" });
  const answer = await bob.post(
    `/knock/${encodeURIComponent(room)}?via=127.0.0.1:1&via=${encodeURIComponent(fake.name)}&via=${encodeURIComponent(hs2.serverName)}`,
  );
  expect([answer.status, answer.body.errcode]).toEqual([403, "M_FORBIDDEN"]);
});

it.each<[string, JsonObject]>([
  ["room", { room_id: "!other:example.org" }],
  ["sender", { sender: "@somebody:example.org" }],
  ["state key", { state_key: "@somebody:example.org" }],
  ["type", { type: "m.room.message" }],
  ["membership", { content: { membership: "join" } }],
])("N15 a template with another %s is not signed", async (_, template) => {
  const room = fakeRoom({ template });
  const sent = fake.pdus.length;
  expect((await bob.knock(room, fake.name)).status).toBe(502);
  expect(fake.pdus.length).toBe(sent);
});

it("N18 X3 badly signed and badly formed entries of knock_room_state are dropped, unsigned ones shown", async () => {
  const room = fakeRoom({
    state: (id) => {
      const forged = { ...stateEvent(id, "m.room.topic", { topic: "forged" }), signatures: {} };
      const { signatures } = create(id);
      const wrong = {
        ...stateEvent(id, "m.room.avatar", { url: "mxc://a/b" }),
        signatures: signatures ?? {},
      };
      const elsewhere = stateEvent("!other:x", "m.room.encryption", { algorithm: "x" });
      const unsigned = { type: "m.room.canonical_alias", state_key: "", sender: "@a:b", content: {} };
      return [
        create(id),
        stateEvent(id, "m.room.name", { name: "Porch" }),
        forged,
        wrong,
        elsewhere,
        unsigned,
      ];
    },
  });
  expect((await bob.knock(room, fake.name)).status).toBe(200);
  const { events } = (await bob.sync()).rooms.knock[room].knock_state;
  const types = events.map((event: { type: string }) => event.type).sort();
  // Stripped state that was never signed is shown, marked as unverified (O15).
  expect(types).toEqual(["m.room.canonical_alias", "m.room.create", "m.room.member", "m.room.name"]);
});

it("X4 a refusal that nobody could have sent who knows the knock is ignored", async () => {
  const room = fakeRoom();
  await bob.knock(room, fake.name);
  const stranger = await startFakeServer({ authority: testAuthority(), host: "localhost" });
  const event = signEvent(
    eventOf(stranger, room, `@mallory:${stranger.name}`, {
      state_key: bob.userId,
      content: { membership: "leave", reason: "forged" },
      prev_events: ["$a"],
      auth_events: ["$b"],
    }),
    "10",
    stranger.name,
    stranger.key,
  );
  const content = { origin: stranger.name, origin_server_ts: Date.now(), pdus: [event] };
  await stranger.request({
    destination: hs.serverName,
    method: "PUT",
    uri: "/_matrix/federation/v1/send/forged",
    content,
  });
  await bob.see(room, bob.userId, "knock");
  await stranger.close();
});

it("X6 a knock is withdrawn at once, and at its server once that answers", async () => {
  const room = fakeRoom();
  await bob.knock(room, fake.name);
  let down = true;
  fake.responders.push(({ segments }) =>
    down && segments[4] === room ? { status: 503, json: {} } : undefined,
  );
  const { next_batch } = await bob.sync();
  expect((await bob.act(room, "leave")).status).toBe(200);
  await bob.seeSince(next_batch, room, bob.userId, "leave");
  down = false;
  const left = (pdu: JsonObject) => own(pdu, "room_id") === room && JSON.stringify(pdu).includes('"leave"');
  await fake.until(({ pdus }) => pdus.some(left));
});

it("X9 knocking is rate-limited, with the time to wait", async () => {
  const limited = await startServer({ config: { knockRate: { burst: 2, perSecond: 0.1 } } });
  const alice = await limited.user("alice");
  const eve = await limited.user("eve");
  const room = await alice.createRoom({
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  const answers = [await eve.knock(room), await eve.knock(room, undefined, "b"), await eve.knock(room)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  const last = answers[2];
  expect(last?.body.errcode).toBe("M_LIMIT_EXCEEDED");
  expect(last?.body.retry_after_ms).toBeGreaterThan(0);
  expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
  await limited.close();
});

it("X9 knocking is rate-limited in whichever way it is done", async () => {
  const limited = await startServer({ config: { knockRate: { burst: 2, perSecond: 0.1 } } });
  const alice = await limited.user("alice");
  const eve = await limited.user("eve");
  const room = await alice.createRoom({
    room_version: "10",
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  const byState = (reason: string) =>
    eve.setState(room, "m.room.member", { membership: "knock", reason }, eve.userId);
  const answers = [await byState("a"), await byState("b"), await byState("c")];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  const wish = { roomId: room, userId: `@mallory:${fake.name}`, via: [limited.serverName] };
  const shaken: string[] = [];
  for (let at = 0; at < 3; at++) shaken.push(outcome(await handshakesOf(fake).knock(wish)));
  expect(shaken).toEqual(["200", "200", "429 M_LIMIT_EXCEEDED"]);
  await limited.close();
});

it("N6 by configuration, an invite that answers a knock is accepted", async () => {
  const eager = await startServer({ config: { autoAcceptKnocks: true } });
  const alice = await hs2.user(`alice${++count}`);
  const eve = await eager.user("eve");
  const room = await alice.createRoom({
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  expect((await eve.knock(room, hs2.serverName)).body).toEqual({ room_id: room });
  expect((await alice.act(room, "invite", eve.userId)).body).toEqual({});
  await eve.see(room, eve.userId, "join");
  await eager.close();
});

it("N11 a forgotten room shows again after a knock", async () => {
  const alice = await hs.user(`alice${++count}`);
  const room = await alice.createRoom({
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  await bob.knock(room);
  expect((await bob.act(room, "forget")).status).toBe(400);
  await bob.act(room, "leave");
  expect((await bob.act(room, "forget")).status).toBe(200);
  await bob.knock(room, undefined, "again");
  await bob.see(room, bob.userId, "knock");
});

it("X11 the same knock twice at once is one membership", async () => {
  const alice = await hs.user(`alice${++count}`);
  const room = await alice.createRoom({
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  const answers = await Promise.all([bob.knock(room, undefined, "now"), bob.knock(room, undefined, "now")]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const { chunk } = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=50`);
  expect(chunk.filter((each: { state_key?: string }) => each.state_key === bob.userId)).toHaveLength(1);
});

describe.each(["local", "remote"] as const)("knock_restricted, %s user", (where) => {
  let alice: Client;
  let eve: Client;
  let space: string;
  let room: string;
  beforeAll(async () => {
    alice = await hs.user(`alice${++count}`);
    eve = await (where === "local" ? hs : hs2).user(`eve${count}`);
    space = await alice.createRoom({ preset: "public_chat", room_version: "10" });
    room = await alice.createRoom({
      preset: "private_chat",
      room_version: "10",
      initial_state: [
        {
          type: "m.room.join_rules",
          content: {
            join_rule: "knock_restricted",
            allow: [{ type: "m.room_membership", room_id: space, via: [hs.serverName] }],
          },
        },
      ],
    });
  });

  it("#33 #34 who is not in the allowed room cannot join, but knock", async () => {
    expect((await eve.join(room, hs.serverName)).status).not.toBe(200);
    expect((await eve.knock(room, hs.serverName)).status).toBe(200);
    expect((await eve.act(room, "leave")).status).toBe(200);
  });

  it("#35 #42 who is in the allowed room can, by the word of a member who may invite", async () => {
    expect((await eve.join(space, hs.serverName)).status).toBe(200);
    expect((await eve.join(room, hs.serverName)).status).toBe(200);
    const event = await alice.see(room, eve.userId, "join");
    expect(event.content.join_authorised_via_users_server).toBe(alice.userId);
  });

  it("#36 a join that follows a join needs nobody's word", async () => {
    const content = { membership: "join", displayname: "Eve", join_authorised_via_users_server: "unused" };
    expect((await eve.setState(room, "m.room.member", content, eve.userId)).status).toBe(200);
  });

  it("#37 after leaving both rooms, joining fails", async () => {
    expect((await eve.act(room, "leave")).status).toBe(200);
    expect((await eve.act(space, "leave")).status).toBe(200);
    await alice.see(space, eve.userId, "leave");
    expect((await eve.join(room, hs.serverName)).status).not.toBe(200);
  });

  it("#38 an invite is as good", async () => {
    expect((await alice.act(room, "invite", eve.userId)).status).toBe(200);
    expect((await eve.join(room, hs.serverName)).status).toBe(200);
  });

  it.each([[["invalid"]], ["invalid"]])(
    "#39 the conditions %j are accepted, and met by nobody",
    async (allow) => {
      const odd = await alice.createRoom({ preset: "private_chat", room_version: "10" });
      const content = { join_rule: "knock_restricted", allow };
      expect((await alice.setState(odd, "m.room.join_rules", content)).status).toBe(200);
      expect((await eve.join(odd, hs.serverName)).status).not.toBe(200);
    },
  );
});

it("keeps the content hash of what it signs", () => {
  const event = stateEvent("!a:b", "m.room.name", { name: "x" });
  expect(own(own(event, "hashes") as JsonObject, "sha256")).toBe(contentHash(event));
});
