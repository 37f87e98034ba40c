/** Allowed but unusual input: it is taken or refused, and nothing fails because of it. */
import { eventId, type JsonObject, parseJson, type RoomVersion, signEvent } from "@knockgen/auth";
import { expect, it } from "vitest";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";
import { eventOf, outcome } from "../support/remote.js";

const { hs, fake, alice } = await startPair();

async function guestOf(version: RoomVersion): Promise<Guest> {
  const room = await alice.createRoom({
    preset: "public_chat",
    room_version: version,
    power_level_content_override: { state_default: 0 },
  });
  return Guest.enter(fake, hs.serverName, room, version);
}

it("U+0000 in a state key, from a client and from a server", async () => {
  const guest = await guestOf("10");
  const at = `/rooms/${encodeURIComponent(guest.room)}`;
  expect((await alice.put(`${at}/state/org.example.odd/%00a%01`, { by: "alice" })).status).toBe(200);
  expect((await alice.get(`${at}/state/org.example.odd/%00a%01`)).body).toEqual({ by: "alice" });
  const odd = guest.make("org.example.odd", { by: "guest" }, { state_key: "\u0000" });
  const message = guest.make("m.room.message", { body: "beside it" });
  expect(await guest.send(odd, message)).toEqual({ [guest.name(odd)]: {}, [guest.name(message)]: {} });
  expect((await alice.get(`${at}/state/org.example.odd/%00`)).body).toEqual({ by: "guest" });
});

it.each<RoomVersion>(["1", "5", "6", "10"])(
  "the greatest depth that servers take in version %s, and one more event after it",
  async (version) => {
    const guest = await guestOf(version);
    const depth = Number.MAX_SAFE_INTEGER;
    await guest.say(guest.make("m.room.message", { body: "deep" }, { depth }));
    const at = `/rooms/${encodeURIComponent(guest.room)}`;
    expect((await alice.put(`${at}/send/m.room.message/deep${version}`, { body: "deeper" })).status).toBe(
      200,
    );
    const { body } = await alice.get(`${at}/messages?dir=b&limit=2`);
    expect(body.chunk.map(({ content }: { content: unknown }) => content)).toEqual([
      { body: "deeper" },
      { body: "deep" },
    ]);
    const ours = ({ room_id, sender }: JsonObject): boolean =>
      room_id === guest.room && sender === alice.userId;
    await fake.until(({ pdus }) => pdus.some(ours));
    expect(fake.pdus.findLast(ours)).toMatchObject({ depth: Number.MAX_SAFE_INTEGER });
  },
);

it.each<RoomVersion>(["1", "5"])(
  "O51 a depth that the format of version %s has, and that servers do not take",
  async (version) => {
    const guest = await guestOf(version);
    for (const depth of [2n ** 53n, 2n ** 63n - 1n]) {
      const deep = guest.make("m.room.message", { body: "deep" }, { depth });
      expect(await guest.send(deep)).toEqual({ [guest.name(deep)]: { error: expect.any(String) } });
    }
  },
);

it("an invite whose state holds numbers and keys that JavaScript does not", async () => {
  const room = `!odd:${fake.name}`;
  const invite = eventOf(fake, room, `@owner:${fake.name}`, {
    state_key: alice.userId,
    content: { membership: "invite" },
    prev_events: ["$a"],
  });
  const event = signEvent(invite, "10", fake.name, fake.key);
  const text = '{"name":"Odd","n":1152921504606846976,"f":1.5,"__proto__":{"x":1},"\\u0000":1}';
  const content = parseJson(text);
  if (!content.ok) throw content.error;
  const name = { type: "m.room.name", state_key: "", sender: `@owner:${fake.name}`, content: content.value };
  const large = { ...name, type: "m.room.topic", content: { topic: "x".repeat(70_000) } };
  const answer = await fake.request({
    destination: hs.serverName,
    method: "PUT",
    uri: `/_matrix/federation/v2/invite/${encodeURIComponent(room)}/${encodeURIComponent(nameOf(event))}`,
    content: { event, room_version: "10", invite_room_state: [name, large] },
  });
  expect(outcome(answer)).toBe("200");
  const { events } = (await alice.sync()).rooms.invite[room].invite_state;
  expect(events.map(({ type }: { type: string }) => type)).toEqual(["m.room.name", "m.room.member"]);
  expect(events[0].content).toMatchObject({ name: "Odd", f: 1.5 });
  expect(Object.keys(events[0].content)).toContain("__proto__");
});

const nameOf = (event: JsonObject): string => eventId(event, "10");

it("O1 a name of any length makes no long message", async () => {
  const backup = { algorithm: "m.megolm_backup.v1.curve25519-aes-sha2", auth_data: {} };
  const { version } = await alice.ok("POST", "/room_keys/version", backup);
  const rooms = { [`!${"x".repeat(5_000)}`]: { sessions: {} } };
  const { status, body } = await alice.put(`/room_keys/keys?version=${version}`, { rooms });
  expect([status, body.error.length]).toEqual([400, 1_001]);
});

it.each(["2.5", "1e400", "-1", '"x"'])("a filter with a limit of %s", async (limit) => {
  await alice.createRoom();
  const filter = encodeURIComponent(`{"room":{"timeline":{"limit":${limit}}}}`);
  const { status, body } = await alice.get(`/sync?filter=${filter}`);
  expect([status, body.errcode]).toEqual([400, expect.stringMatching(/^M_(BAD_JSON|INVALID_PARAM)$/)]);
});

it.each(["{", "[]", '"x"', "\u0000"])("a filter that is none: %j", async (filter) => {
  const answer = await alice.get(`/sync?filter=${encodeURIComponent(`{${filter}`)}`);
  expect([answer.status, answer.body.errcode]).toEqual([400, "M_BAD_JSON"]);
});
