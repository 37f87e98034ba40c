/** Several processes on one PostgreSQL server: one room, one order of events, and syncs that wake each other. */
import { expect, it } from "vitest";
import { Client } from "./support/client.js";
import { hasPostgres, postgresSchema } from "./support/postgres.js";
import { startServer } from "./support/servers.js";

it("share rooms and wake each other's syncs", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await postgresSchema();
  const shared = { store: { databaseUrl: schema.url }, config: { serverName: "shared.example" } };
  const one = await startServer(shared);
  const two = await startServer(shared);
  const elsewhere = (client: Client) => new Client(two.url, client.token, client.userId);
  const alice = await one.user("alice");
  const users = await Promise.all(Array.from({ length: 8 }, (_, at) => one.user(`user${at}`)));
  const room = await alice.createRoom({
    room_version: "10",
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });

  const { next_batch } = await elsewhere(alice).sync();
  const waiting = elsewhere(alice).sync(next_batch, 10_000);
  expect((await users[0]?.knock(room, undefined, "Wake up"))?.status).toBe(200);
  expect(elsewhere(alice).seen(await waiting, room, users[0]?.userId ?? "", "knock")).toBeDefined();

  // Both write to the same room at once: nothing is lost, and the history does not fork.
  const knocks = users.flatMap((user, at) =>
    [1, 2, 3].map((time) => (at % 2 === 0 ? user : elsewhere(user)).knock(room, undefined, `${at} ${time}`)),
  );
  for (const answer of await Promise.all(knocks))
    expect([answer.status, answer.body]).toEqual([200, { room_id: room }]);
  for (const side of [alice, elsewhere(alice)]) {
    const { chunk } = await side.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=100`);
    const reasons = chunk.map((event: { content: { reason?: string } }) => event.content.reason);
    for (const at of users.keys()) for (const time of [1, 2, 3]) expect(reasons).toContain(`${at} ${time}`);
    for (const user of users) await side.see(room, user.userId, "knock");
  }
  await Promise.all([one.close(), two.close()]);
  await schema.drop();
});
