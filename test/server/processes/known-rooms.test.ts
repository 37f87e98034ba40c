/** Rooms in memory are never older than what was told of them, and many are loaded at once. */
import { expect, it } from "vitest";
import { KnownRooms } from "../../../server/room/known-rooms.js";
import type { RoomRecord, RoomWithState } from "../../../server/store/store.js";

const record = (roomId: string, head: number): RoomRecord => ({
  roomId,
  version: "11",
  head,
  stateGroup: 1,
  extremities: [],
  depth: 1,
  resetAt: 0,
  published: false,
});

/** A store that tells of a change each time that a room was read, until `last`. */
function told(last: number, tell: (roomId: string, head: number) => void) {
  const asked: string[][] = [];
  let head = 0;
  const read = (roomId: string): RoomRecord => {
    const found = record(roomId, ++head);
    if (head < last) tell(roomId, head + 1);
    return found;
  };
  return {
    asked,
    store: {
      room: async (roomId: string) => {
        asked.push([roomId]);
        return read(roomId);
      },
      currentState: async () => [],
      smallRooms: async (roomIds: readonly string[]): Promise<ReadonlyMap<string, RoomWithState>> => {
        asked.push([...roomIds]);
        return new Map(
          roomIds.filter((id) => id !== "!big").map((id) => [id, { record: read(id), state: [] }]),
        );
      },
    },
  };
}

it("a room that another process changes while it is loaded is loaded again", async () => {
  const { store, asked } = told(3, (roomId, head) => rooms.dropBefore(roomId, head));
  const rooms = new KnownRooms(store);
  expect((await rooms.find("!a"))?.head).toBe(3);
  expect((await rooms.find("!a"))?.head).toBe(3);
  expect(asked).toEqual([["!a"], ["!a"], ["!a"]]);
});

it("so is one that is to be forgotten, by its name or with all others", async () => {
  for (const forget of [(rooms: KnownRooms) => rooms.drop(["!a"]), (rooms: KnownRooms) => rooms.clear()]) {
    const { store, asked } = told(2, () => forget(rooms));
    const rooms: KnownRooms = new KnownRooms(store);
    expect((await rooms.find("!a"))?.head).toBe(2);
    expect(asked).toEqual([["!a"], ["!a"]]);
  }
});

it("O1: rooms that are asked for at once are loaded together, but for large ones, and each once", async () => {
  const { store, asked } = told(0, () => {});
  const rooms = new KnownRooms(store);
  const found = await Promise.all(["!a", "!b", "!big", "!a"].map((id) => rooms.find(id)));
  expect(found.map((room) => room?.roomId)).toEqual(["!a", "!b", "!big", "!a"]);
  expect(asked).toEqual([["!a", "!b", "!big"], ["!big"]]);
});
