/** O51: what the engine drops on receipt, though no rule that is written says so, the server drops on every way in. */
import { type JsonObject, type RoomVersion, signEvent } from "@knockgen/auth";
import { expect, it } from "vitest";
import { FakeRoom } from "../support/fake-room.js";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";
import { makeTemplate, outcome, sendEvent } from "../support/remote.js";

const { hs, fake, alice } = await startPair();

const publicRoom = (room_version: RoomVersion): Promise<string> =>
  alice.createRoom({ preset: "public_chat", room_version });

it.each(["1", "5", "6", "10", "12"] as const)(
  "O51 version %s: an event of negative depth",
  async (version) => {
    const guest = await Guest.enter(fake, hs.serverName, await publicRoom(version), version);
    const deep = guest.make("m.room.message", { body: "deep" }, { depth: -1 });
    expect(await guest.send(deep)).toEqual({ [guest.name(deep)]: { error: expect.any(String) } });
    const { chunk } = await alice.ok("GET", `/rooms/${encodeURIComponent(guest.room)}/messages?dir=b`);
    expect(JSON.stringify(chunk)).not.toContain("deep");
  },
);

it("O51 a join of negative depth", async () => {
  const room = await publicRoom("10");
  const user = `@deep:${fake.name}`;
  const { origin: _, ...template } = await makeTemplate(fake, hs.serverName, "join", room, user, "10");
  const join = { ...template, depth: -1 };
  expect(outcome(await sendEvent(fake, hs.serverName, "v2/send_join", join, "10"))).toMatch(/^400 /);
});

it("O51 state of negative depth, in the answer to a join", async () => {
  const room = new FakeRoom(fake, { join_rule: "public" });
  const {
    signatures: _,
    hashes: __,
    ...made
  } = room.make({ type: "m.room.name", stateKey: "", content: {} });
  const deep: JsonObject = signEvent({ ...made, depth: -1 }, "10", fake.name, fake.key);
  room.smuggled.state.push(deep);
  const path = encodeURIComponent(room.id);
  await alice.ok("POST", `/join/${path}?server_name=${encodeURIComponent(fake.name)}`, {});
  expect((await alice.get(`/rooms/${path}/state/m.room.name/`)).status).toBe(404);
});
