/** C19, C81 to C88: relations, edits and threads. */
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

interface Event {
  readonly event_id: string;
  readonly room_id?: string;
  readonly content: { readonly body?: string };
  readonly unsigned: { readonly "m.relations"?: Record<string, unknown> };
}

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;
const v1 = (room: string, rest: string): string => `/v1${inRoom(room, rest)}`;
const id = encodeURIComponent;
const idsOf = ({ chunk }: { chunk: readonly Event[] }): string[] => chunk.map(({ event_id }) => event_id);

let transactions = 0;
const send = (client: Client, room: string, content: object, type = "m.room.message") =>
  client.put(inRoom(room, `send/${type}/related${transactions++}`), content);
const say = async (client: Client, room: string, content: object, type?: string): Promise<string> =>
  (await send(client, room, content, type)).body.event_id;
const relate = (to: string, rel_type: string, more: object = {}) => ({
  "m.relates_to": { rel_type, event_id: to, ...more },
});
const edit = (to: string, body: string) => ({
  ...relate(to, "m.replace"),
  body: `* ${body}`,
  "m.new_content": { body },
});
const redact = (client: Client, room: string, event: string) =>
  client.ok("PUT", inRoom(room, `redact/${id(event)}/r${transactions++}`), {});

async function together(name: string) {
  const [alice, bob] = [await server.user(`alice${name}`), await server.user(`bob${name}`)];
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  return { alice, bob, room };
}

it("C81, C82, C83 children are listed, page by page and in both directions", async () => {
  const { alice, bob, room } = await together("81");
  const root = await say(alice, room, { body: "root" });
  const list = (rest = "", client = bob) => client.ok("GET", v1(room, `relations/${id(root)}${rest}`));
  expect(await list()).toEqual({ chunk: [] });
  const reply = await say(bob, room, { body: "reply", ...relate(root, "m.thread") });
  const reference = await say(bob, room, { body: "ref", ...relate(root, "m.reference") });
  const reaction = await say(bob, room, relate(root, "m.annotation", { key: "+" }), "m.reaction");
  // Replies and odd shapes are accepted, and relate to nothing.
  await say(bob, room, { body: "answer", "m.relates_to": { "m.in_reply_to": { event_id: root } } });
  for (const odd of [
    relate(root, ""),
    relate(root, "m.annotation"),
    relate(root, "m.annotation", { key: 7 }),
    { "m.relates_to": "x" },
    { "m.relates_to": { rel_type: 1, event_id: root } },
  ])
    expect((await send(bob, room, odd)).status).toBe(200);
  expect(idsOf(await list())).toEqual([reaction, reference, reply]);
  expect(idsOf(await list("?dir=f"))).toEqual([reply, reference, reaction]);
  expect(idsOf(await list("/m.thread"))).toEqual([reply]);
  expect(idsOf(await list("/m.annotation/m.reaction"))).toEqual([reaction]);
  expect(idsOf(await list("/m.annotation/m.room.message"))).toEqual([]);
  const first = await list("?limit=2");
  expect([idsOf(first), first.prev_batch]).toEqual([[reaction, reference], undefined]);
  const second = await list(`?limit=2&from=${first.next_batch}`);
  expect([idsOf(second), second.next_batch, second.prev_batch]).toEqual([
    [reply],
    undefined,
    first.next_batch,
  ]);
  const { next_batch } = await bob.sync();
  const later = await say(bob, room, { body: "later", ...relate(root, "m.thread") });
  expect(idsOf(await list(`?from=${next_batch}`))).toEqual([reaction, reference, reply]);
  expect(idsOf(await list(`?dir=f&from=${next_batch}`))).toEqual([later]);
  expect((await bob.get(v1(room, `relations/${id(root)}?from=odd`))).status).toBe(400);
  await redact(bob, room, reference);
  expect(idsOf(await list())).toEqual([later, reaction, reply]);
  for (const [client, event] of [
    [bob, `$${"x".repeat(43)}`],
    [await server.user("carol81"), root],
  ] as const) {
    const refused = await client.get(v1(room, `relations/${id(event)}`));
    expect([refused.status, refused.body.errcode]).toEqual([404, "M_NOT_FOUND"]);
  }
});

it("C83 children of children are listed on request", async () => {
  const { alice, bob, room } = await together("83");
  const root = await say(alice, room, { body: "root" });
  const child = await say(bob, room, { body: "1", ...relate(root, "m.thread") });
  const second = await say(bob, room, relate(child, "m.annotation", { key: "+" }), "m.reaction");
  const third = await say(bob, room, { body: "3", ...relate(second, "m.reference") });
  await say(bob, room, { body: "4", ...relate(third, "m.reference") });
  const list = (rest: string) => bob.ok("GET", v1(room, `relations/${id(root)}${rest}`));
  expect(await list("?recurse=false")).not.toHaveProperty("recursion_depth");
  const deep = await list("?recurse=true");
  expect([idsOf(deep), deep.recursion_depth]).toEqual([[third, second, child], 3]);
  expect(idsOf(await list("/m.annotation?recurse=true"))).toEqual([second]);
});

it("C84, C85, C86, C19 what relates to an event comes with it", async () => {
  const { alice, bob, room } = await together("84");
  const root = await say(alice, room, { body: "root" });
  await say(alice, room, edit(root, "first edit"));
  const newest = await say(alice, room, edit(root, "second edit"));
  // Neither others' edits, nor those without content, nor those of another type count.
  await say(bob, room, edit(root, "not mine"));
  await say(alice, room, { body: "no content", ...relate(root, "m.replace") });
  await say(alice, room, edit(root, "other type"), "x.type");
  await say(alice, room, edit(newest, "an edit of an edit"));
  const reference = await say(bob, room, { body: "ref", ...relate(root, "m.reference") });
  const reply = await say(bob, room, { body: "reply", ...relate(root, "m.thread") });
  const replyEdit = await say(bob, room, edit(reply, "better"));
  await say(bob, room, relate(root, "m.annotation", { key: "+" }), "m.reaction");
  const bundle = ({ content, unsigned }: Event) => ({
    body: content.body,
    relations: unsigned["m.relations"],
  });
  const expected = (participated: boolean) => ({
    body: "root",
    relations: {
      "m.replace": expect.objectContaining({ event_id: newest }),
      "m.reference": { chunk: [{ event_id: reference }] },
      "m.thread": {
        latest_event: expect.objectContaining({
          event_id: reply,
          unsigned: expect.objectContaining({
            "m.relations": { "m.replace": expect.objectContaining({ event_id: replyEdit }) },
          }),
        }),
        count: 1,
        current_user_participated: participated,
      },
    },
  });
  const carol = await server.user("carol84");
  await carol.join(room);
  for (const [client, participated] of [
    [alice, true],
    [bob, true],
    [carol, false],
  ] as const)
    expect(bundle(await client.ok("GET", inRoom(room, `event/${id(root)}`)))).toEqual(expected(participated));
  const find = (events: readonly Event[]): Event =>
    events.find(({ event_id }) => event_id === root) ?? { event_id: "", content: {}, unsigned: {} };
  const { chunk } = await bob.ok("GET", inRoom(room, "messages?dir=b&limit=50"));
  const context = await bob.ok("GET", inRoom(room, `context/${id(root)}`));
  const filter = encodeURIComponent(JSON.stringify({ room: { timeline: { limit: 50 } } }));
  const initial = (await bob.ok("GET", `/sync?filter=${filter}`)).rooms.join[room].timeline.events;
  for (const event of [find(chunk), context.event, find(initial)])
    expect(bundle(event)).toEqual(expected(true));
  expect(find(chunk).unsigned["m.relations"]?.["m.replace"]).toHaveProperty("room_id", room);
  expect(find(initial).unsigned["m.relations"]?.["m.replace"]).not.toHaveProperty("room_id");
  // A redacted event leaves; a root that is redacted keeps its thread, and loses its edits.
  await redact(bob, room, reference);
  await redact(alice, room, newest);
  const less = bundle(await bob.ok("GET", inRoom(room, `event/${id(root)}`))).relations;
  expect(less).toMatchObject({ "m.replace": { content: { "m.new_content": { body: "first edit" } } } });
  expect(less).not.toHaveProperty("m.reference");
  await redact(alice, room, root);
  const kept = bundle(await bob.ok("GET", inRoom(room, `event/${id(root)}`))).relations;
  expect(Object.keys(kept ?? {})).toEqual(["m.thread"]);
});

it("C87 annotations are made once, and threads do not begin in relations", async () => {
  const { alice, bob, room } = await together("87");
  const root = await say(alice, room, { body: "root" });
  const plus = relate(root, "m.annotation", { key: "+" });
  const both = await Promise.all([send(bob, room, plus, "m.reaction"), send(bob, room, plus, "m.reaction")]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
  expect(both.find(({ status }) => status === 400)?.body.errcode).toBe("M_DUPLICATE_ANNOTATION");
  const made = both.find(({ status }) => status === 200)?.body.event_id;
  for (const [client, content, type] of [
    [alice, plus, "m.reaction"],
    [bob, relate(root, "m.annotation", { key: "-" }), "m.reaction"],
    [bob, plus, "x.reaction"],
  ] as const)
    expect((await send(client, room, content, type)).status).toBe(200);
  const inThread = await send(bob, room, { body: "x", ...relate(made, "m.thread") });
  expect([inThread.status, inThread.body.errcode]).toEqual([400, "M_UNKNOWN"]);
  await redact(bob, room, made);
  expect((await send(bob, room, plus, "m.reaction")).status).toBe(200);
});

it("C88 threads are listed by their latest event", async () => {
  const { alice, bob, room } = await together("88");
  const roots = [await say(alice, room, { body: "1" }), await say(bob, room, { body: "2" })];
  const [first = "", second = ""] = roots;
  const list = async (query = "", client = bob) => client.ok("GET", v1(room, `threads${query}`));
  expect(await list()).toEqual({ chunk: [] });
  await say(alice, room, { body: "a", ...relate(first, "m.thread") });
  const last = await say(alice, room, { body: "b", ...relate(second, "m.thread") });
  expect(idsOf(await list())).toEqual([second, first]);
  expect(idsOf(await list("?include=participated"))).toEqual([second]);
  const page = await list("?limit=1");
  expect(idsOf(page)).toEqual([second]);
  const next = await list(`?limit=1&from=${page.next_batch}`);
  expect([idsOf(next), next.next_batch]).toEqual([[first], undefined]);
  await say(bob, room, { body: "c", ...relate(first, "m.thread") });
  const moved = await list();
  expect(idsOf(moved)).toEqual([first, second]);
  expect(moved.chunk[1].unsigned["m.relations"]["m.thread"]).toMatchObject({
    latest_event: { event_id: last },
    count: 1,
  });
  await redact(alice, room, last);
  expect(idsOf(await list())).toEqual([first]);
  for (const limit of [0, -1]) expect((await bob.get(v1(room, `threads?limit=${limit}`))).status).toBe(400);
  const odd = await bob.get(v1(room, "threads?from=odd"));
  expect([odd.status, odd.body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
  expect((await (await server.user("carol88")).get(v1(room, "threads"))).status).toBe(403);
});

it("C83, C87 other servers' relations are taken as they come, and loops among them end", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  const alice = await server.user("alice83b");
  const room = await alice.createRoom({ preset: "public_chat", room_version: "1" });
  const guest = await Guest.enter(fake, server.serverName, room, "1");
  // In version 1 servers choose the IDs of events, so that each can relate to the other.
  const ids = ["one", "two"].map((name) => `$${name}:${fake.name}`);
  const [one = "", two = ""] = ids;
  const make = (event_id: string, to: string) =>
    guest.make("m.room.message", { body: event_id, ...relate(to, "m.thread") }, { event_id });
  await guest.say(make(one, two), make(two, one));
  const related = await alice.ok("GET", v1(room, `relations/${id(one)}?recurse=true`));
  expect(idsOf(related)).toEqual([two]);
  const shown = await alice.ok("GET", inRoom(room, `event/${id(one)}`));
  expect(shown.unsigned["m.relations"]["m.thread"].latest_event.event_id).toBe(two);
  expect(shown.unsigned["m.relations"]["m.thread"].latest_event.unsigned).not.toHaveProperty("m.relations");
  await fake.close();
});

it("O8 of large edits as many come with their events as there is room for, and small ones among them", async () => {
  const { alice, bob, room } = await together("8");
  const roots: string[] = [];
  for (let at = 0; at < 20; at++) roots.push(await say(alice, room, { body: String(at) }));
  for (const [at, root] of roots.entries())
    await say(alice, room, edit(root, "x".repeat(at === 19 ? 1 : 30_000)));
  const answer = await bob.get(inRoom(room, "messages?dir=f&limit=27"));
  const edited = answer.body.chunk.filter((event: Event) => event.unsigned["m.relations"]?.["m.replace"]);
  const text = JSON.stringify(answer.body);
  expect(edited.at(-1)?.event_id).toBe(roots.at(-1));
  expect(edited.length).toBeGreaterThan(10);
  expect(text.length).toBeLessThan(1.5 * 2 ** 20);
});

it("O8 a page of threads ends where their roots are large, and goes on from there", async () => {
  const { alice, bob, room } = await together("8t");
  const roots: string[] = [];
  for (let at = 0; at < 20; at++) {
    const root = await say(alice, room, { body: "x".repeat(60_000) });
    await say(bob, room, { body: "reply", ...relate(root, "m.thread") });
    roots.unshift(root);
  }
  const first = await bob.ok("GET", v1(room, "threads?limit=50"));
  expect(first.chunk.length).toBeLessThan(20);
  const second = await bob.ok("GET", v1(room, `threads?limit=50&from=${first.next_batch}`));
  expect([...idsOf(first), ...idsOf(second)]).toEqual(roots);
  expect(second.next_batch).toBeUndefined();
});
