/** C199, C201: events of other servers count like those of this one; what is fetched of the past does not. */
import { expect, it, onTestFinished } from "vitest";
import type { Client } from "../support/client.js";
import { startServer } from "../support/servers.js";

const inRoom = (room: string, rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;

it("C199 events of other servers count, history does not", async () => {
  const [here, there] = [await startServer(), await startServer()];
  onTestFinished(async () => {
    await Promise.all([here.close(), there.close()]);
  });
  const [alice, bob] = [await there.user("alice"), await here.user("bob")];
  let sent = 0;
  const say = async (client: Client): Promise<string> => {
    const content = { msgtype: "m.text", body: "Bob!", "m.mentions": { user_ids: [bob.userId] } };
    return (await client.ok("PUT", inRoom(room, `send/m.room.message/${++sent}`), content)).event_id;
  };
  const counts = async (): Promise<unknown> => (await bob.sync()).rooms.join[room].unread_notifications;
  const count = (number: number) => ({ notification_count: number, highlight_count: number });
  const room = await alice.createRoom({ preset: "public_chat" });
  for (let at = 0; at < 30; at++) await say(alice);
  expect((await bob.join(room, there.serverName)).status).toBe(200);
  expect(await counts()).toEqual(count(0));
  const { chunk } = await bob.ok("GET", inRoom(room, "messages?dir=b&limit=40"));
  expect(chunk.length).toBeGreaterThan(20);
  expect(await counts()).toEqual(count(0));
  await say(alice);
  await expect.poll(counts, { timeout: 10_000 }).toEqual(count(1));
  const last = await say(alice);
  await expect.poll(counts, { timeout: 10_000 }).toEqual(count(2));
  await bob.ok("POST", inRoom(room, `receipt/m.read/${encodeURIComponent(last)}`), {});
  expect(await counts()).toEqual(count(0));
});
