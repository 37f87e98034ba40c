/** Kill -9 in the middle of a room upgrade: the room is upgraded whole, or it is not. */
import { expect, it } from "vitest";
import { type Killable, withKillable } from "../support/killable.js";

const TIMES = 12;
const NAME = "upgrades.example";
const id = encodeURIComponent;

async function torture(server: Killable): Promise<void> {
  const alice = await server.register("alice");
  let whole = 0;
  let rooms = 0;
  for (let at = 0; at < TIMES; at++) {
    const name = `lobby${at}`;
    const alias = `#${name}:${NAME}`;
    const room = await alice().createRoom({
      room_alias_name: name,
      visibility: "public",
      preset: "public_chat",
      room_version: at % 2 === 0 ? "10" : "11",
    });
    const answer = alice()
      .post(`/rooms/${id(room)}/upgrade`, { new_version: at % 3 === 0 ? "12" : "11" })
      .catch(() => undefined);
    // The last one comes to its end, however slow the machine is.
    await (at === TIMES - 1 ? answer : new Promise((resolve) => setTimeout(resolve, 15 * at)));
    await server.kill();
    const told = await answer;
    await server.start();
    const tombstone = await alice().get(`/rooms/${id(room)}/state/m.room.tombstone/`);
    const replacement: string | undefined = tombstone.body.replacement_room;
    if (told?.status === 200) expect(replacement).toBe(told.body.replacement_room);
    if (replacement !== undefined) whole++;
    // Cut off at any time, it has left no other room.
    rooms += replacement === undefined ? 1 : 2;
    expect((await alice().ok("GET", "/joined_rooms")).joined_rooms).toHaveLength(rooms);
    const { room_id } = await alice().ok("GET", `/directory/room/${id(alias)}`);
    expect(room_id).toBe(replacement ?? room);
    const { chunk } = await alice().ok("GET", "/publicRooms");
    const listed = chunk.map((each: { room_id: string }) => each.room_id);
    expect(listed.filter((each: string) => each === room || each === replacement)).toEqual([room_id]);
    const levels = await alice().ok("GET", `/rooms/${id(room)}/state/m.room.power_levels/`);
    expect(levels.events_default).toBe(replacement === undefined ? 0 : 50);
    expect(await alice().ok("GET", `/rooms/${id(room)}/state/m.room.canonical_alias/`)).toEqual(
      replacement === undefined ? { alias } : {},
    );
    // One that was cut off can be asked for again, and nothing that led nowhere is listed.
    if (replacement === undefined) {
      const again = await alice().ok("POST", `/rooms/${id(room)}/upgrade`, { new_version: "11" });
      rooms++;
      expect((await alice().ok("GET", `/directory/room/${id(alias)}`)).room_id).toBe(again.replacement_room);
    }
    expect((await alice().ok("GET", "/publicRooms")).total_room_count_estimate).toBe(at + 1);
  }
  expect(whole).toBeGreaterThan(0);
}

it("a room is upgraded whole or not at all, and can be upgraded again", { timeout: 600_000 }, () =>
  withKillable(NAME, [], torture),
);
