/** O17: events of another room have no say in a room, whichever way they are named. */
import type { JsonValue, RoomVersion } from "@knockgen/auth";
import { expect, it } from "vitest";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";

const { hs, fake, alice } = await startPair();

async function guestOf(version: RoomVersion): Promise<Guest> {
  const room = await alice.createRoom({ preset: "public_chat", room_version: version });
  return Guest.enter(fake, hs.serverName, room, version);
}

/** Types and state keys of a room's state, with the room that each event says it is of. */
async function stateOf(room: string): Promise<readonly JsonValue[]> {
  const state = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/state`);
  return state.map((event: Record<string, string>) => [event.type, event.state_key, event.event_id]);
}

it.each<RoomVersion>(["2", "10", "12"])(
  "O17: in version %s an event of another room is not followed, also beside one of the room",
  async (version) => {
    const [here, there] = [await guestOf(version), await guestOf(version)];
    const before = await stateOf(here.room);
    const alone = here.make("m.room.message", { body: "alone" }, {}, [there.join]);
    const beside = here.make("m.room.message", { body: "beside" }, {}, [here.join, there.join]);
    const answers = await here.send(alone, beside);
    expect(answers).toEqual({
      [here.name(alone)]: { error: expect.any(String) },
      [here.name(beside)]: { error: expect.any(String) },
    });
    expect(await stateOf(here.room)).toEqual(before);
    await here.say(here.make("m.room.message", { body: "as usual" }));
  },
);

it("O17: an ID that an event of another room has is refused", async () => {
  const [here, there] = [await guestOf("2"), await guestOf("2")];
  const event_id = `$taken:${fake.name}`;
  await there.say(there.make("m.room.message", { body: "there" }, { event_id }));
  const again = here.make("m.room.message", { body: "here" }, { event_id });
  expect(await here.send(again)).toEqual({ [event_id]: { error: expect.any(String) } });
  const at = `/rooms/${encodeURIComponent(there.room)}/event/${encodeURIComponent(event_id)}`;
  expect((await alice.ok("GET", at)).content).toEqual({ body: "there" });
});
