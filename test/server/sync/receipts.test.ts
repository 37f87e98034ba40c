/** C39 to C48: how far users have read, told to their devices, to the room and to other servers. */
import type { JsonObject } from "@knockgen/auth";
import { beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;

async function say(client: Client, room: string, id: string, more: object = {}): Promise<string> {
  const content = { msgtype: "m.text", body: id, ...more };
  return (await client.ok("PUT", inRoom(room, `send/m.room.message/${id}`), content)).event_id;
}

function receipt(client: Client, room: string, event: string, body: object = {}, type = "m.read") {
  return client.post(inRoom(room, `receipt/${type}/${encodeURIComponent(event)}`), body);
}

interface Receipts {
  [event: string]: { [type: string]: { [user: string]: { ts: number; thread_id?: string } } };
}

function shown(
  sync: {
    rooms: { join: Record<string, { ephemeral?: { events: { type: string; content: Receipts }[] } }> };
  },
  room: string,
) {
  const events = sync.rooms.join[room]?.ephemeral?.events ?? [];
  return events.find(({ type }) => type === "m.receipt")?.content;
}

async function together(name: string) {
  const alice = await server.user(`alice${name}`);
  const bob = await server.user(`bob${name}`);
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  return { alice, bob, room };
}

it("C39, C40, C41 a receipt wakes the room, and moves only forwards", async () => {
  const { alice, bob, room } = await together("39");
  const [first, second] = [await say(alice, room, "one"), await say(alice, room, "two")];
  const { next_batch } = await alice.sync();
  const waiting = alice.sync(next_batch, 30_000);
  expect((await receipt(bob, room, second)).status).toBe(200);
  const news = await waiting;
  expect(shown(news, room)).toEqual({ [second]: { "m.read": { [bob.userId]: { ts: expect.any(Number) } } } });
  expect(news.rooms.join[room].timeline).toMatchObject({ events: [], limited: false });
  expect((await receipt(bob, room, first)).status).toBe(200);
  expect(shown(await alice.sync(news.next_batch), room)).toBeUndefined();
  expect(Object.keys(shown(await alice.sync(), room) ?? {})).toEqual([second]);
  const outsider = await server.user("carol39");
  expect((await receipt(outsider, room, second)).status).toBe(403);
  expect((await receipt(bob, room, second, {}, "m.other")).body.errcode).toBe("M_INVALID_PARAM");
  expect((await receipt(bob, room, `$${"x".repeat(43)}`)).status).toBe(200);
  // Who joins later sees what was read before.
  await outsider.join(room);
  expect(Object.keys(shown(await outsider.sync(), room) ?? {})).toEqual([second]);
});

it("C40, C43 threads have places of their own", async () => {
  const { alice, bob, room } = await together("40");
  const root = await say(alice, room, "root");
  const inThread = await say(alice, room, "reply", {
    "m.relates_to": { rel_type: "m.thread", event_id: root },
  });
  const reference = await say(alice, room, "ref", {
    "m.relates_to": { rel_type: "m.reference", event_id: root },
  });
  const reaction = (
    await alice.ok("PUT", inRoom(room, "send/m.reaction/r"), {
      "m.relates_to": { rel_type: "m.annotation", event_id: reference, key: "+" },
    })
  ).event_id;
  const other = await say(alice, room, "other");
  for (const [event, thread_id, status] of [
    [inThread, root, 200],
    [reaction, root, 200],
    [other, "main", 200],
    [other, root, 400],
    [root, root, 400],
    [inThread, "main", 400],
    [other, "", 400],
    [other, 4, 400],
    [inThread, `$${"y".repeat(43)}`, 400],
  ] as const) {
    const answer = await receipt(bob, room, event, { thread_id });
    expect([event, thread_id, answer.status]).toEqual([event, thread_id, status]);
    if (status === 400) expect(answer.body.errcode).toBe("M_INVALID_PARAM");
  }
  expect((await receipt(bob, room, inThread, { thread_id: root }, "m.fully_read")).status).toBe(400);
  for (const body of [undefined, {}, { thread_id: null }])
    expect((await bob.call("POST", inRoom(room, `receipt/m.read/${root}`), body)).status).toBe(200);
  expect((await receipt(bob, room, root, [])).body.errcode).toBe("M_BAD_JSON");
  expect(shown(await alice.sync(), room)).toMatchObject({
    [reaction]: { "m.read": { [bob.userId]: { thread_id: root } } },
    [other]: { "m.read": { [bob.userId]: { thread_id: "main" } } },
  });
  expect((await receipt(bob, room, other)).status).toBe(200);
  expect(shown(await alice.sync(), room)?.[other]?.["m.read"]?.[bob.userId]).toEqual({
    ts: expect.any(Number),
  });
});

it("C43 a threaded receipt adds nothing to the unthreaded one at the same event", async () => {
  const { alice, bob, room } = await together("43");
  const root = await say(alice, room, "root");
  const relation = { "m.relates_to": { rel_type: "m.thread", event_id: root } };
  const [reply, next] = [await say(alice, room, "reply", relation), await say(alice, room, "next", relation)];
  expect((await receipt(bob, room, reply)).status).toBe(200);
  const { next_batch } = await alice.sync();
  expect((await receipt(bob, room, reply, { thread_id: root })).status).toBe(200);
  expect(shown(await alice.sync(next_batch), room)).toBeUndefined();
  expect((await receipt(bob, room, next, { thread_id: root })).status).toBe(200);
  const data = { ts: expect.any(Number), thread_id: root };
  expect(shown(await alice.sync(next_batch), room)).toEqual({ [next]: { "m.read": { [bob.userId]: data } } });
});

it("C42 a private receipt is for its user alone", async () => {
  const { alice, bob, room } = await together("42");
  const event = await say(alice, room, "secret");
  const [mine, theirs] = [(await bob.sync()).next_batch, (await alice.sync()).next_batch];
  expect((await receipt(bob, room, event, {}, "m.read.private")).status).toBe(200);
  expect(shown(await bob.sync(mine), room)).toHaveProperty([event, "m.read.private", bob.userId]);
  const others = await alice.sync(theirs);
  expect([others.rooms.join, shown(await alice.sync(), room)]).toEqual([{}, undefined]);
});

it("C44, C45 read markers in one call; the marker of all that was read is account data", async () => {
  const { alice, bob, room } = await together("44");
  const [first, second] = [await say(alice, room, "one"), await say(alice, room, "two")];
  const { next_batch } = await bob.sync();
  const marks = { "m.fully_read": second, "m.read": second, "m.read.private": second };
  await bob.ok("POST", inRoom(room, "read_markers"), marks);
  const news = await bob.sync(next_batch);
  expect(news.rooms.join[room].account_data.events).toEqual([
    { type: "m.fully_read", content: { event_id: second } },
  ]);
  expect(Object.keys(shown(news, room)?.[second] ?? {}).sort()).toEqual(["m.read", "m.read.private"]);
  await bob.ok("POST", inRoom(room, "read_markers"), { "m.fully_read": first });
  const kept = `/user/${encodeURIComponent(bob.userId)}/rooms/${encodeURIComponent(room)}/account_data/m.fully_read`;
  expect(await bob.ok("GET", kept)).toEqual({ event_id: second });
  const elsewhere = await say(alice, await alice.createRoom(), "x");
  const wrong = await bob.post(inRoom(room, "read_markers"), { "m.fully_read": elsewhere });
  expect([wrong.status, wrong.body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
  const third = await say(alice, room, "three");
  const bogus = await bob.post(inRoom(room, "read_markers"), { "m.fully_read": third, "m.read": "bogus" });
  expect([bogus.status, bogus.body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
  expect(await bob.ok("GET", kept)).toEqual({ event_id: second });
});

it("C45 of markers set at once the furthest one stays", async () => {
  const { alice, bob, room } = await together("45");
  const events: string[] = [];
  for (let n = 0; n < 12; n++) events.push(await say(alice, room, `marked${n}`));
  const mixed = events.map((_, at) => events[(at * 7) % events.length]);
  await Promise.all(
    mixed.map((event) => bob.ok("POST", inRoom(room, "read_markers"), { "m.fully_read": event })),
  );
  const kept = `/user/${encodeURIComponent(bob.userId)}/rooms/${encodeURIComponent(room)}/account_data/m.fully_read`;
  expect(await bob.ok("GET", kept)).toEqual({ event_id: events.at(-1) });
});

it("C47, C48 other servers hear of receipts, and their users' are shown", async () => {
  const far = await startServer();
  const [alice, carol] = [await server.user("alice47"), await server.user("carol47")];
  const bob = await far.user("bob47");
  const room = await alice.createRoom({ preset: "public_chat" });
  expect((await bob.join(room, server.serverName)).status).toBe(200);
  const event = await say(alice, room, "hello");
  const until = async (client: Client, user: string) => {
    for (let { next_batch } = await client.sync(); ; ) {
      const whole = await client.sync();
      if (shown(whole, room)?.[event]?.["m.read"]?.[user] !== undefined) return;
      ({ next_batch } = await client.sync(next_batch, 1_000));
    }
  };
  await bob.see(room, alice.userId, "join");
  for (;;) {
    const { chunk } = await bob.ok("GET", inRoom(room, "messages?dir=b"));
    if (chunk.some(({ event_id }: { event_id: string }) => event_id === event)) break;
  }
  expect((await receipt(bob, room, event)).status).toBe(200);
  await until(alice, bob.userId);
  await carol.join(room);
  expect((await receipt(carol, room, event)).status).toBe(200);
  await until(bob, carol.userId);
  await far.close();
});

it("C47 receipts that wait for another server go there together, a user's own events left out", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  const { alice, bob, room } = await together("47b");
  await Guest.enter(
    fake,
    server.serverName,
    room,
    (await alice.ok("GET", inRoom(room, "state/m.room.create"))).room_version,
  );
  const root = await say(alice, room, "root");
  const relation = { "m.relates_to": { rel_type: "m.thread", event_id: root } };
  const [reply, last] = [await say(alice, room, "reply", relation), await say(bob, room, "last")];
  let isHeld = false;
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  fake.responders.push(async ({ segments }) => {
    if (!segments.includes("send")) return undefined;
    isHeld = true;
    await held;
    return undefined;
  });
  await say(alice, room, "on its way");
  await fake.until(() => isHeld);
  for (const [client, event, body] of [
    [bob, root, {}],
    [bob, last, {}],
    [bob, reply, { thread_id: root }],
    [bob, root, { thread_id: "main" }],
    [alice, root, {}],
    [alice, last, { thread_id: "main" }],
    [bob, await say(bob, room, "mine"), {}],
  ] as const)
    expect((await receipt(client, room, event, body)).status).toBe(200);
  release();
  const isReceipt = ({ edu_type }: JsonObject): boolean => edu_type === "m.receipt";
  await fake.until(({ edus }) => edus.some(isReceipt));
  const of = (event: string, thread_id?: string) => ({
    event_ids: [event],
    data: { ts: expect.any(Number), ...(thread_id && { thread_id }) },
  });
  const edu = (users: object) => ({ edu_type: "m.receipt", content: { [room]: { "m.read": users } } });
  expect(fake.edus.filter(isReceipt)).toEqual([
    edu({ [bob.userId]: of(root), [alice.userId]: of(last, "main") }),
    edu({ [bob.userId]: of(reply, root) }),
    edu({ [bob.userId]: of(root, "main") }),
  ]);
  await fake.close();
});

it("C48 a receipt waits for its event, if its user is in the room then", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  const alice = await server.user("alice48");
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, server.serverName, room, "10");
  const [late, never] = [guest.make("m.room.message", { body: "late" }), guest.make("m.room.message", {})];
  const readBy = (user: string, event: string) => ({
    edu_type: "m.receipt",
    content: { [room]: { "m.read": { [user]: { data: { ts: 5 }, event_ids: [event] } } } },
  });
  const edus = [
    readBy(guest.user, guest.name(never)),
    readBy(guest.user, guest.name(late)),
    readBy(`@stranger:${fake.name}`, guest.name(late)),
    readBy(alice.userId, guest.name(late)),
  ];
  const sent = await fake.request({
    destination: server.serverName,
    method: "PUT",
    uri: "/_matrix/federation/v1/send/early",
    content: { origin: fake.name, origin_server_ts: Date.now(), pdus: [], edus },
  });
  expect(sent.ok).toBe(true);
  expect(shown(await alice.sync(), room)).toBeUndefined();
  await guest.say(late);
  let { next_batch: since } = await alice.sync();
  let found = shown(await alice.sync(), room);
  while (found === undefined) {
    ({ next_batch: since } = await alice.sync(since, 1_000));
    found = shown(await alice.sync(), room);
  }
  expect(found).toEqual({ [guest.name(late)]: { "m.read": { [guest.user]: { ts: 5 } } } });
  await fake.close();
});

it("C40, C48 receipts of other servers count in threads that there are", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  const alice = await server.user("alice48t");
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, server.serverName, room, "10");
  const root = await say(alice, room, "root");
  const reply = await say(alice, room, "reply", {
    "m.relates_to": { rel_type: "m.thread", event_id: root },
  });
  const read = (event: string, thread_id: string) => ({
    edu_type: "m.receipt",
    content: { [room]: { "m.read": { [guest.user]: { data: { ts: 5, thread_id }, event_ids: [event] } } } },
  });
  const edus = [
    ...Array.from({ length: 20 }, (_, at) => read(root, `$made-up-${at}`)),
    read(reply, "main"),
    read(root, root),
    read(root, "main"),
    read(reply, root),
  ];
  const sent = await fake.request({
    destination: server.serverName,
    method: "PUT",
    uri: "/_matrix/federation/v1/send/threads",
    content: { origin: fake.name, origin_server_ts: Date.now(), pdus: [], edus },
  });
  expect(sent.ok).toBe(true);
  const { rooms } = await alice.sync();
  const events = rooms.join[room].ephemeral.events.filter(
    ({ type }: { type: string }) => type === "m.receipt",
  );
  const places = events.flatMap(({ content }: { content: Receipts }) =>
    Object.entries(content).map(([event, types]) => [event, types["m.read"]?.[guest.user]?.thread_id]),
  );
  expect(new Map(places)).toEqual(
    new Map([
      [root, "main"],
      [reply, root],
    ]),
  );
  await fake.close();
});
