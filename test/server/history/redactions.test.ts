/** Redactions that come before what they redact. */
import { type JsonObject, ROOM_VERSIONS, type RoomVersion } from "@knockgen/auth";
import type { StoreOptions } from "@knockgen/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { hasPostgres } from "../support/postgres.js";
import { freePort, startServer, type TestServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";
import { testAuthority } from "../support/tls.js";

let hs: TestServer;
let here: FakeServer;
let there: FakeServer;
let alice: Client;

beforeAll(async () => {
  hs = await startServer();
  const authority = testAuthority();
  [here, there] = await Promise.all([
    startFakeServer({ authority, host: "127.0.0.1" }),
    startFakeServer({ authority, host: "localhost" }),
  ]);
  alice = await hs.user("alice");
});
afterAll(async () => {
  await Promise.all([hs?.close(), here?.close(), there?.close()]);
});

/** A room with a guest of each fake server in it; users that are named have the power to redact. */
async function roomOf(version: RoomVersion, powerful: readonly string[] = []) {
  const { redactsInContent } = ROOM_VERSIONS[version];
  const room = await alice.createRoom({
    preset: "public_chat",
    room_version: version,
    power_level_content_override: {
      users: Object.fromEntries([
        ...(version === "12" ? [] : [[alice.userId, 100]]),
        ...powerful.map((user) => [user, 50]),
      ]),
    },
  });
  const first = await Guest.enter(here, hs.serverName, room, version, "first");
  const second = await Guest.enter(there, hs.serverName, room, version, "second");
  const redaction = (guest: Guest, redacts: string): JsonObject =>
    redactsInContent
      ? guest.make("m.room.redaction", { redacts })
      : guest.make("m.room.redaction", {}, { redacts });
  const message = (guest: Guest): JsonObject => guest.make("m.room.message", { body: "regretted" });
  return { room, first, second, redaction, message };
}

async function contentOf(viewer: Client, room: string, id: string): Promise<unknown> {
  return (await viewer.get(`/rooms/${encodeURIComponent(room)}/event/${encodeURIComponent(id)}`)).body
    .content;
}

it.each<RoomVersion>(["3", "10", "11", "12"])(
  "takes effect on what comes later, of the same server, version %s",
  async (version) => {
    const { room, first, redaction, message } = await roomOf(version);
    const event = message(first);
    await first.say(redaction(first, first.name(event)));
    await first.say(event);
    expect(await contentOf(alice, room, first.name(event))).toEqual({});
    const both = message(first);
    await first.say(redaction(first, first.name(both)), both);
    expect(await contentOf(alice, room, first.name(both))).toEqual({});
  },
);

it("takes no effect on what another server sends, without the power", async () => {
  const { room, first, second, redaction, message } = await roomOf("10");
  const event = message(second);
  await first.say(redaction(first, second.name(event)));
  await second.say(event);
  expect(await contentOf(alice, room, second.name(event))).toEqual({ body: "regretted" });
  // Its own server may still have it redacted.
  await second.say(redaction(second, second.name(event)));
  expect(await contentOf(alice, room, second.name(event))).toEqual({});
});

it("takes effect on what another server sends later, with the power that its sender had", async () => {
  const { room, first, second, redaction, message } = await roomOf("10", [`@first:${here.name}`]);
  const event = message(second);
  await first.say(redaction(first, second.name(event)));
  // Power that is lost afterwards does not undo what was done with it.
  const levels = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/state/m.room.power_levels/`);
  await alice.setState(room, "m.room.power_levels", { ...levels, users: { [alice.userId]: 100 } });
  await second.say(event);
  expect(await contentOf(alice, room, second.name(event))).toEqual({});
});

it("a redaction that the rules of version 1 refuse takes no effect", async () => {
  const { room, first, second, redaction, message } = await roomOf("1");
  const event = message(second);
  const id = second.name(event);
  const refused = await first.send(redaction(first, id));
  expect(Object.values(refused)).toEqual([{ error: expect.any(String) }]);
  await second.say(event);
  expect(await contentOf(alice, room, id)).toEqual({ body: "regretted" });
  const own = message(second);
  await second.say(redaction(second, second.name(own)), own);
  expect(await contentOf(alice, room, second.name(own))).toEqual({});
});

it("a redaction of another room takes no effect", async () => {
  const one = await roomOf("10");
  const other = await roomOf("10");
  const event = one.message(one.first);
  await other.first.say(other.redaction(other.first, one.first.name(event)));
  await one.first.say(event);
  expect(await contentOf(alice, one.room, one.first.name(event))).toEqual({ body: "regretted" });
});

it("is not forgotten in a restart", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here to restart on");
  const schema = await lendSchema();
  const store: StoreOptions = { databaseUrl: schema.url };
  const port = await freePort();
  const before = await startServer({ store }, port);
  const bob = await before.user("bob");
  const room = await bob.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(here, before.serverName, room, "10", "restarted");
  const event = guest.make("m.room.message", { body: "regretted" });
  await guest.say(guest.make("m.room.redaction", {}, { redacts: guest.name(event) }));
  await before.close();
  const after = await startServer({ store }, port);
  await guest.say(event);
  const again = new Client(after.url, bob.token, bob.userId);
  expect(await contentOf(again, room, guest.name(event))).toEqual({});
  await after.close();
  await schema.drop();
});

it("what was redacted is not shown from outside either, and may be said again", async () => {
  const dave = await hs.user("dave");
  const room = await dave.createRoom({ preset: "public_chat", visibility: "public", name: "regretted" });
  const at = `/rooms/${encodeURIComponent(room)}`;
  const stateId = async (type: string, key = "") => {
    const path = `${at}/state/${type}/${encodeURIComponent(key)}?format=event`;
    return (await dave.ok("GET", path)).event_id;
  };
  const redact = async (type: string, key = "") =>
    dave.ok("PUT", `${at}/send/m.room.redaction/${type}`, { redacts: await stateId(type, key) });
  const summary = async () => (await dave.ok("GET", `/v1/room_summary/${encodeURIComponent(room)}`)).name;
  const inHierarchy = async () => {
    const uri = `/_matrix/federation/v1/hierarchy/${encodeURIComponent(room)}`;
    const answer = await here.request({ destination: hs.serverName, method: "GET", uri });
    return answer.ok ? JSON.stringify(answer.value) : "";
  };
  const child = `!child:${hs.serverName}`;
  await dave.setState(room, "m.space.child", { via: ["regretted.example"] }, child);
  expect(await summary()).toBe("regretted");
  expect(await inHierarchy()).toContain("regretted.example");
  await redact("m.room.name");
  await redact("m.space.child", child);
  await redact("m.room.member", dave.userId);
  expect(await summary()).toBeUndefined();
  const listed = await dave.ok("GET", "/publicRooms");
  expect(JSON.stringify(listed)).not.toContain("regretted");
  expect(await inHierarchy()).not.toContain("regretted");
  expect((await dave.ok("GET", `${at}/joined_members`)).joined[dave.userId]).toEqual({});
  await dave.setState(room, "m.room.name", { name: "regretted" });
  expect(await summary()).toBe("regretted");
});
