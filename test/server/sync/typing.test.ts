/** C49 to C53: who types, told to the room while it lasts, here and elsewhere. */
import { isJsonObject, own } from "@knockgen/auth";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { Client } from "../support/client.js";
import { login } from "../support/device.js";
import { startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { hasPostgres } from "../support/postgres.js";
import { PASSWORD, startServer, type TestServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";
import { testAuthority } from "../support/tls.js";

let server: TestServer;
let ahead = 0;
beforeAll(async () => {
  server = await startServer({ now: () => Date.now() + ahead });
  return () => server.close();
});

const type = (by: Client, room: string, body: unknown, user = by.userId) =>
  by.put(`/rooms/${encodeURIComponent(room)}/typing/${encodeURIComponent(user)}`, body);

interface Answer {
  readonly rooms: {
    readonly join: Record<string, { readonly ephemeral?: { readonly events: readonly object[] } }>;
  };
}

function typing(answer: Answer, room: string): readonly object[] {
  const events = answer.rooms.join[room]?.ephemeral?.events ?? [];
  return events.filter((event) => Reflect.get(event, "type") === "m.typing");
}

const list = (...user_ids: string[]) => [{ type: "m.typing", content: { user_ids } }];

/** Syncs until the list of a room comes, and gives it with the token after it. */
async function next(client: Client, room: string, since: string) {
  for (let token = since; ; ) {
    const answer = await client.sync(token, 10_000);
    token = answer.next_batch;
    const found = typing(answer, room);
    if (found.length > 0) return { found, token };
  }
}

async function together(name: string) {
  const alice = await server.user(`alice${name}`, PASSWORD);
  const bob = await server.user(`bob${name}`, PASSWORD);
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  await bob.join(room);
  return { alice, bob, room };
}

it("C49, C50, C52 it wakes the room, and ends when the user says so", async () => {
  const { alice, bob, room } = await together("49");
  const outsider = await server.user("carol49");
  const start = (await alice.sync()).next_batch;
  const outside = (await outsider.sync()).next_batch;
  const waiting = next(alice, room, start);
  expect((await type(bob, room, { typing: true, timeout: 0 })).status).toBe(200);
  const begun = await waiting;
  expect(begun.found).toEqual(list(bob.userId));
  expect(typing(await alice.sync(), room)).toEqual(list(bob.userId));
  // That it goes on is not news.
  await type(bob, room, { typing: true, timeout: 20_000 });
  expect(typing(await alice.sync(begun.token), room)).toEqual([]);
  await type(bob, room, { typing: false });
  expect((await next(alice, room, begun.token)).found).toEqual(list());
  expect(typing(await alice.sync(), room)).toEqual([]);
  expect((await outsider.sync(outside)).rooms.join).toEqual({});
  for (const [answer, status, errcode] of [
    [await type(bob, room, { typing: true }, alice.userId), 403, "M_FORBIDDEN"],
    [await type(outsider, room, { typing: true }), 403, "M_FORBIDDEN"],
    [await type(bob, room, { timeout: 1 }), 400, "M_BAD_JSON"],
  ] as const)
    expect([answer.status, answer.body.errcode]).toEqual([status, errcode]);
  expect(typing(await alice.sync(), room)).toEqual([]);
});

it("C51 it ends with its time, by leaving, and with the device", async () => {
  const { alice, bob, room } = await together("51");
  let { next_batch: since } = await alice.sync();
  const sees = async (...users: string[]) => {
    const { found, token } = await next(alice, room, since);
    expect(found).toEqual(list(...users));
    since = token;
  };
  await type(bob, room, { typing: true, timeout: 500_000 });
  await sees(bob.userId);
  ahead += 119_000;
  expect(typing(await alice.sync(), room)).toEqual(list(bob.userId));
  ahead += 2_000;
  await sees();
  await type(bob, room, { typing: true });
  await sees(bob.userId);
  await bob.act(room, "leave");
  await sees();
  await bob.join(room);
  const phone = await login(server, "bob51", "PHONE");
  await type(phone, room, { typing: true });
  await sees(bob.userId);
  await phone.ok("POST", "/logout");
  await sees();
});

it("C53 between servers, and not for those that are down", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  onTestFinished(() => fake.close());
  const { alice, bob, room } = await together("53");
  const guest = await Guest.enter(fake, server.serverName, room, "10");
  const others = () => fake.edus.filter((edu) => own(edu, "edu_type") === "m.typing");
  await type(bob, room, { typing: true });
  await fake.until(() => others().length === 1);
  await type(bob, room, { typing: false });
  await fake.until(() => others().length === 2);
  const content = { room_id: room, user_id: bob.userId };
  expect(others().map((edu) => own(edu, "content"))).toEqual([
    { ...content, typing: true },
    { ...content, typing: false },
  ]);
  const since = (await alice.sync()).next_batch;
  const edu = (user_id: string, room_id = room) => ({
    edu_type: "m.typing",
    content: { room_id, user_id, typing: true },
  });
  const sent = await fake.request({
    destination: server.serverName,
    method: "PUT",
    uri: "/_matrix/federation/v1/send/typing",
    content: {
      origin: fake.name,
      origin_server_ts: 1,
      pdus: [],
      edus: [edu(bob.userId), edu(`@other:${fake.name}`), edu(guest.user, "!none:x"), edu(guest.user)],
    },
  });
  expect(sent.ok && isJsonObject(sent.value)).toBe(true);
  const begun = await next(alice, room, since);
  expect(begun.found).toEqual(list(guest.user));
  ahead += 61_000;
  expect((await next(alice, room, begun.token)).found).toEqual(list());
  // A transaction that fails takes what is of use only now along; what is kept comes later.
  let isDown = true;
  fake.responders.push(({ segments }) =>
    isDown && segments.includes("send") ? { status: 500, json: {} } : undefined,
  );
  await type(bob, room, { typing: true });
  await fake.until(({ requests }) => requests.at(-1)?.text.includes('"typing":true') === true);
  isDown = false;
  const { event_id } = await bob.ok("PUT", `/rooms/${encodeURIComponent(room)}/send/m.room.message/1`, {
    msgtype: "m.text",
    body: "later",
  });
  await fake.until(({ pdus }) => pdus.some((pdu) => own(pdu, "type") === "m.room.message"));
  expect(event_id).toMatch(/^\$/);
  expect(others()).toHaveLength(2);
});

it.skipIf(!(await hasPostgres()))("C51 another process knows of it", async () => {
  const schema = await lendSchema();
  const store = { databaseUrl: schema.url };
  const config = { serverName: "shared.example" };
  const [one, two] = [await startServer({ store, config }), await startServer({ store, config })];
  const alice = await one.user("alice");
  const elsewhere = new Client(two.url, alice.token, alice.userId);
  const room = await alice.createRoom();
  const since = (await elsewhere.sync()).next_batch;
  await type(alice, room, { typing: true });
  const begun = await next(elsewhere, room, since);
  expect(begun.found).toEqual(list(alice.userId));
  await type(elsewhere, room, { typing: false });
  expect((await next(elsewhere, room, begun.token)).found).toEqual(list());
  await one.close();
  await two.close();
  await schema.drop();
});
