/** X6 A retraction that the database takes its time over. */
import { expect, it, onTestFinished } from "vitest";
import { openPostgres } from "../../../server/store/database/postgres.js";
import { FakeRoom } from "../support/fake-room.js";
import { startFakeServer } from "../support/fake-server.js";
import { hasPostgres } from "../support/postgres.js";
import { startServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";
import { testAuthority } from "../support/tls.js";

const isThere = await hasPostgres();

it.skipIf(!isThere)(
  "X6 a retraction is made again, though it is kept only after its first retry",
  async () => {
    const schema = await lendSchema();
    onTestFinished(() => schema.drop());
    const hs = await startServer({ store: { databaseUrl: schema.url } });
    onTestFinished(() => hs.close());
    const fake = await startFakeServer({ authority: testAuthority() });
    onTestFinished(() => fake.close());
    const database = await openPostgres(schema.url);
    onTestFinished(() => database.close());
    const bob = await hs.user("bob");
    const room = new FakeRoom(fake, { join_rule: "knock" });
    expect((await bob.knock(room.id, fake.name)).status).toBe(200);
    let isDown = true;
    fake.responders.push(({ segments }) =>
      isDown && segments[4] === room.id ? { status: 503, json: {} } : undefined,
    );
    const waiting = async (): Promise<number> =>
      (await database.query("SELECT * FROM pending_leaves")).length;
    let leaving: Promise<{ readonly status: number }> | undefined;
    await database.transaction(async (queries) => {
      // Others may read it, and not write.
      await queries.query("LOCK TABLE memberships IN EXCLUSIVE MODE");
      leaving = bob.act(room.id, "leave");
      await expect.poll(waiting).toBe(1);
      await expect.poll(waiting).toBe(0);
    });
    expect((await leaving)?.status).toBe(200);
    isDown = false;
    await fake.until(() => room.membershipOf(bob.userId) === "leave");
  },
);
