/** Behaviour #46 of docs/behaviours.md: the state before an event is resolved of all that it follows, also of what the tip follows. */
import { expect, it } from "vitest";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";

const { hs, fake, alice } = await startPair();

it("#46 an event that follows the tip and what that follows has the state of both", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  const named = (displayname: string, origin_server_ts: number, prev: string) =>
    guest.make(
      "m.room.member",
      { membership: "join", displayname },
      { state_key: guest.user, origin_server_ts },
      [prev],
    );
  const shown = async (): Promise<unknown> => {
    const path = `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(guest.user)}`;
    return (await alice.ok("GET", path)).displayname;
  };
  const before = named("before", 2_000, guest.join);
  const tip = named("tip", 1_000, guest.name(before));
  await guest.say(before);
  await guest.say(tip);
  expect(await shown()).toBe("tip");
  // Of two at one key, that with the later time comes last, and wins.
  await guest.say(guest.make("m.room.message", { body: "both" }, {}, [guest.name(tip), guest.name(before)]));
  expect(await shown()).toBe("before");
});
