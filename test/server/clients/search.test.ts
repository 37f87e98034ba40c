/** C128 to C131: the search in the rooms of a user. */
import { beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;
let transactions = 0;
async function say(client: Client, room: string, body: string, type = "m.room.message"): Promise<string> {
  const content = { msgtype: "m.text", body };
  return (await client.ok("PUT", inRoom(room, `send/${type}/search${transactions++}`), content)).event_id;
}

async function search(client: Client, search_term: string, more: object = {}, token = "") {
  const body = { search_categories: { room_events: { search_term, ...more } } };
  return (await client.ok("POST", `/search${token && `?next_batch=${token}`}`, body)).search_categories
    .room_events;
}
const ids = ({ results }: { results: readonly { result: { event_id: string } }[] }) =>
  results.map(({ result }) => result.event_id);

it("C128, C129 all words, in what the user could see", async () => {
  const [alice, bob] = [await server.user("alice128"), await server.user("bob128")];
  const room = await alice.createRoom({ preset: "public_chat", name: "Green Apples" });
  const first = await say(alice, room, "Red apples, and\ngreen pears");
  const second = await say(alice, room, "ÄPFEL 苹果 apples");
  await say(alice, room, "apples", "m.room.encrypted");
  await say(alice, room, "apples", "x.other");
  const gone = await say(alice, room, "apples that are redacted");
  await alice.ok("PUT", inRoom(room, `redact/${encodeURIComponent(gone)}/r`), {});
  expect(ids(await search(alice, "pears GREEN"))).toEqual([first]);
  expect(ids(await search(alice, "äpfel"))).toEqual([second]);
  expect(ids(await search(alice, "苹果"))).toEqual([second]);
  expect(await search(alice, "apple")).toMatchObject({ count: 0, results: [] });
  const messages = { keys: ["content.body"], order_by: "recent" };
  expect(await search(alice, "apples", messages)).toMatchObject({
    count: 2,
    highlights: ["apples"],
    results: [{ result: { event_id: second, room_id: room } }, { result: { event_id: first } }],
  });
  const named = await search(alice, "apples", { keys: ["content.name"] });
  expect(named.results.map(({ result }: { result: { type: string } }) => result.type)).toEqual([
    "m.room.name",
  ]);
  expect((await search(alice, "apples")).count).toBe(3);
  // Short texts about it come first, unless the newest should.
  expect(
    (await search(alice, "green")).results.map(({ result }: { result: { type: string } }) => result.type),
  ).toEqual(["m.room.name", "m.room.message"]);
  expect(ids(await search(alice, "apples", { ...messages, filter: { senders: [bob.userId] } }))).toEqual([]);
  expect((await search(bob, "apples")).count).toBe(0);
  await bob.join(room);
  await alice.setState(room, "m.room.history_visibility", { history_visibility: "joined" });
  expect(ids(await search(bob, "apples", messages))).toEqual([second, first]);
  const later = await say(alice, room, "apples while bob is here");
  await bob.act(room, "leave");
  await say(alice, room, "apples behind bob's back");
  expect(ids(await search(bob, "apples", messages))).toEqual([later, second, first]);
  const without = await alice.post("/search", { search_categories: {} });
  expect(without.status).toBe(400);
});

it("C130 with the events around, profiles, state and groups", async () => {
  const [alice, bob] = [await server.user("alice130"), await server.user("bob130")];
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  const [before, match, after] = [
    await say(bob, room, "before"),
    await say(alice, room, "needle"),
    await say(bob, room, "after"),
  ];
  const found = await search(alice, "needle", {
    event_context: { before_limit: 1, after_limit: 1, include_profile: true },
    include_state: true,
    groupings: { group_by: [{ key: "room_id" }, { key: "sender" }] },
  });
  const [{ context }] = found.results;
  expect([context.events_before, context.events_after]).toMatchObject([
    [{ event_id: before }],
    [{ event_id: after }],
  ]);
  expect(context.profile_info).toEqual({
    [alice.userId]: { displayname: "alice130" },
    [bob.userId]: { displayname: "bob130" },
  });
  const older = await alice.ok("GET", inRoom(room, `messages?dir=b&limit=1&from=${context.start}`));
  expect(older.chunk[0].type).toBe("m.room.member");
  expect(found.state[room].map(({ type }: { type: string }) => type)).toContain("m.room.create");
  expect(found.groups).toEqual({
    room_id: { [room]: { order: 0, results: [match] } },
    sender: { [alice.userId]: { order: 0, results: [match] } },
  });
  expect((await search(alice, "needle")).results[0]).not.toHaveProperty("context");
});

it("C131 page by page, in a room and the one that it took the place of", async () => {
  const alice = await server.user("alice131");
  const old = await alice.createRoom();
  const first = await say(alice, old, "pagination");
  const { replacement_room: next } = await alice.ok("POST", inRoom(old, "upgrade"), { new_version: "11" });
  const second = await say(alice, next, "pagination");
  const more = { order_by: "recent", filter: { rooms: [old, next], limit: 1 } };
  const pages: string[][] = [];
  let token: string | undefined = "";
  while (token !== undefined && pages.length < 9) {
    const page: { results: { result: { event_id: string } }[]; next_batch?: string } = await search(
      alice,
      "pagination",
      more,
      token,
    );
    pages.push(ids(page));
    token = page.next_batch;
  }
  expect(pages).toEqual([[second], [first], []]);
  const body = { search_categories: { room_events: { search_term: "x" } } };
  expect((await alice.post("/search?next_batch=odd", body)).body.errcode).toBe("M_INVALID_PARAM");
});
