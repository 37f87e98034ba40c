/** Events that the present state does not let in: kept, not shown, and no tips of the room's graph. */
import { isJsonObject } from "@knockgen/auth";
import { expect, it } from "vitest";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";

const { hs, fake, alice } = await startPair();

/** A room with a user of the fake server in it. */
async function sharedRoom() {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  /** Sends an event that follows others, and gives its ID. */
  const send = (type: string, prev: readonly string[]): Promise<string> =>
    guest.say(guest.make(type, { body: `${type} ${++count}` }, {}, prev));
  return { room, guest, join: guest.join, send };
}

let count = 0;

async function restrict(room: string, type: string): Promise<string> {
  const path = `/rooms/${encodeURIComponent(room)}/state/m.room.power_levels/`;
  const levels: unknown = await alice.ok("GET", path);
  const body = isJsonObject(levels) ? { ...levels, events: { [type]: 50 } } : {};
  return (await alice.ok("PUT", path, body)).event_id;
}

it("an event on a soft-failed one takes the place of what that one follows", async () => {
  const { room, guest, join, send } = await sharedRoom();
  const levels = await restrict(room, "org.example.late");
  const before = await send("m.room.message", [join]);
  const soft = await send("org.example.late", [before]);
  const softer = await send("org.example.late", [soft]);
  const after = await send("m.room.message", [softer]);
  expect(await guest.tips(alice)).toEqual([levels, after]);
});

it("a soft-failed event is no tip, takes no place, and is shown to nobody", async () => {
  const { room, guest, join, send } = await sharedRoom();
  const levels = await restrict(room, "org.example.late");
  const before = await send("m.room.message", [join]);
  const soft = await send("org.example.late", [before]);
  expect(await guest.tips(alice)).toEqual([levels, before]);
  const page = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=50`);
  const shown: string[] = page.chunk.map(({ event_id }: { event_id: string }) => event_id);
  expect([shown.includes(before), shown.includes(soft)]).toEqual([true, false]);
});
