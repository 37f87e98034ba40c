/** Invites that come from other servers and go to them, above all those that answer a knock. */
import {
  eventId,
  generateKeyPair,
  isJsonObject,
  type JsonObject,
  own,
  type RoomVersion,
  signEvent,
} from "@knockgen/auth";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Client } from "../support/client.js";
import { FakeRoom } from "../support/fake-room.js";
import { type FakeServer, type Responder, startFakeServer } from "../support/fake-server.js";
import { eventOf, outcome } from "../support/remote.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let hs: TestServer;
let eager: TestServer;
let fake: FakeServer;
let bob: Client;
let count = 0;
const warnings: string[] = [];

beforeAll(async () => {
  hs = await startServer({
    log: (level, message) => {
      if (level === "warn") warnings.push(message);
    },
  });
  eager = await startServer({ config: { autoAcceptKnocks: true } });
  fake = await startFakeServer({ authority: testAuthority() });
  bob = await hs.user("bob");
});
afterAll(async () => {
  await Promise.all([hs?.close(), eager?.close(), fake?.close()]);
});

const owner = () => `@owner:${fake.name}`;

function sendInvite(
  to: TestServer,
  event: JsonObject,
  version: RoomVersion,
  roomId: string,
  state: readonly JsonObject[] | undefined,
) {
  const id = encodeURIComponent(eventId(event, version));
  return fake.request({
    destination: to.serverName,
    method: "PUT",
    uri: `/_matrix/federation/v2/invite/${encodeURIComponent(roomId)}/${id}`,
    content: { event, room_version: version, ...(state === undefined ? {} : { invite_room_state: state }) },
  });
}

/** An invite to a room of any version, which begins and ends with its create event. */
function madeUp(version: RoomVersion, user: string) {
  const inVersion12 = version === "12";
  const made = `!invites${++count}:${fake.name}`;
  const { room_id, ...unplaced } = eventOf(fake, made, owner(), {
    type: "m.room.create",
    state_key: "",
    content: { room_version: version, ...(Number(version) < 11 ? { creator: owner() } : {}) },
  });
  const create = sign(inVersion12 ? unplaced : { ...unplaced, room_id: made }, version);
  const roomId = inVersion12 ? `!${eventId(create, version).slice(1)}` : made;
  const inRoom = (type: string, stateKey: string, content: JsonObject) =>
    eventOf(fake, roomId, owner(), { type, state_key: stateKey, content, prev_events: ["$a"] });
  const invite = sign(inRoom("m.room.member", user, { membership: "invite" }), version);
  const name = sign(inRoom("m.room.name", "", { name: "Porch" }), version);
  return { roomId, create, invite, name };
}

const sign = (event: JsonObject, version: RoomVersion) => signEvent(event, version, fake.name, fake.key);

describe.each(["10", "11", "12"] as const)("version %s", (version) => {
  it("N18 an invite with whole, signed events is taken, and shown stripped", async () => {
    const { roomId, create, invite, name } = madeUp(version, bob.userId);
    const forged = signEvent(
      { ...name, type: "m.room.topic", signatures: {}, hashes: {} },
      version,
      fake.name,
      {
        ...generateKeyPair("x"),
        keyId: fake.key.keyId,
      },
    );
    const answer = await sendInvite(hs, invite, version, roomId, [create, name, forged]);
    expect(outcome(answer)).toBe("200");
    const event = answer.ok && isJsonObject(answer.value) ? own(answer.value, "event") : undefined;
    const signatures = isJsonObject(event) ? own(event, "signatures") : undefined;
    expect(isJsonObject(signatures) && Object.keys(signatures).sort()).toEqual(
      [fake.name, hs.serverName].sort(),
    );
    const { events } = (await bob.sync()).rooms.invite[roomId].invite_state;
    const types = events.map(({ type }: { type: string }) => type).sort();
    expect(types).toEqual(["m.room.create", "m.room.member", "m.room.name"]);
    for (const each of events)
      expect(Object.keys(each).sort()).toEqual(["content", "sender", "state_key", "type"]);
  });

  const cases: readonly [string, (made: ReturnType<typeof madeUp>) => readonly JsonObject[] | undefined][] = [
    ["no state at all", () => undefined],
    ["no create event", ({ name }) => [name]],
    ["a create event that is not signed", ({ create, name }) => [{ ...create, signatures: {} }, name]],
    ["stripped state", () => [{ type: "m.room.create", state_key: "", sender: owner(), content: {} }]],
  ];
  it.each(cases)(
    "N18 an invite with %s is 400 from version 12 on, and a warning before",
    async (_, state) => {
      const made = madeUp(version, bob.userId);
      warnings.length = 0;
      const answer = outcome(await sendInvite(hs, made.invite, version, made.roomId, state(made)));
      if (version === "12") expect(answer).toMatch(/^400 M_(MISSING|INVALID)_PARAM$/);
      else {
        expect(answer).toBe("200");
        expect(warnings).not.toEqual([]);
      }
    },
  );

  it("N18 our invites come with whole events, the create event among them", async () => {
    const room = await bob.createRoom({ preset: "private_chat", room_version: version, name: "Shed" });
    const guest = `@guest${++count}:${fake.name}`;
    expect((await bob.act(room, "invite", guest)).status).toBe(200);
    const { content } = fake.requests.findLast(({ segments }) => segments[3] === "invite") ?? {};
    const state = isJsonObject(content) ? own(content, "invite_room_state") : undefined;
    const events = Array.isArray(state) ? state.filter(isJsonObject) : [];
    const types = events.map((event) => own(event, "type"));
    expect(types).toEqual(expect.arrayContaining(["m.room.create", "m.room.join_rules", "m.room.name"]));
    for (const event of events)
      for (const key of ["signatures", "hashes", "depth"]) expect(event).toHaveProperty(key);
  });
});

it("N14 X5 an invite is the answer to a knock, though it does not refer to it", async () => {
  const room = new FakeRoom(fake, { join_rule: "knock" });
  expect((await bob.knock(room.id, fake.name, "Please")).status).toBe(200);
  await bob.see(room.id, bob.userId, "knock");
  const { next_batch } = await bob.sync();
  const knock = room.idOf(room.state.get(`m.room.member\n${bob.userId}`) ?? {});
  const [create] = room.events.values();
  const invite = room.make({
    type: "m.room.member",
    stateKey: bob.userId,
    content: { membership: "invite" },
    authEvents: [...room.events.keys()].slice(0, 4),
    prevEvents: ["$elsewhere"],
  });
  expect(JSON.stringify(invite)).not.toContain(knock);
  expect(outcome(await sendInvite(hs, invite, "10", room.id, [create ?? {}]))).toBe("200");
  await bob.seeSince(next_batch, room.id, bob.userId, "invite");
  const { rooms } = await bob.sync();
  expect(Object.keys(rooms.knock)).not.toContain(room.id);
  expect(Object.keys(rooms.invite)).toContain(room.id);
});

it("#12 N4 an invite that was taken back, which nobody has told us, is in nobody's way", async () => {
  const room = new FakeRoom(fake, { join_rule: "knock" });
  const change = (membership: string) =>
    room.add({ type: "m.room.member", stateKey: bob.userId, content: { membership } });
  const invite = change("invite");
  const [create] = room.events.values();
  expect(outcome(await sendInvite(hs, invite, "10", room.id, [create ?? {}]))).toBe("200");
  await bob.see(room.id, bob.userId, "invite");
  const refuse: Responder = ({ segments }) =>
    segments[3] === "make_knock" ? { status: 403, json: { errcode: "M_FORBIDDEN", error: "no" } } : undefined;
  fake.responders.push(refuse);
  const refused = await bob.knock(room.id, fake.name);
  expect([refused.status, refused.body.errcode]).toEqual([403, "M_FORBIDDEN"]);
  await bob.see(room.id, bob.userId, "invite");
  fake.responders.pop();
  change("leave");
  expect((await bob.knock(room.id, fake.name)).status).toBe(200);
  await bob.see(room.id, bob.userId, "knock");
  expect(room.membershipOf(bob.userId)).toBe("knock");
});

describe("where our server is in the room", () => {
  /** A room of the fake server's in which carol is, so that what bob is shown comes from the room itself. */
  async function entered(): Promise<{ room: FakeRoom; carol: Client; dave: Client }> {
    const room = new FakeRoom(fake, { join_rule: "public" });
    const carol = await hs.user(`carol${++count}`);
    expect((await carol.join(room.id, fake.name)).status).toBe(200);
    return { room, carol, dave: await hs.user(`dave${count}`) };
  }
  const invited = (room: FakeRoom, user: Client) =>
    room.make({ type: "m.room.member", stateKey: user.userId, content: { membership: "invite" } });

  it("an invite shows once it is in the room, and not if it never gets there", async () => {
    const { room, carol, dave } = await entered();
    const [create] = room.events.values();
    const invite = invited(room, dave);
    expect(outcome(await sendInvite(hs, invite, "10", room.id, [create ?? {}]))).toBe("200");
    expect(Object.keys((await dave.sync()).rooms.invite)).not.toContain(room.id);
    const sent = await fake.request({
      destination: hs.serverName,
      method: "PUT",
      uri: `/_matrix/federation/v1/send/invite${count}`,
      content: { origin: fake.name, origin_server_ts: Date.now(), pdus: [room.take(invite)] },
    });
    expect(outcome(sent)).toBe("200");
    await dave.see(room.id, dave.userId, "invite");
    await carol.see(room.id, dave.userId, "invite");
  });

  it.each([
    ["a leave", (user: Client, id: string) => user.act(id, "leave")],
    [
      "a state event",
      (user: Client, id: string) => user.setState(id, "m.room.member", { membership: "leave" }, user.userId),
    ],
  ] as const)(
    "an invite of which the room knows nothing can be refused all the same by %s",
    async (_, refuse) => {
      const room = new FakeRoom(fake, { join_rule: "public" });
      const dave = await hs.user(`dave${++count}`);
      const carol = await hs.user(`carol${count}`);
      const [create] = room.events.values();
      expect(outcome(await sendInvite(hs, invited(room, dave), "10", room.id, [create ?? {}]))).toBe("200");
      expect((await carol.join(room.id, fake.name)).status).toBe(200);
      await dave.see(room.id, dave.userId, "invite");
      expect((await refuse(dave, room.id)).status).toBe(200);
      expect(Object.keys((await dave.sync()).rooms.invite)).not.toContain(room.id);
      expect((await refuse(dave, room.id)).status).toBe(403);
    },
  );
});

interface InvitedThere {
  readonly knocks: boolean;
  readonly room?: FakeRoom;
}

/** Invites a user of the eager server to a room of the fake one. */
async function inviteElsewhere(
  user: Client,
  { knocks, room = new FakeRoom(fake, { join_rule: "knock" }) }: InvitedThere,
): Promise<FakeRoom> {
  if (knocks) expect((await user.knock(room.id, fake.name)).status).toBe(200);
  const invite = room.add({
    type: "m.room.member",
    stateKey: user.userId,
    content: { membership: "invite" },
  });
  const [create] = room.events.values();
  expect(outcome(await sendInvite(eager, invite, "10", room.id, [create ?? {}]))).toBe("200");
  return room;
}

it("N6 X5 an invite is accepted for who has knocked, for nobody else", async () => {
  const eve = await eager.user(`eve${++count}`);
  const first = await inviteElsewhere(eve, { knocks: false });
  const second = await inviteElsewhere(eve, { knocks: true });
  await eve.see(second.id, eve.userId, "join");
  expect(second.membershipOf(eve.userId)).toBe("join");
  // The one that came before would have been accepted by now.
  expect(first.membershipOf(eve.userId)).toBe("invite");
  await eve.see(first.id, eve.userId, "invite");
});

it("N6 an invite that is declined before it was accepted stays declined", async () => {
  const eve = await eager.user(`eve${++count}`);
  const asked: string[] = [];
  // The first attempt fails in each room, and the next one comes after a pause; in the first room, eve declines in between.
  const refuseOnce: Responder = async ({ segments }) => {
    const roomId = segments.find((segment) => segment.startsWith("!")) ?? "";
    if (!segments.includes("make_join")) return undefined;
    asked.push(roomId);
    if (asked.filter((each) => each === roomId).length > 1) return undefined;
    if (asked.length === 1) expect((await eve.act(roomId, "leave")).status).toBe(200);
    return { status: 403, json: { errcode: "M_FORBIDDEN", error: "Not yet" } };
  };
  const [declined, accepted] = [
    new FakeRoom(fake, { join_rule: "knock" }),
    new FakeRoom(fake, { join_rule: "knock" }),
  ];
  fake.responders.push(refuseOnce);
  onTestFinished(() => {
    fake.responders.splice(fake.responders.indexOf(refuseOnce), 1);
  });
  await inviteElsewhere(eve, { knocks: true, room: declined });
  await fake.until(() => asked.length > 0);
  await inviteElsewhere(eve, { knocks: true, room: accepted });
  await eve.see(accepted.id, eve.userId, "join");
  expect(asked).toEqual([declined.id, accepted.id, accepted.id]);
  expect(declined.membershipOf(eve.userId)).toBe("leave");
});

it("N6 where its server is in the room, an invite for who has knocked is accepted as well", async () => {
  const alice = await hs.user(`alice${++count}`);
  const carol = await eager.user(`carol${count}`);
  const eve = await eager.user(`eve${count}`);
  const room = await alice.createRoom({
    room_version: "10",
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  expect((await alice.act(room, "invite", carol.userId)).status).toBe(200);
  expect((await carol.join(room, hs.serverName)).status).toBe(200);
  expect((await eve.knock(room, hs.serverName)).status).toBe(200);
  await alice.see(room, eve.userId, "knock");
  expect((await alice.act(room, "invite", eve.userId)).status).toBe(200);
  await eve.see(room, eve.userId, "join");
  await alice.see(room, eve.userId, "join");
});

const refused: readonly [string, string, (made: ReturnType<typeof madeUp>) => JsonObject][] = [
  [
    "of another membership",
    "400 M_INVALID_PARAM",
    ({ invite }) => ({ ...invite, content: { membership: "join" } }),
  ],
  [
    "by a user of another server",
    "400 M_INVALID_PARAM",
    ({ invite }) => ({ ...invite, sender: "@a:elsewhere" }),
  ],
  [
    "for a user of another server",
    "403 M_FORBIDDEN",
    ({ invite }) => ({ ...invite, state_key: "@a:elsewhere" }),
  ],
  ["that is badly signed", "400 M_INVALID_PARAM", ({ invite }) => ({ ...invite, signatures: {} })],
];
it.each(refused)("an invite %s is %s", async (_, code, spoil) => {
  const made = madeUp("10", bob.userId);
  expect(outcome(await sendInvite(hs, spoil(made), "10", made.roomId, [made.create]))).toBe(code);
});
