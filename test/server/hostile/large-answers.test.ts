/** O1: of what another server sends, no more is looked at than an honest one has to say, and others have their turn meanwhile. */
import { eventId, type JsonObject, type JsonValue, signEvent } from "@knockgen/auth";
import { unimplemented } from "@knockgen/matrix/routes/client-server";
import { mount } from "@knockgen/matrix/runtime/mount";
import { expect, it, onTestFinished } from "vitest";
import { readJsonInTurns } from "../../../server/federation/transport/read-json.js";
import { listen } from "../../../server/http/listen.js";
import { silentLog } from "../../../server/log.js";
import { openStore } from "../../../server/store/open.js";
import { startPair } from "../support/pair.js";
import { eventOf, outcome } from "../support/remote.js";
import { turnsDuring } from "../support/turns-during.js";

const { hs, fake, alice } = await startPair();

/** Small as text, large as values. */
const junk = (count: number): JsonValue => Array.from({ length: count }, () => ({}));

function answer(end: string, json: JsonValue): void {
  fake.responders.push(({ uri }) => (uri.includes(end) ? { json } : undefined));
}

const room = (name: string, more: JsonObject = {}): JsonObject => ({
  room_id: `!${name}:${fake.name}`,
  num_joined_members: 3,
  world_readable: true,
  guest_can_join: false,
  name,
  ...more,
});

it("O1: others have their turn between queries to the embedded database", async () => {
  const store = await openStore();
  onTestFinished(() => store.close());
  const read = async () => {
    for (let at = 0; at < 1_000; at++) await store.room(`!room${at}:us.example`);
  };
  expect(await turnsDuring(read())).toBeGreaterThan(3);
});

it("O1: an answer is decoded in parts, wherever they are cut", async () => {
  const letters = "\ufeffaé€😀".repeat(20_000);
  const text = `\ufeff${JSON.stringify([letters, { letters }])}`;
  const bytes = new TextEncoder().encode(text);
  for (const size of [1_021, 65_536, bytes.length]) {
    const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
    expect(await readJsonInTurns(parts)).toEqual({ ok: true, value: [letters, { letters }] });
    expect(await readJsonInTurns([...parts, Uint8Array.of(0xe2, 0x82)])).toBeUndefined();
    const broken = [...parts.slice(0, -1), Uint8Array.of(0x80), ...parts.slice(-1)];
    expect(await readJsonInTurns(broken)).toBeUndefined();
  }
});

it.each([
  [undefined, 200],
  [true, 500],
])(
  "O1: with checkAnswers %s, an answer that breaks its schema is %i: to look takes all of it in one step",
  async (checkAnswers, status) => {
    const body: unknown = { versions: 1 };
    const handlers = { ...unimplemented, getVersions: async () => ({ status: 200, body }) };
    const listener = await listen({ port: 0, checkAnswers }, [mount({ handlers })], silentLog);
    const answer = await fetch(`http://127.0.0.1:${listener.port}/_matrix/client/versions`);
    await listener.close();
    expect(answer.status).toBe(status);
  },
);

it("O1: of a directory, entries of ordinary size are read, and some hundreds of them", async () => {
  const rooms = Array.from({ length: 1_500 }, (_, at) => room(`r${at}`));
  answer("/publicRooms", { chunk: [room("large", { junk: junk(40_000) }), ...rooms], junk: junk(40_000) });
  const page = await alice.ok("GET", `/publicRooms?server=${encodeURIComponent(fake.name)}`);
  expect(page.chunk.length).toBe(999);
  expect(page.chunk[0].name).toBe("r0");
  expect(page).not.toHaveProperty("junk");
});

it("O1: a profile, or a directory, of more than is allowed is not read at all", async () => {
  answer("/publicRooms", { chunk: [room("one")], junk: junk(800_000) });
  expect((await alice.get(`/publicRooms?server=${encodeURIComponent(fake.name)}`)).status).toBe(502);
  answer("/query/profile", { displayname: "Large", junk: junk(50_000) });
  expect((await alice.get(`/profile/${encodeURIComponent(`@large:${fake.name}`)}`)).status).toBe(404);
});

it("O1: of a space, rooms and children of ordinary size are read", async () => {
  const id = `!space:${fake.name}`;
  const child = (name: string, more: JsonObject = {}): JsonObject => ({
    type: "m.space.child",
    state_key: `!${name}:${fake.name}`,
    content: { via: [fake.name], ...more },
    sender: `@owner:${fake.name}`,
    origin_server_ts: 1,
  });
  const children_state = [child("large", { junk: junk(40_000) }), child("small")];
  const children = [room("large", { junk: junk(40_000) }), room("small")];
  answer("/hierarchy", { room: room("space", { children_state, room_type: "m.space" }), children });
  fake.responders.push(({ segments }) =>
    segments[4] !== id && segments[3] === "hierarchy" ? { status: 404, json: {} } : undefined,
  );
  const { rooms } = await alice.ok("GET", `/v1/rooms/${encodeURIComponent(id)}/hierarchy?via=${fake.name}`);
  expect(rooms.map(({ name }: { name: string }) => name)).toEqual(["space", "small"]);
});

it("O1: of a user's keys, devices of ordinary size are read", async () => {
  const user = `@keys:${fake.name}`;
  const device = (id: string, more: JsonObject = {}): JsonObject => ({
    user_id: user,
    device_id: id,
    algorithms: [],
    keys: { [`ed25519:${id}`]: "key" },
    signatures: {},
    ...more,
  });
  answer("/user/keys/query", {
    device_keys: { [user]: { BIG: device("BIG", { junk: junk(40_000) }), ONE: device("ONE") } },
  });
  const query = () => alice.ok("POST", "/keys/query", { device_keys: { [user]: [] } });
  expect(Object.keys((await query()).device_keys[user])).toEqual(["ONE"]);
  answer("/user/keys/query", { device_keys: { [user]: { ONE: device("ONE", { junk: junk(300_000) }) } } });
  expect((await query()).device_keys).toEqual({});
  answer("/user/keys/claim", {
    one_time_keys: {
      [user]: { ONE: { "signed_curve25519:a": { key: "a", signatures: {}, junk: junk(40_000) } } },
    },
  });
  const claim = { one_time_keys: { [user]: { ONE: "signed_curve25519" } } };
  expect((await alice.ok("POST", "/keys/claim", claim)).one_time_keys).toEqual({});
});

it("O12: of several create events that come with an invite, one may be as large as an event", async () => {
  const roomId = `!made:${fake.name}`;
  const invite = signEvent(
    eventOf(fake, roomId, `@owner:${fake.name}`, {
      state_key: alice.userId,
      content: { membership: "invite" },
      prev_events: ["$a"],
    }),
    "10",
    fake.name,
    fake.key,
  );
  const create = (at: number): JsonObject => ({
    type: "m.room.create",
    state_key: at === 0 ? "" : `${at}`,
    sender: `@owner:${fake.name}`,
    content: { creator: `@owner:${fake.name}`, text: "x".repeat(50_000) },
  });
  const answered = await fake.request({
    destination: hs.serverName,
    method: "PUT",
    uri: `/_matrix/federation/v2/invite/${encodeURIComponent(roomId)}/${encodeURIComponent(eventId(invite, "10"))}`,
    content: {
      event: invite,
      room_version: "10",
      invite_room_state: Array.from({ length: 20 }, (_, at) => create(at)),
    },
  });
  expect(outcome(answered)).toBe("200");
  const { events } = (await alice.sync()).rooms.invite[roomId].invite_state;
  expect(events.filter(({ type }: { type: string }) => type === "m.room.create")).toHaveLength(2);
});
