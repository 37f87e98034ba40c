/** In rooms of this server: what members, knockers and those who come back may expect. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { PASSWORD, startServer, type TestServer } from "../support/servers.js";

let hs1: TestServer;
let hs2: TestServer;
let alice: Client;
let count = 0;

beforeAll(async () => {
  hs1 = await startServer({ config: { roomKnockRate: { burst: 3, perSecond: 0.1 } } });
  hs2 = await startServer();
  alice = await hs1.user("alice", PASSWORD);
});
afterAll(async () => {
  await Promise.all([hs1?.close(), hs2?.close()]);
});

const room = (more: object = {}) =>
  alice.createRoom({
    preset: "private_chat",
    room_version: "10",
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
    ...more,
  });

describe.each(["local", "remote"] as const)("a %s user", (where) => {
  let bob: Client;
  const via = () => hs1.serverName;
  beforeAll(async () => {
    bob = await (where === "local" ? hs1 : hs2).user(`bob${++count}`);
  });

  it("X1 knocks on an alias, which its server resolves", async () => {
    const name = `porch${++count}`;
    const id = await room({ room_alias_name: name });
    const alias = encodeURIComponent(`#${name}:${hs1.serverName}`);
    const answer = await bob.post(`/knock/${alias}`, { reason: "by name" });
    expect([answer.status, answer.body]).toEqual([200, { room_id: id }]);
    expect((await alice.see(id, bob.userId, "knock")).content.reason).toBe("by name");
    const nobody = await bob.post(`/knock/${encodeURIComponent(`#nobody:${hs1.serverName}`)}`);
    expect([nobody.status, nobody.body.errcode]).toEqual([404, "M_NOT_FOUND"]);
  });

  it("X3 N8 sees of the room what was set: name, topic, avatar, alias, encryption, join rule, create", async () => {
    const name = `full${++count}`;
    const id = await room({
      room_alias_name: name,
      name: "Porch",
      topic: "Rain",
      initial_state: [
        { type: "m.room.join_rules", content: { join_rule: "knock" } },
        { type: "m.room.avatar", content: { url: "mxc://a/b" } },
        { type: "m.room.encryption", content: { algorithm: "m.megolm.v1.aes-sha2" } },
      ],
    });
    expect((await bob.knock(id, via())).status).toBe(200);
    const { events } = (await bob.sync()).rooms.knock[id].knock_state;
    const contents = Object.fromEntries(
      events.map(({ type, content }: { type: string; content: object }) => [type, content]),
    );
    expect(contents).toMatchObject({
      "m.room.create": { room_version: "10" },
      "m.room.join_rules": { join_rule: "knock" },
      "m.room.name": { name: "Porch" },
      "m.room.topic": { topic: "Rain" },
      "m.room.avatar": { url: "mxc://a/b" },
      "m.room.canonical_alias": { alias: `#${name}:${hs1.serverName}` },
      "m.room.encryption": { algorithm: "m.megolm.v1.aes-sha2" },
      "m.room.member": { membership: "knock" },
    });
    expect(events).toHaveLength(8);
  });

  it("X8 keeps a knock when the room is upgraded and closed, and cannot make a new one", async () => {
    const id = await room();
    expect((await bob.knock(id, via(), "before")).status).toBe(200);
    const tombstone = { body: "moved", replacement_room: "!elsewhere:example.org" };
    expect((await alice.setState(id, "m.room.tombstone", tombstone)).status).toBe(200);
    expect((await alice.setState(id, "m.room.join_rules", { join_rule: "invite" })).status).toBe(200);
    const again = await bob.knock(id, via(), "after");
    expect([again.status, again.body.errcode]).toEqual([403, "M_FORBIDDEN"]);
    for (const viewer of [alice, bob])
      expect((await viewer.see(id, bob.userId, "knock")).content.reason).toBe("before");
  });

  it.each(["join", "invite", "knock"])("N11 sees a forgotten room again after a new %s", async (how) => {
    const id = await room();
    expect((await alice.act(id, "invite", bob.userId)).status).toBe(200);
    expect((await bob.join(id, via())).status).toBe(200);
    await bob.see(id, bob.userId, "join");
    expect((await bob.act(id, "leave")).status).toBe(200);
    await alice.see(id, bob.userId, "leave");
    expect((await bob.act(id, "forget")).status).toBe(200);
    if (how === "knock") expect((await bob.knock(id, via())).status).toBe(200);
    else expect((await alice.act(id, "invite", bob.userId)).status).toBe(200);
    if (how === "join") expect((await bob.join(id, via())).status).toBe(200);
    await bob.see(id, bob.userId, how);
  });
});

it("X9 knocking on one room is rate-limited, whoever knocks", async () => {
  const id = await room();
  const users = await Promise.all([1, 2, 3, 4].map((at) => hs1.user(`crowd${at}`)));
  const answers = [];
  for (const user of users) answers.push(await user.knock(id));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  const last = answers[3];
  expect(last?.body.errcode).toBe("M_LIMIT_EXCEEDED");
  expect(last?.body.retry_after_ms).toBeGreaterThan(0);
  expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await users[3]?.knock(await room()))?.status).toBe(200);
});

it("a request to send is the same again only in the same room, of the same type", async () => {
  const one = await alice.createRoom();
  const other = await alice.createRoom();
  const send = async (room: string, type: string): Promise<string> =>
    (await alice.ok("PUT", `/rooms/${encodeURIComponent(room)}/send/${type}/same`, { body: "x" })).event_id;
  const first = await send(one, "m.room.message");
  expect(await send(one, "m.room.message")).toBe(first);
  const ids = [first, await send(other, "m.room.message"), await send(one, "org.example.other")];
  expect(new Set(ids).size).toBe(3);
});

it("a request to send that is repeated before it is answered sends one event", async () => {
  const room = await alice.createRoom();
  const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/hasty`;
  const answers = await Promise.all(Array.from({ length: 5 }, () => alice.ok("PUT", path, { body: "once" })));
  expect(new Set(answers.map(({ event_id }) => event_id)).size).toBe(1);
  const { chunk } = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=50`);
  expect(chunk.filter(({ type }: { type: string }) => type === "m.room.message")).toHaveLength(1);
});

it("names that clients make up are refused where they are too long, and nothing fails for them", async () => {
  const room = encodeURIComponent(await alice.createRoom());
  const long = "x".repeat(4_000);
  const sent = await alice.put(`/rooms/${room}/send/m.room.message/${long}`, {});
  expect([sent.status, sent.body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
  const login = (more: object) =>
    alice.post("/login", { type: "m.login.password", password: PASSWORD, ...more });
  const alices = { type: "m.id.user", user: alice.userId };
  const device = await login({ identifier: alices, device_id: long });
  expect([device.status, device.body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
  const nobody = await login({ identifier: { type: "m.id.user", user: long } });
  expect([nobody.status, nobody.body.errcode]).toEqual([403, "M_FORBIDDEN"]);
  expect((await login({ identifier: alices, device_id: "phone" })).status).toBe(200);
});
