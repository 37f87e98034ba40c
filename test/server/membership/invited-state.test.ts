/** State that comes with an answer to a knock (O15) or an invite (O16), and withdrawals of invites (O19). */
import { eventId, type JsonObject, signEvent } from "@knockgen/auth";
import { describe, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { FakeRoom } from "../support/fake-room.js";
import { startFakeServer } from "../support/fake-server.js";
import { startPair } from "../support/pair.js";
import { outcome } from "../support/remote.js";
import { testAuthority } from "../support/tls.js";

const { hs, fake, alice } = await startPair();
const owner = `@owner:${fake.name}`;
let count = 0;

const stripped = (type: string, content: JsonObject): JsonObject => ({
  type,
  state_key: "",
  sender: owner,
  content,
});
const UNVERIFIED = { "knockgen.unverified": true };

interface Shown {
  readonly type: string;
  readonly content: JsonObject;
  readonly unsigned?: JsonObject;
}

/** Events of a room in a sync, by type. */
async function shown(user: Client, kind: "knock" | "invite", room: string): Promise<Map<string, Shown>> {
  const { rooms } = await user.sync();
  const events: readonly Shown[] = rooms[kind]?.[room]?.[`${kind}_state`]?.events ?? [];
  return new Map(events.map((event) => [event.type, event]));
}

/** Answers a knock with what a test likes. */
function answering(room: FakeRoom, state: () => readonly JsonObject[]): void {
  fake.responders.push(({ segments }) =>
    segments[3] === "send_knock" && segments[4] === room.id
      ? { json: { knock_room_state: [...state()] } }
      : undefined,
  );
}

const CREATE = "m.room.create\n";

it("O15 stripped state that a knock is answered with is shown, as unverified", async () => {
  const room = new FakeRoom(fake, { join_rule: "knock" });
  answering(room, () => [stripped("m.room.name", { name: "Old style" }), stripped("m.room.create", {})]);
  expect((await alice.knock(room.id, fake.name)).status).toBe(200);
  const state = await shown(alice, "knock", room.id);
  expect(state.get("m.room.name")).toMatchObject({ content: { name: "Old style" }, unsigned: UNVERIFIED });
});

it("O15 of full and stripped state together, the full counts and the rest is shown", async () => {
  const room = new FakeRoom(fake, { join_rule: "knock" });
  const topic = room.add({ type: "m.room.topic", stateKey: "", content: { topic: "signed" } });
  const forged = {
    ...room.make({ type: "m.room.avatar", stateKey: "", content: {} }),
    content: { url: "mxc://a/b" },
  };
  const bad = { ...forged, signatures: { [fake.name]: { "ed25519:fake": "AAAA" } } };
  answering(room, () => [
    stripped("m.room.topic", { topic: "unsigned" }),
    room.state.get(CREATE) ?? {},
    topic,
    bad,
    stripped("m.room.name", { name: "Mixed" }),
  ]);
  await alice.knock(room.id, fake.name);
  const state = await shown(alice, "knock", room.id);
  expect(state.get("m.room.topic")?.content).toEqual({ topic: "signed" });
  expect(state.get("m.room.topic")?.unsigned).toBeUndefined();
  expect(state.get("m.room.name")).toMatchObject({ content: { name: "Mixed" }, unsigned: UNVERIFIED });
  expect(state.has("m.room.avatar")).toBe(false);
});

it("O15 an entry that names another room is left out, stripped or whole", async () => {
  const room = new FakeRoom(fake, { join_rule: "knock" });
  const other = new FakeRoom(fake, { join_rule: "knock" });
  answering(room, () => [
    { ...stripped("m.room.name", { name: "Elsewhere" }), room_id: other.id },
    other.add({ type: "m.room.avatar", stateKey: "", content: { url: "mxc://a/b" } }),
    { ...stripped("m.room.topic", { topic: "Here" }), room_id: room.id },
  ]);
  await alice.knock(room.id, fake.name);
  const state = await shown(alice, "knock", room.id);
  expect([...state.keys()]).toEqual(["m.room.topic", "m.room.member"]);
});

const inviteOf = (room: FakeRoom, target: string): JsonObject =>
  room.add({ type: "m.room.member", stateKey: target, content: { membership: "invite" } });

function invite(
  room: FakeRoom,
  target: string,
  state: readonly JsonObject[],
  event: JsonObject = inviteOf(room, target),
) {
  const id = encodeURIComponent(eventId(event, "10"));
  return fake.request({
    destination: hs.serverName,
    method: "PUT",
    uri: `/_matrix/federation/v2/invite/${encodeURIComponent(room.id)}/${id}`,
    content: { event, room_version: "10", invite_room_state: [...state] },
  });
}

it("O16 a signed create event does not make the rest of an invite's state disappear", async () => {
  const room = new FakeRoom(fake, { join_rule: "invite" });
  const state = [room.state.get(CREATE) ?? {}, stripped("m.room.name", { name: "Invited" })];
  expect((await invite(room, alice.userId, state)).ok).toBe(true);
  const seen = await shown(alice, "invite", room.id);
  expect(seen.get("m.room.create")?.unsigned).toBeUndefined();
  expect(seen.get("m.room.name")).toMatchObject({ content: { name: "Invited" }, unsigned: UNVERIFIED });
});

async function push(event: JsonObject): Promise<void> {
  await fake.request({
    destination: hs.serverName,
    method: "PUT",
    uri: `/_matrix/federation/v1/send/withdraw${++count}`,
    content: { origin: fake.name, origin_server_ts: Date.now(), pdus: [event] },
  });
}

/** The leave of an invited user, sent by a given user. */
function leave(room: FakeRoom, target: string, sender: string, authEvents?: readonly string[]): JsonObject {
  return room.make({
    type: "m.room.member",
    stateKey: target,
    sender,
    content: { membership: "leave" },
    ...(authEvents && { authEvents }),
  });
}

const isInvited = async (user: Client, room: string): Promise<boolean> =>
  (await shown(user, "invite", room)).size > 0;

it("O19 an invite is not withdrawn by whoever is on the server that made it", async () => {
  const user = await hs.user("kept");
  const room = new FakeRoom(fake, { join_rule: "invite" });
  expect((await invite(room, user.userId, [room.state.get(CREATE) ?? {}])).ok).toBe(true);
  await push(leave(room, user.userId, `@nobody:${fake.name}`));
  expect(await isInvited(user, room.id)).toBe(true);
  // A room made for the purpose, of the same ID, is another room.
  const creator = `@nobody:${fake.name}`;
  const sign = (event: JsonObject): JsonObject => signEvent(event, "10", fake.name, fake.key);
  const base = { room_id: room.id, sender: creator, origin_server_ts: 1, depth: 1 };
  const create = sign({
    ...base,
    type: "m.room.create",
    state_key: "",
    content: { creator, room_version: "10" },
    prev_events: [],
    auth_events: [],
  });
  const id = (event: JsonObject): string => eventId(event, "10");
  const join = sign({
    ...base,
    type: "m.room.member",
    state_key: creator,
    content: { membership: "join" },
    prev_events: [id(create)],
    auth_events: [id(create)],
  });
  const forged = leave(room, user.userId, creator, [id(create), id(join)]);
  fake.responders.push(({ segments }) =>
    segments[3] === "event_auth" && segments[5] === id(forged)
      ? { json: { auth_chain: [create, join] } }
      : undefined,
  );
  await push(forged);
  expect(await isInvited(user, room.id)).toBe(true);
});

it("O13, O19 what comes again says nothing of what came after it", async () => {
  const user = await hs.user("repeated");
  const room = new FakeRoom(fake, { join_rule: "invite" });
  const state = [room.state.get(CREATE) ?? {}];
  const first = inviteOf(room, user.userId);
  const put = async (event: JsonObject) => outcome(await invite(room, user.userId, state, event));
  expect([await put(first), await put(first)]).toEqual(["200", "200"]);
  await user.act(room.id, "leave");
  expect([await put(first), await isInvited(user, room.id)]).toEqual(["403 M_FORBIDDEN", false]);
  expect(await put(inviteOf(room, user.userId))).toBe("200");
  const withdrawal = room.take(leave(room, user.userId, owner));
  await push(withdrawal);
  expect(await isInvited(user, room.id)).toBe(false);
  expect(await put(inviteOf(room, user.userId))).toBe("200");
  await push(withdrawal);
  expect(await isInvited(user, room.id)).toBe(true);
});

it("O13 a refusal of an earlier knock does not refuse the next one", async () => {
  const user = await hs.user("knocks-again");
  const room = new FakeRoom(fake, { join_rule: "knock" });
  const isKnocking = async (): Promise<boolean> => (await shown(user, "knock", room.id)).size > 0;
  await user.knock(room.id, fake.name);
  const refusal = room.take(leave(room, user.userId, owner));
  await push(refusal);
  expect(await isKnocking()).toBe(false);
  await user.knock(room.id, fake.name);
  await push(refusal);
  expect(await isKnocking()).toBe(true);
});

it("O13 that the user is no longer banned comes after the knock that it made possible", async () => {
  const user = await hs.user("unbanned");
  const room = new FakeRoom(fake, { join_rule: "knock" });
  room.add({ type: "m.room.member", stateKey: user.userId, content: { membership: "ban" } });
  const unban = room.take(leave(room, user.userId, owner));
  await user.knock(room.id, fake.name);
  await push(unban);
  expect((await shown(user, "knock", room.id)).size).toBeGreaterThan(0);
});

it("O19 an invite is withdrawn by who made it, and by whom the room lets", async () => {
  const user = await hs.user("withdrawn");
  for (const by of ["owner", "moderator"]) {
    const room = new FakeRoom(fake, { join_rule: "public" });
    const sender = `@${by}:${fake.name}`;
    if (by === "moderator") {
      room.add({ type: "m.room.member", stateKey: sender, sender, content: { membership: "join" } });
      const users = { [owner]: 100, [sender]: 50 };
      room.add({ type: "m.room.power_levels", stateKey: "", content: { users } });
    }
    expect((await invite(room, user.userId, [room.state.get(CREATE) ?? {}])).ok).toBe(true);
    expect(await isInvited(user, room.id)).toBe(true);
    await push(room.take(leave(room, user.userId, sender)));
    expect([by, await isInvited(user, room.id)]).toEqual([by, false]);
  }
});

it("O4: of the auth chain of a withdrawal only what the withdrawal rests on is looked at", async () => {
  const user = await hs.user("junk");
  const room = new FakeRoom(fake, { join_rule: "public" });
  const moderator = `@moderator:${fake.name}`;
  room.add({
    type: "m.room.member",
    stateKey: moderator,
    sender: moderator,
    content: { membership: "join" },
  });
  const users = { [owner]: 100, [moderator]: 50 };
  room.add({ type: "m.room.power_levels", stateKey: "", content: { users } });
  const stranger = await startFakeServer({ authority: testAuthority(), host: "localhost" });
  const junk = Array.from({ length: 1_200 }, (_, at) =>
    signEvent(
      {
        ...{ room_id: room.id, sender: `@junk${at}:${stranger.name}`, type: "m.room.member" },
        ...{ state_key: `@junk${at}:${stranger.name}`, content: { membership: "join" } },
        ...{ origin_server_ts: 1, depth: 1, prev_events: ["$a"], auth_events: ["$b"] },
      },
      "10",
      stranger.name,
      stranger.key,
    ),
  );
  expect((await invite(room, user.userId, [room.state.get(CREATE) ?? {}])).ok).toBe(true);
  fake.responders.push(({ segments }) =>
    segments[3] === "event_auth" && segments[4] === room.id
      ? { json: { auth_chain: [...junk, ...room.events.values()] } }
      : undefined,
  );
  await push(room.take(leave(room, user.userId, moderator)));
  expect(await isInvited(user, room.id)).toBe(false);
  expect(stranger.requests).toEqual([]);
  await stranger.close();
});

describe("O3 the end of a knock", () => {
  it("lists no more than a membership may", async () => {
    const user = await hs.user("listing");
    const room = new FakeRoom(fake, { join_rule: "knock" });
    expect((await user.knock(room.id, fake.name)).status).toBe(200);
    const many = Array.from({ length: 11 }, (_, at) => `$listed${at}`);
    await push(leave(room, user.userId, room.owner, many));
    expect((await shown(user, "knock", room.id)).size).toBeGreaterThan(0);
    await push(leave(room, user.userId, room.owner));
    expect((await shown(user, "knock", room.id)).size).toBe(0);
  });

  it("is not about what the user was in another room", async () => {
    const user = await hs.user("elsewhere");
    const [room, other] = [1, 2].map(() => new FakeRoom(fake, { join_rule: "knock" }));
    if (room === undefined || other === undefined) throw new Error("two rooms");
    for (const { id } of [room, other]) expect((await user.knock(id, fake.name)).status).toBe(200);
    const knock = other.state.get(`m.room.member\n${user.userId}`) ?? {};
    await push(leave(room, user.userId, room.owner, [other.idOf(knock)]));
    expect((await shown(user, "knock", room.id)).size).toBe(0);
  });
});
