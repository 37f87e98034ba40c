/** Rooms as outsiders see them (O26), members at a point in the past (O27), and syncs of ended sessions (O29). */
import { expect, it } from "vitest";
import { Client } from "../support/client.js";
import { startPair } from "../support/pair.js";
import { PASSWORD } from "../support/servers.js";

const { hs, alice } = await startPair();
const bob = await hs.user("bob");

const at = (room: string): string => `/rooms/${encodeURIComponent(room)}`;
let count = 0;

async function say(room: string, body: string): Promise<string> {
  return (await alice.ok("PUT", `${at(room)}/send/m.room.message/${++count}`, { body })).event_id;
}

async function openTo(room: string, history_visibility: string): Promise<void> {
  expect((await alice.setState(room, "m.room.history_visibility", { history_visibility })).status).toBe(200);
}

interface Shown {
  readonly content: { readonly body?: string; readonly membership?: string };
  readonly state_key?: string;
}

const bodies = (events: readonly Shown[]): string[] => events.flatMap(({ content }) => content.body ?? []);
const READERS = ["/messages?dir=b&limit=50", "/state", "/state/m.room.create/", "/members"];

it("O26 a world-readable room is readable from outside, as far as it was when events were sent", async () => {
  const room = await alice.createRoom({ preset: "private_chat" });
  const secret = await say(room, "secret");
  for (const path of READERS) expect([path, (await bob.get(at(room) + path)).status]).toEqual([path, 403]);
  await openTo(room, "world_readable");
  const open = await say(room, "open");
  const [page, state, create, members] = await Promise.all(
    READERS.map((path) => bob.ok("GET", at(room) + path)),
  );
  expect(bodies(page.chunk)).toEqual(["open"]);
  expect(state.map(({ type }: { type: string }) => type)).toContain("m.room.power_levels");
  expect(create.room_version).toEqual(expect.any(String));
  expect(members.chunk.map(({ state_key }: Shown) => state_key)).toEqual([alice.userId]);
  const event = (id: string, kind = "event") => bob.get(`${at(room)}/${kind}/${encodeURIComponent(id)}`);
  for (const kind of ["event", "context"])
    expect([(await event(open, kind)).status, (await event(secret, kind)).status]).toEqual([200, 404]);
  expect(bodies((await event(open, "context")).body.events_before)).toEqual([]);
  expect((await bob.get(`${at(room)}/joined_members`)).status).toBe(403);
  // Closed again, what was open stays so event by event.
  await openTo(room, "shared");
  const closed = await say(room, "closed");
  expect([(await event(open)).status, (await event(closed)).status]).toEqual([200, 404]);
  for (const path of READERS) expect([path, (await bob.get(at(room) + path)).status]).toEqual([path, 403]);
});

it("O26 an event that may not be seen is 404, wherever the room is", async () => {
  const room = await alice.createRoom({ preset: "private_chat" });
  const id = encodeURIComponent(await say(room, "secret"));
  for (const kind of ["event", "context"])
    for (const where of [room, `!none:${hs.serverName}`]) {
      const answer = await bob.get(`${at(where)}/${kind}/${id}`);
      expect([answer.status, answer.body.errcode]).toEqual([404, "M_NOT_FOUND"]);
    }
});

it("O26 who was removed sees no more than the world does", async () => {
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  await say(room, "during");
  await alice.act(room, "kick", bob.userId);
  const after = await say(room, "after");
  const read = async () => bodies((await bob.ok("GET", at(room) + READERS[0])).chunk);
  expect(await read()).toEqual(["during"]);
  expect((await bob.get(`${at(room)}/event/${encodeURIComponent(after)}`)).status).toBe(404);
  await openTo(room, "world_readable");
  await say(room, "to the world");
  expect(await read()).toEqual(["to the world", "during"]);
});

it("O26 the context of an event has both sides, and tokens to go on from", async () => {
  const room = await alice.createRoom({ preset: "public_chat" });
  const ids: string[] = [];
  for (let n = 1; n <= 9; n++) ids.push(await say(room, `${n}`));
  const around = await alice.ok("GET", `${at(room)}/context/${encodeURIComponent(ids[4] ?? "")}?limit=4`);
  expect(around.event.content.body).toBe("5");
  expect([bodies(around.events_before), bodies(around.events_after)]).toEqual([
    ["4", "3"],
    ["6", "7"],
  ]);
  const back = await alice.ok("GET", `${at(room)}/messages?dir=b&limit=2&from=${around.start}`);
  const on = await alice.ok("GET", `${at(room)}/messages?dir=f&limit=2&from=${around.end}`);
  expect([bodies(back.chunk), bodies(on.chunk)]).toEqual([
    ["2", "1"],
    ["8", "9"],
  ]);
});

it("O27 gives the members of then", async () => {
  const room = await alice.createRoom({ preset: "public_chat" });
  await say(room, "alone");
  const { next_batch: then } = await alice.sync();
  await bob.join(room);
  const { next_batch: later } = await alice.sync();
  await bob.act(room, "leave");
  const members = async (query: string): Promise<unknown> =>
    (await alice.ok("GET", `${at(room)}/members${query}`)).chunk
      .map(({ state_key, content }: Shown) => [state_key, content.membership])
      .sort();
  expect(await members(`?at=${then}`)).toEqual([[alice.userId, "join"]]);
  expect(await members(`?at=${later}`)).toEqual([
    [alice.userId, "join"],
    [bob.userId, "join"],
  ]);
  expect(await members("")).toEqual([
    [alice.userId, "join"],
    [bob.userId, "leave"],
  ]);
  expect((await alice.get(`${at(room)}/members?at=nonsense`)).status).toBe(400);
});

it("O29 a sync under way ends when its token does, without news", async () => {
  const carol = await hs.user("carol");
  const { next_batch: since } = await carol.sync();
  const waiting = carol.get(`/sync?timeout=20000&since=${since}`);
  // It has begun to wait once another request was answered.
  await carol.get("/account/whoami");
  await carol.ok("POST", "/logout", {});
  const answer = await waiting;
  expect([answer.status, answer.body.errcode]).toEqual([401, "M_UNKNOWN_TOKEN"]);
});

it("O29 so does one whose device was opened anew", async () => {
  const dora = await hs.user("dora", PASSWORD);
  const { device_id: device } = await dora.ok("GET", "/account/whoami");
  const { next_batch: since } = await dora.sync();
  const waiting = dora.get(`/sync?timeout=20000&since=${since}`);
  await dora.get("/account/whoami");
  const again = await new Client(hs.url, undefined, "").ok("POST", "/login", {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: "dora" },
    password: PASSWORD,
    device_id: device,
  });
  expect((await waiting).status).toBe(401);
  expect((await new Client(hs.url, again.access_token, dora.userId).get("/account/whoami")).status).toBe(200);
});
