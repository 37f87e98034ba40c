/** A room that this server has left, of which it knows thousands of servers. */
import { expect, it } from "vitest";
import { roomFromOutside } from "../../../server/membership/outside-room.js";
import { Room } from "../../../server/room/room.js";

it("few of a large room's servers are kept, those that told of it first", async () => {
  const room = Room.empty("!large", "10");
  const users = Array.from({ length: 1_000 }, (_, at) => `@user:server${at}`);
  room.load(
    users.map((stateKey, at) => ({ type: "m.room.member", stateKey, eventId: `$${at}`, membership: "join" })),
  );
  const context = { serverName: "server0", writer: { room: async () => room } };
  const { via } = await roomFromOutside(context, { roomId: "!large", via: ["told"], version: undefined });
  expect(via).toEqual(["told", ...users.slice(1, 20).map((user) => user.slice(6))]);
});
