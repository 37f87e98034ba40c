/** O47: work in several parts, during one of which the database is lost: that part comes again. */
import { afterAll, expect, it } from "vitest";
import { doTasks } from "../../../server/membership/account-tasks.js";
import { createRoom } from "../../../server/new-room/create.js";
import { takeEdus } from "../../../server/server-server/transaction/take-edu.js";
import { followChanges } from "../../../server/start/follow-changes.js";
import { makeParts } from "../../../server/start/make-parts.js";
import { DatabaseLost } from "../../../server/store/database/database-lost.js";
import { openStore } from "../../../server/store/open.js";
import { roomOf } from "../support/room-wish.js";

const store = await openStore({});
afterAll(() => store.close());
let losses = 0;
const lose = (): void => {
  if (losses-- > 0) throw new DatabaseLost(new Error("cut"), "57P01");
};
const parts = await makeParts(
  { config: { serverName: "b" }, client: { port: 0 } },
  {
    ...store,
    commit: async (batch) => {
      lose();
      return store.commit(batch);
    },
    sendToDevice: async (messages) => {
      lose();
      return store.sendToDevice(messages);
    },
  },
  [],
);
followChanges(parts);
const { context } = parts;
const user = { userId: "@a:b", passwordHash: undefined, displayName: undefined, avatarUrl: undefined };
await store.createAccount(user);

it("O47 an EDU that was not taken is not answered as if it were", async () => {
  const device = { userId: user.userId, deviceId: "D" };
  const token = { hash: "x", ends: undefined, refreshHash: undefined, opened: 0 };
  await store.saveDevice(device, token, undefined);
  const edus = ["1", "2"].map((message_id) => ({
    edu_type: "m.direct_to_device",
    content: { sender: "@x:c", type: "t", message_id, messages: { [user.userId]: { D: { message_id } } } },
  }));
  losses = 1;
  await expect(takeEdus(context, "c", edus)).rejects.toBeInstanceOf(DatabaseLost);
  await takeEdus(context, "c", edus);
  const waiting = await store.toDevice(device, 0, await store.position(), 10);
  expect(waiting).toHaveLength(2);
});

it("O47, C68 a user who is deactivated leaves all rooms", async () => {
  const wish = roomOf(user.userId);
  const rooms = [await createRoom(context, wish), await createRoom(context, wish)];
  await store.deactivate(user.userId, false);
  losses = 1;
  doTasks(context, user.userId);
  const memberships = () =>
    Promise.all(rooms.map(async (room) => (await store.membership(room, user.userId))?.membership));
  await expect.poll(memberships).toEqual(["leave", "leave"]);
});
