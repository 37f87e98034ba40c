/** History that other servers are given: what their users could see when it was sent. */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { outcome } from "../support/remote.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let hs: TestServer;
let fake: FakeServer;
let stranger: FakeServer;
let alice: Client;
let guest: Guest;
let path: string;
/** Event IDs by what was said. */
const ids = new Map<string, string>();

const say = async (body: string): Promise<void> => {
  const sent = await alice.ok("PUT", `${path}/send/m.room.message/${body}`, { msgtype: "m.text", body });
  ids.set(body, sent.event_id);
};
const set = async (type: string, content: JsonObject): Promise<void> => {
  const sent = await alice.ok("PUT", `${path}/state/${type}/`, content);
  ids.set(`${type} ${Object.values(content)[0]}`, sent.event_id);
};
const visibility = (history_visibility: string) => set("m.room.history_visibility", { history_visibility });

beforeAll(async () => {
  hs = await startServer();
  const authority = testAuthority();
  fake = await startFakeServer({ authority });
  stranger = await startFakeServer({ authority, host: "localhost" });
  alice = await hs.user("alice");
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  path = `/rooms/${encodeURIComponent(room)}`;
  await say("shared");
  await visibility("joined");
  await say("hidden");
  await set("m.room.name", { name: "old" });
  await set("m.room.name", { name: "new" });
  await visibility("world_readable");
  await say("world");
  await visibility("invited");
  await say("before the invite");
  await alice.act(room, "invite", `@guest:${fake.name}`);
  await say("after the invite");
  await visibility("joined");
  await say("joined again");
  guest = await Guest.enter(fake, hs.serverName, room, "10", "guest");
  await say("now");
});
afterAll(async () => {
  await Promise.all([hs?.close(), fake?.close(), stranger?.close()]);
});

const ask = (uri: string, server = fake) =>
  server.request({ destination: hs.serverName, method: "GET", uri: `/_matrix/federation/v1/${uri}` });

function eventsIn(value: JsonValue, key: string): readonly JsonObject[] {
  const list = isJsonObject(value) ? own(value, key) : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** Remaining content of events, by their text. */
function shown(events: readonly JsonObject[]): Record<string, JsonValue | undefined> {
  const byId = new Map(events.map((event) => [guest.name(event), own(event, "content")]));
  return Object.fromEntries([...ids].flatMap(([name, id]) => (byId.has(id) ? [[name, byId.get(id)]] : [])));
}

const message = (body: string) => ({ msgtype: "m.text", body });
const SEEN = {
  shared: message("shared"),
  hidden: {},
  "m.room.history_visibility joined": { history_visibility: "joined" },
  "m.room.name old": {},
  // It stands there now, for all members to see.
  "m.room.name new": { name: "new" },
  world: message("world"),
  "before the invite": {},
  "after the invite": message("after the invite"),
  "joined again": {},
};

it("backfill redacts what could not be seen", async () => {
  const v = encodeURIComponent(ids.get("now") ?? "");
  const answer = await ask(`backfill/${encodeURIComponent(guest.room)}?v=${v}&limit=100`);
  if (!answer.ok) throw new Error(outcome(answer));
  expect(shown(eventsIn(answer.value, "pdus"))).toMatchObject({ ...SEEN, now: message("now") });
  expect(shown(eventsIn(answer.value, "pdus"))).toHaveProperty("hidden", {});
});

it("get_missing_events redacts what could not be seen", async () => {
  const answer = await fake.request({
    destination: hs.serverName,
    method: "POST",
    uri: `/_matrix/federation/v1/get_missing_events/${encodeURIComponent(guest.room)}`,
    content: { earliest_events: [], latest_events: [ids.get("now") ?? ""], limit: 100 },
  });
  if (!answer.ok) throw new Error(outcome(answer));
  const { now: _, ...events } = shown(eventsIn(answer.value, "events"));
  expect(events).toMatchObject(SEEN);
  for (const hidden of ["hidden", "m.room.name old", "before the invite", "joined again"])
    expect(events[hidden]).toEqual({});
});

it.each([
  ["what could be seen, whole", "world", "200", message("world")],
  ["no message that could not", "hidden", "403 M_FORBIDDEN", undefined],
  ["of state that could not, what is left", "m.room.name old", "200", {}],
  ["present state, whole", "m.room.name new", "200", { name: "new" }],
])("an event is given by its ID: %s", async (_, name, expected, content) => {
  const answer = await ask(`event/${encodeURIComponent(ids.get(name) ?? "")}`);
  expect(outcome(answer)).toBe(expected);
  if (answer.ok) expect(shown(eventsIn(answer.value, "pdus"))).toEqual({ [name]: content });
});

it("the state at what could not be seen has only what is needed to judge by, and what stands now", async () => {
  const state = async (name: string) => {
    const id = encodeURIComponent(ids.get(name) ?? "");
    const answer = await ask(`state/${encodeURIComponent(guest.room)}?event_id=${id}`);
    if (!answer.ok) throw new Error(outcome(answer));
    return eventsIn(answer.value, "pdus");
  };
  const before = await state("m.room.name new");
  expect(shown(before)).toMatchObject({ "m.room.name old": {} });
  expect(shown(before)["m.room.name old"]).toEqual({});
  const levels = before.find((event) => own(event, "type") === "m.room.power_levels") ?? {};
  expect(own(levels, "content")).toHaveProperty("users_default");
  expect(shown(await state("now"))).toMatchObject({ "m.room.name new": { name: "new" } });
});

it("nothing is given to servers that are not in the room, or that its ACL denies", async () => {
  const room = encodeURIComponent(guest.room);
  const id = encodeURIComponent(ids.get("world") ?? "");
  const paths = [
    `event/${id}`,
    `backfill/${room}?v=${id}&limit=1`,
    `state/${room}?event_id=${id}`,
    `state_ids/${room}?event_id=${id}`,
    `event_auth/${room}/${id}`,
  ];
  for (const each of paths) expect(outcome(await ask(each, stranger))).toBe("403 M_FORBIDDEN");
  await set("m.room.server_acl", { allow: ["*"], deny: ["127.0.0.1"] });
  for (const each of paths) expect(outcome(await ask(each))).toBe("403 M_FORBIDDEN");
});

it("state that was given whole stays so when it comes again redacted, with the past", async () => {
  const other = await startServer();
  const carol = await other.user("carol");
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const at = `/rooms/${encodeURIComponent(room)}`;
  await alice.ok("PUT", `${at}/state/m.room.history_visibility/`, { history_visibility: "joined" });
  await alice.ok("PUT", `${at}/state/m.room.name/`, { name: "first" });
  await carol.join(room, hs.serverName);
  await alice.ok("PUT", `${at}/state/m.room.name/`, { name: "second" });
  await expect.poll(async () => (await carol.get(`${at}/state/m.room.name/`)).body.name).toBe("second");
  const before = async () => {
    const { events } = (await carol.sync()).rooms.join[room].state;
    return events.find(({ type }: { type: string }) => type === "m.room.name").content;
  };
  expect(await before()).toEqual({ name: "first" });
  await carol.ok("GET", `${at}/messages?dir=b&limit=100`);
  expect(await before()).toEqual({ name: "first" });
  await other.close();
});
